"""Supplies: kits for points and teams, and runs that can be driven."""

from __future__ import annotations

import numpy as np

import plan_parts
import support
from masstest.checks import check_plan, recompute_terms
from masstest.domain.outcome import StageStatus
from masstest.domain.roster import Roster, SupplyItem
from masstest.solver.supplies import plan_supplies
from masstest.travel import straight_line

ITEMS = (
    SupplyItem(item="swabs", unit="pcs", stock=1e6, pack_size=100, per_person=1.05),
    SupplyItem(item="suits", unit="sets", stock=1e5, pack_size=5, per_staff_shift=1),
    SupplyItem(item="tents", unit="pcs", stock=1e4, per_point=1),
)
TEAM = plan_parts.team(plan_parts.stop("C1", 420, 700, 80))


def district(sites: int = 70, vehicles: int = 6, items: tuple[SupplyItem, ...] = ITEMS) -> Roster:
    rng = np.random.default_rng(sites)
    return support.roster(
        compounds=(support.compound("C1", homebound=80),),
        sites=tuple(
            support.site(
                f"P{n:03d}",
                lon=support.LON + rng.uniform(-0.05, 0.05),
                lat=support.LAT + rng.uniform(-0.05, 0.05),
            )
            for n in range(sites)
        ),
        vehicles=tuple(
            support.vehicle(f"S{n}", kind="supply", available_from=240) for n in range(vehicles)
        ),
        supplies=items,
    )


def points_of(roster: Roster) -> tuple:
    return tuple(
        plan_parts.point(s.site_id, open_from=420 + 15 * (n % 3), open_until=780, finish_at=780)
        for n, s in enumerate(roster.sites)
    )


def test_kits_arrive_by_runs_that_can_be_driven() -> None:
    roster = district()
    travel, points = straight_line(roster), points_of(roster)
    result = plan_supplies(roster, travel, points, (), (TEAM,), None, plan_parts.budget())
    plan = plan_parts.plan(
        roster,
        points=points,
        doorstep=(TEAM,),
        supplies=result.value.supplies,
        supply_runs=result.value.runs,
    )
    own_rules = {
        "stock_limit",
        "kit_arrival",
        "vehicle_hours",
        "drive_time",
        "consistent_references",
    }
    assert not own_rules & {v.rule for v in check_plan(roster, plan, travel)}
    assert recompute_terms("supplies", roster, plan, travel) == result.report.terms
    assert result.shortages == ()
    assert result.report.best_bound is not None
    assert 0 < result.report.best_bound <= result.report.objective
    delivered = [stop.site_id for run in plan.supply_runs for stop in run.stops]
    assert sorted(delivered) == sorted(point.site_id for point in points)
    assert all(run.end - run.start <= 480 for run in plan.supply_runs)
    shifts = {(s.vehicle_id, s.start, s.end, s.run_ids) for s in result.value.shifts}
    assert shifts == {(r.vehicle_id, r.start, r.end, (r.run_id,)) for r in plan.supply_runs}


def test_teams_get_their_kit_but_no_delivery() -> None:
    roster = district(sites=2)
    result = plan_supplies(
        roster, straight_line(roster), points_of(roster), (), (TEAM,), None, plan_parts.budget()
    )
    own = {s.item: s.quantity for s in result.value.supplies if s.team_id == "T1"}
    assert own == {"swabs": 100, "suits": 5}  # two people, 280 minutes: two shifts each


def test_known_staff_counts_replace_the_estimate() -> None:
    roster = district(sites=1)
    counts = {"P000": 33}
    result = plan_supplies(
        roster, straight_line(roster), points_of(roster), (), (), counts, plan_parts.budget()
    )
    (suits,) = [s.quantity for s in result.value.supplies if s.item == "suits"]
    assert suits == 35


def test_without_items_nothing_is_sent_or_driven() -> None:
    roster = district(sites=3, items=())
    result = plan_supplies(
        roster, straight_line(roster), points_of(roster), (), (), None, plan_parts.budget()
    )
    assert result.value.supplies == ()
    assert result.value.runs == ()
    assert result.report.status is StageStatus.skipped


def test_a_driver_s_hours_bind_the_vehicle() -> None:
    roster = district(sites=3, vehicles=1)
    vehicle = roster.vehicles[0].model_copy(update={"driver_id": "D1"})
    driver = support.person("D1", "driver", available_from=380)
    roster = roster.model_copy(update={"vehicles": (vehicle,), "staff": (driver,)})
    result = plan_supplies(
        roster, straight_line(roster), points_of(roster), (), (), None, plan_parts.budget()
    )
    assert all(run.start >= 380 for run in result.value.runs)
