"""The morning delivery: when each point's kit is due, and the vehicles' rounds."""

from __future__ import annotations

from collections.abc import Sequence

from masstest.domain.budget import Budget
from masstest.domain.objective import LATE_KIT_MIN, SUPPLY_VEHICLE_MIN
from masstest.domain.plan import Point
from masstest.domain.roster import Roster, VehicleKind
from masstest.domain.travel import Travel
from masstest.solver.fleet import SHIFT_MAX_MIN, Call, Rounds, fleet_of, plan_rounds
from masstest.solver.routing import NEVER

EARLY_MIN = 180  # nobody is called out longer before the first opening without need


def kit_arrival(points: Sequence[Point]) -> list[Call]:
    """A point has its kit before it opens, or every minute later is paid for.

    Rule ``kit_arrival``: arrive <= open_from + lateness. A kit that never comes counts as late
    as the point is open.
    """
    return [
        Call(
            site_id=point.site_id,
            earliest=-NEVER,
            due=point.open_from,
            late_cost=LATE_KIT_MIN,
            left_out_cost=LATE_KIT_MIN
            * (max(point.open_until, point.open_from + 1) - point.open_from),
        )
        for point in points
    ]


def deliver(roster: Roster, travel: Travel, calls: Sequence[Call], budget: Budget) -> Rounds:
    """Rounds that begin at most `EARLY_MIN` before the first opening; earlier if need be."""
    first = min(call.due for call in calls)
    for early_min in (EARLY_MIN, SHIFT_MAX_MIN):
        fleet = fleet_of(roster, VehicleKind.supply, SUPPLY_VEHICLE_MIN, first - early_min)
        share = budget.slice(0.5 * (budget.seconds if budget.deterministic else budget.remaining_s))
        rounds = plan_rounds(roster, travel, calls, fleet, share, start_late=True)
        if not rounds.late_min and not rounds.left_out:
            break
    return rounds
