"""waste_removed (target): each point is emptied within waste_deadline_h of closing."""

from __future__ import annotations

from itertools import permutations

import plan_parts
import support
from masstest.checks import check_plan, recompute_terms
from masstest.checks.waste import waste_removed
from masstest.domain.objective import LATE_WASTE_MIN
from masstest.domain.outcome import RemedyCode
from masstest.domain.plan import Plan, WasteRun, WasteStop
from masstest.domain.remedies import apply
from masstest.domain.roster import Roster
from masstest.domain.travel import Place
from masstest.domain.units import DAY_MIN
from masstest.solver.waste import plan_waste
from masstest.solver.waste import waste_removed as calls_of
from masstest.travel import straight_line

SITES = 5
POINTS = tuple(
    plan_parts.point(f"P{n}", finish_at=470 + n, open_until=480 + 3 * n) for n in range(SITES)
)


def district(*vehicles: str, **parameters: float) -> Roster:
    return support.roster(
        sites=tuple(
            support.site(f"P{n}", lat=support.north(2500 * n * (-1) ** n)) for n in range(SITES)
        ),
        vehicles=tuple(support.vehicle(v, kind="waste") for v in vehicles),
        parameters=parameters,
    )


def planned(roster: Roster) -> tuple[Plan, float, tuple]:
    travel = straight_line(roster)
    result = plan_waste(roster, travel, POINTS, plan_parts.budget())
    plan = plan_parts.plan(roster, points=POINTS, waste_runs=result.value.runs)
    terms = recompute_terms("waste", roster, plan, travel)
    assert terms == result.report.terms
    assert result.report.best_bound is not None
    assert result.report.best_bound <= result.report.objective
    clean = {"vehicle_hours", "drive_time"}
    assert not clean & {v.rule for v in check_plan(roster, plan, travel)}
    return plan, terms["late"] / LATE_WASTE_MIN, result.shortages


def test_check_at_and_just_over_the_deadline() -> None:
    roster = district("W1", waste_deadline_h=1.5)
    travel = straight_line(roster)

    def arriving(minute: int) -> list:
        stop = WasteStop(site_id="P0", arrive=minute, depart=minute + 8)
        run = WasteRun(run_id="W1", vehicle_id="W1", start=300, end=minute + 8, stops=(stop,))
        plan = plan_parts.plan(roster, points=POINTS[:1], waste_runs=(run,))
        return list(waste_removed(roster, plan, travel))

    assert arriving(480) == []
    assert arriving(570) == []
    (violation,) = arriving(571)
    assert (violation.rule, violation.subjects) == ("waste_removed", ("P0",))
    assert violation.amount - violation.limit == 1
    assert arriving(479)[0].amount == 570 + DAY_MIN  # before it closed: not emptied


def test_calls_lie_between_closing_and_deadline() -> None:
    (call,) = calls_of(district(waste_deadline_h=1.5), POINTS[:1])
    assert (call.earliest, call.due) == (480, 570)
    assert call.left_out_cost == LATE_WASTE_MIN * DAY_MIN


def test_every_point_is_emptied_in_time_when_a_vehicle_can() -> None:
    roster = district("W1")
    plan, late_min, shortages = planned(roster)
    assert late_min == 0
    assert shortages == ()
    assert list(waste_removed(roster, plan, straight_line(roster))) == []
    assert sorted(s.site_id for run in plan.waste_runs for s in run.stops) == sorted(
        point.site_id for point in POINTS
    )


def test_least_late_when_the_hours_are_too_short() -> None:
    roster = district("W1", waste_deadline_h=0.25)
    travel = straight_line(roster)
    plan, late_min, shortages = planned(roster)
    best = 10**9
    for order in permutations(POINTS):
        now, here, late = 0, Place("vehicle", "W1"), 0
        for point in order:
            there = Place("site", point.site_id)
            now = max(point.open_until, now + travel.drive_min(here, there))
            late += max(0, now - point.open_until - 15)
            now += roster.parameters.stop_min
            here = there
        best = min(best, late)
    assert late_min == best > 0
    (shortage,) = shortages
    worst = max(v.amount - v.limit for v in waste_removed(roster, plan, travel))
    assert (shortage.rule, shortage.amount) == ("waste_removed", worst)
    (remedy,) = shortage.remedies
    assert (remedy.code, remedy.subject) == (RemedyCode.add_vehicles, "waste")
    _, late_min, shortages = planned(apply(roster, shortage.remedies))
    assert late_min == 0
    assert shortages == ()


def test_without_vehicles_nothing_is_emptied() -> None:
    plan, late_min, (shortage,) = planned(district())
    assert plan.waste_runs == ()
    assert late_min == SITES * DAY_MIN
    _, late_min, _ = planned(apply(district(), shortage.remedies))
    assert late_min == 0
