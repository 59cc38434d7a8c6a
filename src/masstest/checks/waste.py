"""Rules of medical waste."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel
from masstest.domain.units import DAY_MIN


def emptied_at(plan: Plan) -> dict[str, int | None]:
    """site_id of every point -> first arrival of a waste run after it closed; None: never."""
    arrivals: dict[str, list[int]] = defaultdict(list)
    for run in plan.waste_runs:
        for stop in run.stops:
            arrivals[stop.site_id].append(stop.arrive)
    return {
        point.site_id: min(
            (at for at in arrivals.get(point.site_id, ()) if at >= point.open_until), default=None
        )
        for point in plan.points
    }


def waste_removed(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Each point is emptied soon after closing: arrive <= open_until + 60 x waste_deadline_h.

    Only an arrival at or after `open_until` empties a point. One that is never emptied counts
    as emptied a day after its time.
    """
    emptied = emptied_at(plan)
    for point in plan.points:
        limit = point.open_until + roster.parameters.waste_deadline_h * 60
        found = emptied[point.site_id]
        at = limit + DAY_MIN if found is None else found
        if at > limit + 1e-6:
            yield Violation(
                rule="waste_removed",
                subjects=(point.site_id,),
                amount=at,
                limit=limit,
                unit="min",
            )
