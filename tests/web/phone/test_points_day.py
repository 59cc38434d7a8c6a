"""A point leader's day on a phone: open, count, fill and seal a box, pause, ask, close."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from playwright.sync_api import Page, expect

from masstest.access.roles import Role
from phones import Phone, Town, picture


def scan(page: Page, code: str) -> None:
    """Read a code into the field that takes one after another, as a scanner at it would."""
    field = page.get_by_label("Scan the next tube")
    field.fill(code)
    field.press("Enter")


def test_a_points_day_with_the_network_cut_in_the_middle(
    town: Town, phone: Callable[..., Phone]
) -> None:
    leader = phone()
    page = leader.enter(town.card("point/P1"), "lead-P1")
    page.get_by_role("button", name="All others are in place").click()
    page.get_by_role("button", name="Open the point").click()
    page.get_by_role("button", name="The point is open").click()
    expect(page.get_by_text("Open, lanes: 1")).to_be_visible()
    expect(leader.outbox()).to_have_text("Everything is sent")
    leader.kept_by_worker()

    # a box is filled without a network, over a reload; a tube that is scanned twice counts once
    leader.context.set_offline(True)
    page.get_by_role("button", name="New box").click()
    page.get_by_role("button", name="No label? Write P1-01").click()
    for tube in ("T001", "T002", "T003", "T002"):
        scan(page, tube)
    expect(page.get_by_text("Tube T002 is in this box already")).to_be_visible()
    expect(page.locator(".counter .count").last).to_contain_text("3 of at most 100")
    picture(page, "point_scanning")
    leader.reload()
    page.get_by_role("button", name="P1-01").click()
    scan(page, "T004")
    page.get_by_role("button", name="Take tube T001 out").click()
    expect(page.get_by_text("Tube T001 was taken out.")).to_be_visible()

    # counted by hand and by scans: only the same can be sealed
    page.get_by_role("button", name="Count and seal").click()
    page.get_by_label("Tubes counted by hand").fill("4")
    page.get_by_label("Seal", exact=True).fill("SEAL-1")
    page.get_by_label("Seal", exact=True).press("Tab")
    expect(page.get_by_text("By hand: 4, by scans: 3")).to_be_visible()
    expect(page.get_by_role("button", name="Seal the box")).to_be_disabled()
    picture(page, "point_sealing")
    page.get_by_label("Tubes counted by hand").fill("3")
    page.get_by_role("button", name="Seal the box").click()
    expect(page.get_by_text("sealed, waits for the vehicle")).to_be_visible()

    # a tube of the sealed box is noticed in the next one, which then isn't used
    page.get_by_role("button", name="New box").click()
    page.get_by_role("button", name="No label? Write P1-02").click()
    scan(page, "T003")
    expect(page.get_by_text("Tube T003 is in sealed box P1-01.")).to_be_visible()
    # nor does a seal close two boxes
    page.get_by_role("button", name="Count and seal").click()
    page.get_by_label("Tubes counted by hand").fill("1")
    page.get_by_label("Counted again by a second person").fill("1")
    page.get_by_label("Seal", exact=True).fill("SEAL-1")
    page.get_by_label("Seal", exact=True).press("Tab")
    expect(page.get_by_text("Seal SEAL-1 is on box P1-01 already.")).to_be_visible()
    expect(page.get_by_role("button", name="Seal the box")).to_be_disabled()
    page.get_by_role("button", name="Scan more tubes").click()
    page.get_by_role("button", name="This box isn't used").click()
    expect(page.get_by_role("button", name="P1-02")).to_have_count(0)

    # the count grows; a smaller one is a correction of those before
    for number in ("50", "120"):
        page.get_by_role("button", name="Report how many were sampled").click()
        page.get_by_label("People sampled since the morning").fill(number)
        page.get_by_role("button", name="Report", exact=True).click()
    page.get_by_role("button", name="Report how many were sampled").click()
    page.get_by_label("People sampled since the morning").fill("60")
    expect(page.get_by_role("button", name="Report", exact=True)).to_be_disabled()
    picture(page, "point_count_smaller")
    page.get_by_role("button", name="Correct the earlier count to 60").click()
    expect(page.get_by_text("Reported last: 60 at")).to_be_visible()

    # it comes back: everything arrives, once, and the box is there to be fetched
    leader.context.set_offline(False)
    expect(leader.outbox()).to_have_text("Everything is sent")
    kinds = Counter(event["fact"]["kind"] for event in town.events())
    assert kinds == {
        "readiness_confirmed": 8, "point_opened": 1, "tubes_scanned": 4, "box_sealed": 1,
        "people_sampled": 3, "correction": 2,
    }  # fmt: skip
    (sealed,) = town.facts("box_sealed")
    assert (sealed["tubes_counted"], sealed["tubes_scanned"], sealed["seal"]) == (3, 3, "SEAL-1")
    picture(page, "point")

    taken = {
        "kind": "box_handed_over", "box_id": "P1-01", "seal": "SEAL-1", "tubes_counted": 3,
        "vehicle_id": "V1", "run_id": "R1",
    }  # fmt: skip
    assert town.report(Role.coordinator, "09:03", taken, "V1")["status"] == "recorded"
    leader.outbox().click()
    expect(page.get_by_text("handed over to V1")).to_be_visible()


def test_pause_shortage_help_and_the_end(town: Town, phone: Callable[..., Phone]) -> None:
    leader = phone()
    page = leader.enter(town.card("point/P1"), "lead-P1")
    page.get_by_role("button", name="Open the point").click()
    page.get_by_role("button", name="The point is open").click()
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Rain", exact=True).click()
    expect(page.get_by_text("Paused: Rain", exact=True)).to_be_visible()
    page.get_by_role("button", name="Supplies are short").click()
    page.get_by_label("How many are missing").fill("200")
    page.get_by_role("button", name="Report the shortage").click()
    page.get_by_role("button", name="I need help").click()
    page.get_by_label("What happened").fill("The tent was blown away")
    page.get_by_role("button", name="Send help here").click()
    expect(page.get_by_text("Help was asked for at")).to_be_visible()
    page.get_by_role("button", name="Help has come").click()
    expect(page.get_by_text("Help was asked for at")).to_be_hidden()
    expect(page.get_by_role("button", name="swab: supplies have come")).to_be_visible()
    page.get_by_role("button", name="Open again").click()
    page.get_by_role("button", name="The point is open").click()

    # a late vehicle, as far as anybody has heard
    arrived = {"kind": "vehicle_arrived", "vehicle_id": "V1", "run_id": "R1", "stop": 0}
    town.report(Role.coordinator, "09:10", arrived, "T1")
    leader.outbox().click()
    expect(page.get_by_text("about 20 min late: 09:20")).to_be_visible()

    page.get_by_role("button", name="Report how many were sampled").click()
    page.get_by_label("People sampled since the morning").fill("350")
    page.get_by_role("button", name="Report", exact=True).click()
    page.get_by_role("button", name="Close the point").click()
    page.get_by_role("button", name="Everybody was sampled: close").click()
    page.get_by_role("button", name="People by compound").click()
    page.get_by_label("C1 (planned: 240)").fill("235")
    page.get_by_label("C2 (planned: 120)").fill("115")
    page.get_by_role("button", name="Report", exact=True).click()
    expect(leader.outbox()).to_have_text("Everything is sent")
    assert town.facts("people_sampled")[-1]["compounds"] == {"C1": 235, "C2": 115}
    (short,) = town.facts("supplies_short")
    assert (short["item"], short["quantity"]) == ("swab", 200)
    (called,) = town.facts("help_needed")
    assert called["text"] == "The tent was blown away"
    (settled,) = town.facts("call_settled")
    assert (settled["caller"], settled["item"]) == ("P1", None)
