"""What follows from a plan's decisions, worked out again."""

from __future__ import annotations

from typing import Any

import pytest

from masstest.checks import check_plan
from masstest.checks.consistency import consistent_slots
from masstest.domain.plan import Plan
from masstest.planner.refresh import refresh
from rounds.town import planned_town
from valid_plan import edit, edit_stop, valid_case, without

ROSTER, PLAN, TRAVEL = valid_case()


def refreshed(plan: Plan) -> Plan:
    return refresh(plan, ROSTER, TRAVEL)


@pytest.mark.parametrize(
    "field",
    ["points", "coverage", "duties", "runs", "labs", "doorstep", "supply_runs", "waste_runs"],
)
def test_a_plan_worked_out_by_hand_stays_as_it_is(field: str) -> None:
    assert getattr(refreshed(PLAN), field) == getattr(PLAN, field)


def test_its_key_figures_are_those_of_the_checker() -> None:
    assert check_plan(ROSTER, refreshed(PLAN), TRAVEL) == ()


def test_a_real_plan_stays_as_it_is() -> None:
    roster, plan, travel = planned_town()
    assert refresh(plan, roster, travel) == plan


SPOILT: dict[str, dict[str, Any]] = {
    "points": dict.fromkeys(("persons", "key_persons", "tubes", "key_tubes", "finish_at"), 1),
    "coverage": {"walk_m": 9_999},
    "runs": {"end": 1, "crew": ("nobody",)},
    "labs": {"tubes": 0, "key_tubes": 0, "key_results_at": None, "results_at": None, "hours": ()},
    "doorstep": {"staff_ids": ()},
    "supply_runs": {"crew": ()},
    "waste_runs": {"crew": ("driver-1", "driver-4")},
}


@pytest.mark.parametrize("rows", SPOILT)
def test_whatever_follows_is_put_right(rows: str) -> None:
    spoilt = edit(PLAN, rows, lambda row: True, **SPOILT[rows])
    spoilt = spoilt.model_copy(update={"kpis": {}})
    again = refreshed(spoilt)
    assert getattr(again, rows) == getattr(PLAN, rows)
    assert check_plan(ROSTER, again, TRAVEL) == ()


def test_amounts_of_pickups_follow_the_arrivals() -> None:
    later = edit_stop(PLAN, "R1", 1, arrive=545, depart=553)
    first, second, _ = refreshed(later).runs
    assert first.stops[1].tubes == 24  # one more is full and packed by 545
    assert second.stops[0].tubes == 12
    assert (first.stops[-1].tubes, second.stops[-1].tubes) == (31, 12)
    assert second.stops[0].oldest_sample_at == 540


def test_a_compound_that_goes_elsewhere_takes_its_people_along() -> None:
    moved = edit(PLAN, "coverage", lambda r: r.compound_id == "C2", site_id="P2", slots=())
    again = refreshed(moved)
    first, second = again.points
    assert (first.persons, first.tubes) == (240, 24)
    assert (second.persons, second.tubes, second.finish_at) == (180, 18, 540)
    assert second.open_until == 540
    row = again.coverage[1]
    assert row.walk_m == round(TRAVEL.walk("C2", "P2"))
    assert sum(slot.persons for slot in row.slots) == 120
    assert not list(consistent_slots(ROSTER, again, TRAVEL))
    rules = {v.rule for v in check_plan(ROSTER, again, TRAVEL)}
    assert "zone_separation" in rules
    assert not {rule for rule in rules if rule.startswith("consistent")} - {"consistent_status"}


def test_appointments_that_fit_are_kept() -> None:
    shifted = edit(PLAN, "points", lambda p: p.site_id == "P2", lanes=2)
    assert refreshed(shifted).coverage == PLAN.coverage


def test_more_lanes_or_another_opening_change_when_a_point_is_done() -> None:
    points = refreshed(edit(PLAN, "points", lambda p: p.site_id == "P1", lanes=2)).points
    assert points[0].finish_at == 510
    assert points[0].open_until == PLAN.points[0].open_until  # whoever is there longer may be
    later = refreshed(edit(PLAN, "points", lambda p: p.site_id == "P1", open_from=450))
    assert later.points[0].finish_at == later.points[0].open_until == 630
    assert {slot.from_ % 30 for row in later.coverage for slot in row.slots} == {0}


def test_crews_are_whoever_is_on_duty_in_the_vehicle() -> None:
    swapped = edit(
        PLAN, "duties", lambda d: d.staff_id == "courier-1", staff_id="courier-2", start=525
    )
    runs = refreshed(swapped).runs
    assert runs[0].crew == ("driver-1", "courier-2")
    nobody = refreshed(without(PLAN, "duties", lambda d: d.at == "V1"))
    assert nobody.runs[0].crew == ()


def test_readiness_lights_follow() -> None:
    roster, plan, travel = planned_town()
    site_id = plan.points[0].site_id
    late = edit(plan, "points", lambda p: p.site_id == site_id, lanes=1)
    again = refresh(late, roster, travel)
    assert again.point[site_id].finish_at > plan.point[site_id].finish_at
    lights = {light.item: light.state for light in again.readiness if light.site_id == site_id}
    if again.point[site_id].finish_at > roster.finish_target:
        assert lights["coverage"] == "short"
    broken = {v.rule for v in check_plan(roster, again, travel)}
    assert not {rule for rule in broken if rule.startswith("consistent")} - {
        "consistent_status", "consistent_lanes",
    }  # fmt: skip
