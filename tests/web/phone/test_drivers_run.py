"""A driver's whole run on a phone, with the network cut in the middle of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from playwright.sync_api import Page, expect

from masstest.access.roles import Role
from masstest.planner import Options
from masstest.planner.replanning import replan
from phones import Phone, Town
from valid_plan import valid_plan, valid_roster


def take(page: Page, box: str, seal: str, tubes: int, *, listed: bool = False) -> None:
    """Take over a box as one would with the screen alone: typed, or chosen from the list."""
    if listed:
        page.get_by_role("button", name=box).click()
    else:
        page.get_by_role("button", name="Scan a box").click()
        page.get_by_label("Box", exact=True).fill(box)
        page.get_by_label("Box", exact=True).press("Tab")
    page.get_by_label("Seal", exact=True).fill(seal)
    page.get_by_label("Seal", exact=True).press("Tab")
    page.get_by_label("Tubes counted").fill(str(tubes))


def test_a_whole_run_with_the_network_cut_in_the_middle(
    town: Town, phone: Callable[..., Phone]
) -> None:
    town.seal("B1", "T1", 1, "08:30")
    town.seal("B2", "P1", 23, "08:40", key=True)
    town.seal("B3", "P2", 6, "08:50")
    driver = phone()
    page = driver.enter(town.card("vehicle/V1"), "driver-1")

    # first stop: the run is seen, the box agrees at once
    page.get_by_role("button", name="I have seen it").click()
    page.get_by_role("button", name="Arrived").click()
    take(page, "B1", "SB1", 1, listed=True)
    expect(page.get_by_text("Agrees: tubes 1, seal SB1")).to_be_visible()
    page.get_by_role("button", name="Take the box").click()
    page.get_by_role("button", name="Depart, boxes: 1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("P1")
    expect(driver.outbox()).to_have_text("Everything is sent")
    driver.kept_by_worker()

    # the network goes; what is known of the boxes is still here, also after the page is reloaded
    driver.context.set_offline(True)
    page.get_by_role("button", name="Arrived").click()
    take(page, "B2", "SB2", 23)
    expect(page.get_by_text("Agrees: tubes 23, seal SB2")).to_be_visible()
    page.get_by_role("button", name="Take the box").click()
    expect(driver.outbox()).to_have_text("Waiting to send: 2")
    page.reload()
    expect(driver.outbox()).to_have_text("Waiting to send: 2")
    page.get_by_role("button", name="Depart, boxes: 2").click()
    page.get_by_role("button", name="Arrived").click()
    # a box that nobody has told of: taken, and said not to be verified
    take(page, "B9", "SB9", 4)
    expect(page.get_by_text("not verified, the server will check")).to_be_visible()
    page.get_by_role("button", name="Take the box").click()
    take(page, "B3", "SB3", 6, listed=True)
    page.get_by_role("button", name="Take the box").click()
    page.get_by_role("button", name="Depart, boxes: 4").click()
    expect(driver.outbox()).to_have_text("Waiting to send: 7")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("L1")

    # it comes back: everything arrives, once
    driver.context.set_offline(False)
    expect(driver.outbox()).to_have_text("Everything is sent")
    page.get_by_role("button", name="Arrived").click()
    page.get_by_role("button", name="Hand over all 4 as counted at pickup").click()
    page.get_by_role("button", name="Hand over all", exact=True).click()
    page.get_by_role("button", name="Run done").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("P1")  # of the next run
    expect(driver.outbox()).to_have_text("Everything is sent")

    reported = [event for event in town.events() if event["person"] == "driver-1"]
    assert len({event["event_id"] for event in reported}) == len(reported)
    assert Counter(event["fact"]["kind"] for event in reported) == {
        "run_confirmed": 2, "vehicle_arrived": 4, "box_handed_over": 4, "vehicle_departed": 4,
        "box_delivered": 4,
    }  # fmt: skip
    assert [fact["box_ids"] for fact in town.facts("vehicle_departed")] == [
        ["B1"], ["B1", "B2"], ["B1", "B2", "B9", "B3"], [],
    ]  # fmt: skip
    assert [fact["stop"] for fact in town.facts("vehicle_arrived")] == [0, 1, 2, 3]


def test_a_count_that_differs_holds_the_box(town: Town, phone: Callable[..., Phone]) -> None:
    town.seal("B1", "T1", 40, "08:30")
    driver = phone()
    page = driver.enter(town.card("vehicle/V1"), "courier-1")
    page.get_by_role("button", name="Arrived").click()
    take(page, "B1", "SB1", 39, listed=True)
    expect(page.get_by_text("It doesn't agree")).to_be_visible()
    page.get_by_role("button", name="Report the difference").click()
    held = page.get_by_role("alert").filter(has_text="Box B1 can't go")
    expect(held.get_by_role("row", name="Tubes")).to_contain_text("40")
    expect(held.get_by_role("row", name="Tubes")).to_contain_text("39")
    expect(page.get_by_role("button", name="Depart, boxes: 0")).to_be_disabled()

    # counted again, wrongly again; then a transport lead lets it go, and the phone learns of it
    held.get_by_role("button", name="Count again").click()
    page.get_by_label("Seal", exact=True).fill("SB1")
    page.get_by_label("Tubes counted").fill("38")
    page.get_by_role("button", name="Report the difference").click()
    expect(held.get_by_role("row", name="Tubes")).to_contain_text("38")
    expect(driver.outbox()).to_have_text("Everything is sent")
    assert len(town.facts("box_handed_over")) == 2
    release = {"kind": "box_released", "box_id": "B1", "reason": "two tubes broke in the box"}
    outcome = town.report(Role.transport_lead, "08:59", release, "V1")
    assert outcome["status"] == "recorded"
    driver.outbox().click()
    expect(page.get_by_text("released: two tubes broke in the box")).to_be_visible()
    page.get_by_role("button", name="Depart, boxes: 1").click()
    expect(driver.outbox()).to_have_text("Everything is sent")
    assert town.facts("vehicle_departed")[0]["box_ids"] == ["B1"]


def test_a_recount_that_agrees_lets_the_box_go(town: Town, phone: Callable[..., Phone]) -> None:
    town.seal("B1", "T1", 40, "08:30")
    town.seal("B2", "T1", 12, "08:31")
    driver = phone()
    page = driver.enter(town.card("vehicle/V1"), "courier-1")
    page.get_by_role("button", name="Arrived").click()
    for box, tubes in (("B1", 39), ("B2", 11)):
        take(page, box, f"S{box}", tubes, listed=True)
        page.get_by_role("button", name="Report the difference").click()
    first = page.get_by_role("alert").filter(has_text="Box B1 can't go")
    first.get_by_role("button", name="Count again").click()
    page.get_by_label("Seal", exact=True).fill("SB1")
    page.get_by_label("Tubes counted").fill("40")
    page.get_by_role("button", name="Take the box").click()
    expect(first).to_have_count(0)
    # the other one stays where it is
    page.get_by_role("button", name="Leave this box here").click()
    page.get_by_role("button", name="Depart, boxes: 1").click()
    expect(driver.outbox()).to_have_text("Everything is sent")
    assert town.facts("vehicle_departed")[0]["box_ids"] == ["B1"]


def test_what_was_pressed_by_mistake_is_taken_back(town: Town, phone: Callable[..., Phone]) -> None:
    driver = phone()
    page = driver.enter(town.card("vehicle/V1"), "driver-1")
    page.get_by_role("button", name="Arrived").click()
    expect(driver.outbox()).to_have_text("Everything is sent")
    page.get_by_role("button", name="That was wrong").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("button", name="Arrived")).to_be_visible()
    expect(driver.outbox()).to_have_text("Everything is sent")
    (arrived,) = [e for e in town.events() if e["fact"]["kind"] == "vehicle_arrived"]
    (correction,) = town.facts("correction")
    assert correction["corrects"] == arrived["event_id"]


def test_boxes_are_fetched_from_a_laboratory_that_was_lost(
    town: Town, phone: Callable[..., Phone]
) -> None:
    for box, source, tubes in (("B1", "P1", 23), ("B3", "P2", 6)):
        town.seal(box, source, tubes, "08:40")
        known = {"box_id": box, "seal": f"S{box}", "tubes_counted": tubes, "vehicle_id": "V1"}
        for at, place, fact in (
            ("09:15", source, {"kind": "box_handed_over", **known, "run_id": "R1"}),
            ("09:30", "L1", {"kind": "box_delivered", **known, "lab_id": "L1"}),
        ):
            town.report(Role.coordinator, at, fact, place)
    for stop, place in enumerate(("T1", "P1", "P2", "L1")):
        left = {"kind": "vehicle_departed", "vehicle_id": "V1", "run_id": "R1", "stop": stop}
        town.report(Role.coordinator, f"09:0{stop}", left, place)
    started = {"kind": "batch_started", "lab_id": "L1", "batch_id": "N1", "box_ids": ["B1"]}
    town.report(Role.coordinator, "09:40", started, "L1")
    roster = valid_roster()
    options = Options(time_limit_s=2, workers=1, deterministic=True)
    plan = replan(valid_plan(roster), roster, options, freeze=600, excludes=("lab=L1",))
    town.publish(roster, plan)

    driver = phone()
    page = driver.enter(town.card("vehicle/V1"), "driver-1")
    page.get_by_role("button", name="I have seen it").click()
    page.get_by_text("All stops of today").click()
    page.locator("button.stop-row", has_text="L1").click()
    expect(page.get_by_text("Fetch boxes from this laboratory")).to_be_visible()
    page.get_by_role("button", name="Arrived").click()
    # what was started is not given out; the other box is counted as anywhere
    expect(page.get_by_text("Waiting here: 1")).to_be_visible()
    take(page, "B3", "SB3", 5, listed=True)
    expect(page.get_by_text("It doesn't agree")).to_be_visible()
    page.get_by_label("Tubes counted").fill("6")
    page.get_by_role("button", name="Take the box").click()
    expect(page.get_by_text("Waiting here: 1")).to_have_count(0)
    page.get_by_role("button", name="Depart, boxes: 1").click()
    # the run before it is still to come: this one ends at the other laboratory
    page.locator("button.stop-row", has_text="L2").last.click()
    page.get_by_role("button", name="Arrived").click()
    page.get_by_role("button", name="Hand over, boxes left: 1").click()
    page.get_by_label("Box", exact=True).fill("B3")
    page.get_by_label("Box", exact=True).press("Tab")
    page.get_by_role("button", name="Hand over", exact=True).click()
    page.get_by_role("button", name="Run done").click()
    expect(driver.outbox()).to_have_text("Everything is sent")
    (event,) = [e for e in town.events() if e["person"] == "driver-1"
                and e["fact"]["kind"] == "box_handed_over"]  # fmt: skip
    assert (event["place"], event["fact"]["box_id"]) == ("L1", "B3")
    assert town.facts("box_delivered")[-1]["lab_id"] == "L2"
