"""Medical waste: runs after closing that can be driven."""

from __future__ import annotations

import numpy as np

import plan_parts
import support
from masstest.checks import check_plan, recompute_terms
from masstest.domain.outcome import StageStatus
from masstest.solver.waste import plan_waste
from masstest.travel import straight_line


def test_every_point_is_emptied_once_after_it_closed() -> None:
    rng = np.random.default_rng(4)
    sites = tuple(
        support.site(
            f"P{n:03d}",
            lon=support.LON + rng.uniform(-0.05, 0.05),
            lat=support.LAT + rng.uniform(-0.05, 0.05),
        )
        for n in range(70)
    )
    vehicles = tuple(support.vehicle(f"W{n}", kind="waste") for n in range(6))
    roster = support.roster(sites=sites, vehicles=vehicles)
    travel = straight_line(roster)
    points = tuple(
        plan_parts.point(s.site_id, finish_at=700 + n, open_until=705 + n)
        for n, s in enumerate(sites)
    )
    result = plan_waste(roster, travel, points, plan_parts.budget())
    plan = plan_parts.plan(roster, points=points, waste_runs=result.value.runs)
    own_rules = {"waste_removed", "vehicle_hours", "drive_time", "consistent_references"}
    assert not own_rules & {v.rule for v in check_plan(roster, plan, travel)}
    assert recompute_terms("waste", roster, plan, travel) == result.report.terms
    assert result.shortages == ()
    assert result.report.best_bound is not None
    assert 0 < result.report.best_bound <= result.report.objective
    closed = {point.site_id: point.open_until for point in points}
    stops = [stop for run in plan.waste_runs for stop in run.stops]
    assert sorted(stop.site_id for stop in stops) == sorted(closed)
    assert all(stop.arrive >= closed[stop.site_id] for stop in stops)


def test_nothing_to_empty() -> None:
    roster = support.roster(vehicles=(support.vehicle("W1", kind="waste"),))
    result = plan_waste(roster, straight_line(roster), (), plan_parts.budget())
    assert result.report.status is StageStatus.skipped
    assert result.value.runs == ()
