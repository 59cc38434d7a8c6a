"""A doorstep team's day on a phone: visit after visit, a box, and where it is fetched."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from masstest.domain.plan import DoorstepStop, DoorstepTeam
from phones import Phone, Town, picture
from valid_plan import edit, valid_plan, valid_roster


def two_visits(team: DoorstepTeam) -> tuple[DoorstepStop, ...]:
    second = team.stops[0].model_copy(update={"compound_id": "C1", "arrive": 470, "depart": 500})
    return (*team.stops, second.model_copy(update={"persons": 12, "key_persons": 3, "tubes": 2}))


def test_a_teams_day_with_the_network_cut_in_the_middle(
    town: Town, phone: Callable[..., Phone]
) -> None:
    roster = valid_roster()
    plan = valid_plan(roster)
    (own,) = (team for team in plan.doorstep if team.team_id == "T1")
    stops = two_visits(own)
    town.publish(roster, edit(plan, "doorstep", lambda team: team is own, stops=stops))
    team = phone()
    page = team.enter(town.card("team/T1"), "doorstep-1")
    expect(page.get_by_role("heading", level=1)).to_have_text("C2")
    expect(page.get_by_text("Meet it at C2")).to_be_visible()
    expect(team.outbox()).to_have_text("Everything is sent")
    team.kept_by_worker()
    picture(page, "team")

    page.get_by_role("button", name="Visit done").click()
    page.get_by_role("button", name="Visit done").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C1")
    team.context.set_offline(True)
    page.get_by_role("button", name="Visit done").click()
    page.get_by_label("People sampled here").fill("11")
    page.get_by_label("Key-group people among them").fill("12")
    expect(page.get_by_text("More key-group people than people.")).to_be_visible()
    page.get_by_label("Key-group people among them").fill("3")
    page.get_by_role("button", name="Visit done").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("All visits are done")
    team.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("All visits are done")

    # without scanning two people count; only the same can be sealed
    page.get_by_role("button", name="New box").click()
    page.get_by_label("Scan the box's label, or type it").fill("T1-BOX")
    page.get_by_role("button", name="Fill this box").click()
    page.get_by_role("button", name="Count and seal").click()
    page.get_by_label("Tubes counted by hand").fill("3")
    page.get_by_label("Counted again by a second person").fill("2")
    page.get_by_label("Seal", exact=True).fill("77")
    expect(page.get_by_text("First count: 3, second count: 2")).to_be_visible()
    expect(page.get_by_role("button", name="Seal the box")).to_be_disabled()
    page.get_by_label("Counted again by a second person").fill("3")
    page.get_by_label("Holds key-group tubes").check()
    page.get_by_role("button", name="Seal the box").click()
    team.context.set_offline(False)
    expect(team.outbox()).to_have_text("Everything is sent")
    done = [(f["stop"], f["persons"], f["key_persons"]) for f in town.facts("doorstep_stop_done")]
    assert done == [(0, 2, 0), (1, 11, 3)]
    (sealed,) = town.facts("box_sealed")
    assert (sealed["source"], sealed["tubes_counted"], sealed["key"]) == ("T1", 3, True)
