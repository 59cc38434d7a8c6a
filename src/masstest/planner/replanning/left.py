"""Who won't be sampled by the deadline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from masstest.domain.day_so_far import Unfinished
from masstest.domain.plan import Coverage, Plan
from masstest.domain.roster import Roster
from masstest.solver.production import point_batches


def unfinished(plan: Plan, roster: Roster) -> Iterator[Unfinished]:
    """Points that end after the deadline, with those still to come then; compounds that have too
    few places at points."""
    deadline = roster.round.sampling_deadline
    rows: dict[str, list[Coverage]] = defaultdict(list)
    covered: dict[str, int] = defaultdict(int)
    for row in plan.coverage:
        rows[row.site_id].append(row)
        covered[row.compound_id] += row.persons
    for point in plan.points:
        if point.finish_at > deadline:
            left = _left_at(deadline, plan, roster, point.site_id, rows[point.site_id])
            yield Unfinished(site_id=point.site_id, persons=left, finish_min=point.finish_at)
    for compound in roster.compounds:
        missing = roster.demand(compound).walking - covered[compound.compound_id]
        if missing > 0:
            yield Unfinished(compound_id=compound.compound_id, persons=missing)


def _left_at(minute: int, plan: Plan, roster: Roster, site_id: str, rows: list[Coverage]) -> int:
    point = plan.point[site_id]
    clock, left = float(point.open_from), 0.0
    for batch in point_batches(roster, point.lanes, rows):
        clock += batch.minutes
        left += batch.persons * min(1.0, max(0.0, (clock - minute) / batch.minutes))
    return max(1, round(left))
