"""kit_arrival (target): a point has its kit before it opens."""

from __future__ import annotations

from itertools import permutations

import plan_parts
import support
from masstest.checks import check_plan, recompute_terms
from masstest.checks.supplies import kit_arrival
from masstest.domain.objective import LATE_KIT_MIN
from masstest.domain.outcome import RemedyCode
from masstest.domain.plan import Plan, Supply, SupplyRun, SupplyStop
from masstest.domain.remedies import apply
from masstest.domain.roster import Roster, SupplyItem
from masstest.domain.travel import Place
from masstest.solver.supplies import kit_arrival as calls_of
from masstest.solver.supplies import plan_supplies
from masstest.travel import straight_line

SITES = 5
POINTS = tuple(plan_parts.point(f"P{n}", finish_at=840, open_until=840) for n in range(SITES))


def district(*vehicles: tuple[str, int]) -> Roster:
    """Five sites on a line, supply vehicles (id, available from) in the middle of it."""
    return support.roster(
        sites=tuple(
            support.site(f"P{n}", lat=support.north(2500 * n * (-1) ** n)) for n in range(SITES)
        ),
        vehicles=tuple(
            support.vehicle(vehicle_id, kind="supply", available_from=available_from)
            for vehicle_id, available_from in vehicles
        ),
        supplies=(SupplyItem(item="swabs", unit="pcs", stock=1000, per_person=1),),
    )


def planned(roster: Roster) -> tuple[Plan, float, tuple]:
    travel = straight_line(roster)
    result = plan_supplies(roster, travel, POINTS, (), (), None, plan_parts.budget())
    plan = plan_parts.plan(
        roster, points=POINTS, supplies=result.value.supplies, supply_runs=result.value.runs
    )
    terms = recompute_terms("supplies", roster, plan, travel)
    assert terms == result.report.terms
    assert result.report.best_bound is not None
    assert result.report.best_bound <= result.report.objective
    clean = {"vehicle_hours", "drive_time", "stock_limit"}
    assert not clean & {v.rule for v in check_plan(roster, plan, travel)}
    return plan, terms["late"] / LATE_KIT_MIN, result.shortages


def test_check_at_and_just_after_opening() -> None:
    roster = district(("S1", 0))
    travel = straight_line(roster)

    def arriving(minute: int) -> list:
        stop = SupplyStop(site_id="P0", arrive=minute, depart=minute + 8)
        run = SupplyRun(run_id="K1", vehicle_id="S1", start=300, end=minute + 8, stops=(stop,))
        supply = Supply(site_id="P0", item="swabs", quantity=100)
        plan = plan_parts.plan(roster, points=POINTS[:1], supplies=(supply,), supply_runs=(run,))
        return list(kit_arrival(roster, plan, travel))

    assert arriving(420) == []
    (violation,) = arriving(421)
    assert (violation.rule, violation.subjects) == ("kit_arrival", ("P0",))
    assert violation.amount - violation.limit == 1


def test_calls_are_due_when_the_point_opens() -> None:
    (call,) = calls_of([plan_parts.point("P1", open_from=450, open_until=600)])
    assert call.due == 450
    assert call.left_out_cost == LATE_KIT_MIN * 150


def test_all_kits_are_there_in_time_when_a_vehicle_can() -> None:
    roster = district(("S1", 0))
    plan, late_min, shortages = planned(roster)
    assert late_min == 0
    assert shortages == ()
    assert list(kit_arrival(roster, plan, straight_line(roster))) == []
    assert all(run.start >= 420 - 180 for run in plan.supply_runs)


def test_least_late_when_the_vehicle_starts_too_late() -> None:
    roster = district(("S1", 400))
    travel = straight_line(roster)
    plan, late_min, shortages = planned(roster)
    best = 10**9
    for order in permutations(range(SITES)):
        now, here, late = 400, Place("vehicle", "S1"), 0
        for n in order:
            now += travel.drive_min(here, Place("site", f"P{n}"))
            late += max(0, now - 420)
            now += roster.parameters.stop_min
            here = Place("site", f"P{n}")
        best = min(best, late)
    assert late_min == best
    (shortage,) = shortages
    worst = max(v.amount - v.limit for v in kit_arrival(roster, plan, travel))
    assert (shortage.rule, shortage.amount) == ("kit_arrival", worst)
    (remedy,) = shortage.remedies
    assert (remedy.code, remedy.subject) == (RemedyCode.add_vehicles, "supply")
    _, late_min, shortages = planned(apply(roster, shortage.remedies))
    assert late_min == 0
    assert shortages == ()


def test_without_vehicles_every_kit_is_missing() -> None:
    plan, late_min, shortages = planned(district())
    assert plan.supply_runs == ()
    assert late_min == sum(p.open_until - p.open_from for p in POINTS)
    (shortage,) = shortages
    _, late_min, _ = planned(apply(district(), shortage.remedies))
    assert late_min == 0
