"""A plan as it was carried out until now: what planning again in the day starts from.

People, vehicles and teams are where they have reported to be, later ones follow as soon as they
can, and tubes, ages and laboratories are worked out anew from that. A plan can't say
everything: what it says otherwise than the reports is told with it, with amounts.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from masstest.domain.day_so_far import Approximation, DaySoFar
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel
from masstest.planner.refresh import refresh
from masstest.planner.replanning.carried_out.approximations import Differences
from masstest.planner.replanning.carried_out.crews import with_crews
from masstest.planner.replanning.carried_out.loads import compare_loads, note_lost, with_room
from masstest.planner.replanning.carried_out.points import sampled_so_far
from masstest.planner.replanning.carried_out.runs import driven_so_far, without_empty_calls
from masstest.planner.replanning.carried_out.visits import visited_so_far
from masstest.planner.replanning.losing import with_late_arrivals, with_lost_labs

__all__ = ["CarriedOut", "carried_out"]


@dataclass(frozen=True)
class CarriedOut:
    """The plan as it was carried out, the roster that allows it, and what it says otherwise.

    `late_sites` are open points so far behind that they won't be done by the deadline.
    """

    plan: Plan
    roster: Roster
    approximations: tuple[Approximation, ...]
    late_sites: frozenset[str] = frozenset()


def carried_out(
    plan: Plan,
    roster: Roster,
    travel: Travel,
    day: DaySoFar,
    *,
    freeze: int,
    lost_vehicles: Collection[str] = (),
    lost_labs: Collection[str] = (),
    lost_sites: Collection[str] = (),
    with_runs: bool = True,
) -> CarriedOut:
    """What a plan has become.

    Parameters
    ----------
    plan : the plan in force, whose ids are those of `roster`
    day : what was reported; what isn't of the plan is left aside
    freeze : from when on planning is free again, not before ``day.now_min``
    lost_vehicles, lost_labs, lost_sites : what takes nothing, and nobody, from now on
    with_runs : False takes runs and visits as planned, and only points as they are
    """
    found = Differences()
    base, allowed, late = sampled_so_far(plan, roster, day, freeze, found)
    if with_runs:
        base = visited_so_far(base, allowed, travel, day, found)
        moved = {t.team_id for t, was in zip(base.doorstep, plan.doorstep, strict=True) if t != was}
        base = driven_so_far(base, allowed, travel, day, lost_vehicles, moved, freeze, found)
        base = with_crews(base, plan, allowed, freeze)
        base = with_late_arrivals(base, freeze)
    else:
        found.note("runs_as_planned", plan.round.district, 1)
    base = refresh(base, allowed, travel)
    base = without_empty_calls(base, travel, freeze, lost_sites)
    allowed = with_room(base, allowed, freeze, found)
    base = with_lost_labs(base, allowed, lost_labs, freeze, day)
    if with_runs:
        compare_loads(plan, base, day, found)
    note_lost(base, day, lost_vehicles, lost_labs, found)
    return CarriedOut(base, allowed, found.summed_up(), late)
