"""A laboratory's reception: boxes in, batches, results; on a phone and at a desk with a scanner."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from masstest.access.roles import Role
from phones import Phone, Town, picture


def bring(town: Town, box: str, tubes: int, *, seal: str | None = None) -> None:
    """A box that was sealed at P1 is on the road to the laboratory."""
    town.seal(box, "P1", tubes, "08:40")
    taken = {
        "kind": "box_handed_over", "box_id": box, "seal": seal or f"S{box}",
        "tubes_counted": tubes, "vehicle_id": "V1", "run_id": "R1",
    }  # fmt: skip
    assert town.report(Role.coordinator, "09:02", taken, "V1")["status"] == "recorded"


def type_in(page: Page, label: str, words: str, key: str = "Enter") -> None:
    field = page.get_by_label(label, exact=True)
    field.fill(words)
    field.press(key)


def scanner(page: Page, code: str) -> None:
    """A scanner types the code and Enter, wherever the focus is."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def scan(page: Page, code: str, opens: Locator) -> None:
    """Scan while no field has the focus; again where this computer typed too slowly to be taken
    for a scanner: the page then does nothing."""
    for _ in range(10):
        scanner(page, code)
        with contextlib.suppress(AssertionError):
            expect(opens).to_be_visible(timeout=2_000)
            return
    expect(opens).to_be_visible()


def test_reception_to_results_with_the_network_cut_in_the_middle(
    town: Town, phone: Callable[..., Phone]
) -> None:
    for box, tubes in (("B1", 4), ("B2", 3)):
        bring(town, box, tubes)
    lab = phone()
    page = lab.enter_named(town.card("lab/L1"), "Reception")
    expect(page.get_by_text("of about 83 tubes received")).to_be_visible()
    expect(page.get_by_text("On the way: 2")).to_be_visible()
    picture(page, "lab_morning")

    # the first agrees; the second is short of a tube: held, both counts are shown
    page.get_by_role("button", name="Receive a box").click()
    type_in(page, "Box", "B1")
    type_in(page, "Seal", "SB1")
    page.get_by_label("Tubes counted").fill("4")
    expect(page.get_by_text("Agrees: tubes 4, seal SB1")).to_be_visible()
    page.get_by_role("button", name="Receive the box").click()
    expect(lab.outbox()).to_have_text("Everything is sent")
    lab.kept_by_worker()
    lab.context.set_offline(True)
    page.get_by_role("button", name="B2").click()
    type_in(page, "Seal", "SB2")
    page.get_by_label("Tubes counted").fill("2")
    expect(page.get_by_text("It doesn't agree")).to_be_visible()
    picture(page, "lab_differs")
    page.get_by_role("button", name="Report the difference").click()
    held = page.get_by_role("alert").filter(has_text="Box B2 is held")
    expect(held.get_by_role("row", name="Tubes")).to_contain_text("3")
    expect(held.get_by_role("row", name="Tubes")).to_contain_text("2")
    lab.reload()
    expect(held).to_be_visible()
    picture(page, "lab_held")

    # without a network the batch goes on, and a positive tube is read twice
    page.get_by_role("button", name="Start a batch").click()
    type_in(page, "Scan the boxes of the batch", "B1")
    expect(page.get_by_text("In the batch: boxes 1, tubes 4")).to_be_visible()
    page.get_by_role("button", name="Start the batch").click()
    page.get_by_role("button", name="B1").click()
    page.get_by_role("button", name="A tube is positive").click()
    type_in(page, "Scan the tube, or type its code", "T07", "Tab")
    type_in(page, "Scan the same tube again", "T70", "Tab")
    expect(page.get_by_text("two different codes")).to_be_visible()
    expect(page.get_by_role("button", name="On to the confirmation")).to_be_disabled()
    type_in(page, "Scan the same tube again", "T07", "Tab")
    page.get_by_role("button", name="On to the confirmation").click()
    picture(page, "lab_positive")
    page.get_by_role("button", name="Yes, report the positive tube").click()
    page.get_by_role("button", name="The other 3 are negative").click()
    expect(page.get_by_text("Retests: 1")).to_be_visible()
    lab.context.set_offline(False)
    expect(lab.outbox()).to_have_text("Everything is sent")
    assert [(each["outcome"], each["tubes"], each["tube_id"]) for each in town.facts("result")] == [
        ("positive", 1, "T07"), ("negative", 3, None),
    ]  # fmt: skip

    # counted again, it agrees, and is negative in one tap
    held.get_by_role("button", name="Count again").click()
    type_in(page, "Seal", "SB2")
    page.get_by_label("Tubes counted").fill("3")
    page.get_by_role("button", name="Receive the box").click()
    expect(held).to_have_count(0)
    expect(lab.outbox()).to_have_text("Everything is sent")
    town.catch_up()
    page.get_by_role("button", name="Start a batch").click()
    page.get_by_role("button", name="All 1 boxes").click()
    page.get_by_role("button", name="Start the batch").click()
    page.get_by_role("button", name="B2").click()
    page.get_by_role("button", name="All 3 negative").click()
    expect(page.get_by_text("With results: 2")).to_be_visible()

    # the retest of the positive tube
    page.get_by_role("button", name="T07").click()
    page.get_by_label("People sampled again").fill("10")
    page.get_by_label("Single tubes negative").fill("9")
    page.get_by_label("Single tubes positive").fill("1")
    page.get_by_role("button", name="Report the retest").click()
    page.get_by_role("button", name="Yes, report it").click()
    expect(lab.outbox()).to_have_text("Everything is sent")
    found = [(each["outcome"], each["persons"]) for each in town.facts("retest_result")]
    assert found == [("negative", 9), ("positive", 1)]
    assert [fact["persons"] for fact in town.facts("retest_sampled")] == [10]
    town.catch_up()
    lab.outbox().click()
    expect(page.get_by_text("closed: 1 positive, 9 negative")).to_be_visible()
    assert [fact["batch_id"] for fact in town.facts("batch_started")] == ["L1-B01", "L1-B02"]
    picture(page, "lab")


def test_a_desk_with_a_scanner_at_its_keyboard(town: Town, phone: Callable[..., Phone]) -> None:
    for number in (1, 2, 3):
        bring(town, f"B{number}", 10 + number)
    lab = phone()
    page = lab.enter_named(town.card("lab/L1"), "Reception")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_text("On the way: 3")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    # nothing but the scanner and the number keys: box, seal, count, and on to the next box
    page.get_by_role("button", name="Menu").focus()  # an Enter there must press nothing
    scan(page, "B1", page.get_by_role("dialog"))
    for number in (1, 2, 3):
        if number > 1:
            scanner(page, f"B{number}")
        scanner(page, f"SB{number}")
        scanner(page, str(10 + number))
    expect(page.get_by_role("dialog")).to_be_visible()  # ready for the next one
    picture(page, "lab_desk_receiving")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Received, not started: 3")).to_be_visible()
    picture(page, "lab_desk")
    expect(lab.outbox()).to_have_text("Everything is sent")
    received = [(fact["box_id"], fact["tubes_counted"]) for fact in town.facts("lab_received")]
    assert received == [("B1", 11), ("B2", 12), ("B3", 13)]
    # a box that is here already opens the batch
    scan(page, "B2", page.get_by_text("In the batch: boxes 1, tubes 12"))
    scanner(page, "B3")
    expect(page.get_by_text("In the batch: boxes 2, tubes 25")).to_be_visible()
