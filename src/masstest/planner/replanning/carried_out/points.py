"""Points as they have sampled until now.

A plan follows a point from `open_from` on at one pace. So a point that is behind is one that
opened later, with all its appointments; a slower pace than planned is one of the lane rates, the
same for all points, and whatever differs from it point by point is put into the openings. Only a
point that is much slower than most and won't be done by the deadline has a pace of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from masstest.domain.day_so_far import DaySoFar, PointSoFar, PointState
from masstest.domain.plan import Coverage, Duty, Plan, Point, Slot
from masstest.domain.roster import Roster
from masstest.planner.replanning.carried_out.approximations import Differences
from masstest.planner.replanning.carried_out.standings import (
    ON_TIME_MIN,
    Standing,
    common_rate,
    late_ones,
    slow_ones,
    standing_of,
    work_of,
)
from masstest.solver.location.appointments import Visit, queue_limit

_RATES = ("lane_rate_20", "lane_rate_10", "lane_rate_5", "lane_rate_1")


def sampled_so_far(
    plan: Plan, roster: Roster, day: DaySoFar, freeze: int, found: Differences
) -> tuple[Plan, Roster, frozenset[str]]:
    """The plan with openings, appointments and duties of points as they were, the roster with
    the pace of now, and the points that won't be done by the deadline."""
    rows: dict[str, list[Coverage]] = defaultdict(list)
    for row in plan.coverage:
        rows[row.site_id].append(row)
    standings = {
        point.site_id: standing_of(work_of(roster, point, rows[point.site_id]), day, freeze, found)
        for point in plan.points
    }
    slow = slow_ones(standings, freeze, roster.round.sampling_deadline)
    share = common_rate(s for site_id, s in standings.items() if site_id not in slow)
    if share < 1.0:
        found.note("rate", plan.round.district, 100 * share)
    points: dict[str, Point] = {}
    for point in plan.points:
        if point.site_id in slow:
            opens, rate = slow[point.site_id]
            found.note("points_slow", point.site_id, 100 * (1 - rate))
            points[point.site_id] = point.model_copy(update={"open_from": opens})
            _compare(standings[point.site_id], opens, rate, day, found)
            continue
        opens = _opening(standings[point.site_id], share, freeze, found)
        until = roster.site[point.site_id].open_until
        if (
            opens >= freeze > point.open_from
            and opens + standings[point.site_id].work.minutes / share > until
        ):
            # as one that has opened it can close with people left, who then go elsewhere
            opens = freeze - 1
        points[point.site_id] = point.model_copy(update={"open_from": opens})
        _compare(standings[point.site_id], opens, share, day, found)
    slower = _with_rates(roster, share, {site_id: rate for site_id, (_, rate) in slow.items()})
    coverage: list[Coverage] = []
    for before in plan.points:
        now = points[before.site_id]
        coverage += _appointments(
            slower, before, now, rows[before.site_id], anew=share < 1.0 or before.site_id in slow
        )
    order = {(row.compound_id, row.site_id): n for n, row in enumerate(plan.coverage)}
    coverage.sort(key=lambda row: order[row.compound_id, row.site_id])
    changed = plan.model_copy(
        update={
            "points": tuple(points[point.site_id] for point in plan.points),
            "coverage": tuple(coverage),
            "duties": tuple(d for duty in plan.duties for d in _within(duty, points)),
        }
    )
    return changed, slower, frozenset(late_ones(standings, share, freeze, roster))


def _opening(standing: Standing, share: float, freeze: int, found: Differences) -> int:
    """When a point opened, if it samples at `share` of the pace and is as far as it is."""
    point = standing.work.point
    if standing.stopped:
        opens = freeze - standing.done_min / share
    else:
        opens = standing.finish_min - standing.work.minutes / share
    behind_min = opens - point.open_from
    if behind_min < -1.0:
        found.note("point_sooner", point.site_id, -behind_min)
    if standing.stopped:
        return max(point.open_from, round(opens))
    if share == 1.0 and 1.0 <= behind_min <= ON_TIME_MIN:
        found.note("delay_ignored", point.site_id, behind_min)
    if behind_min <= (ON_TIME_MIN if share == 1.0 else 0):
        return point.open_from
    return round(opens)


def _compare(
    standing: Standing, opens: int, share: float, day: DaySoFar, found: Differences
) -> None:
    """Note a point of which the plan counts other numbers than were reported."""
    fact: PointSoFar | None = day.point.get(standing.work.point.site_id)
    if fact is None:
        return
    at_min = standing.at_min if standing.stopped else fact.as_of_min
    counted = standing.work.persons_in(max(0.0, at_min - opens) * share)
    reported = min(fact.persons, standing.work.persons)
    if fact.state is PointState.done:
        reported = round(counted)
    one_minute = standing.work.persons / max(1.0, standing.work.minutes)
    if abs(counted - reported) > max(1.0, one_minute):
        found.note("persons_differ", fact.site_id, round(counted - reported))


def _with_rates(roster: Roster, share: float, own: Mapping[str, float]) -> Roster:
    """The roster with the district's pace, and with those of some sites."""
    if own:
        sites = (
            site.model_copy(update={"pace": min(1.0, site.pace * own[site.site_id] / share)})
            if site.site_id in own
            else site
            for site in roster.sites
        )
        roster = roster.model_copy(update={"sites": tuple(sites)})
    if share == 1.0:
        return roster
    par = roster.parameters
    slower = {name: getattr(par, name) * share for name in _RATES}
    return roster.model_copy(update={"parameters": par.model_copy(update=slower)})


def _appointments(
    roster: Roster, before: Point, now: Point, rows: Sequence[Coverage], *, anew: bool
) -> list[Coverage]:
    """The rows of a point, later by as much as it opened later; at another pace cut anew, in the
    order in which people come."""
    if not anew:
        later = now.open_from - before.open_from
        return [_later(row, later) for row in rows] if later else list(rows)
    visits = [
        Visit(
            roster.compound[row.compound_id], row.site_id, row.persons, row.key_persons, row.walk_m
        )
        for row in rows
    ]
    order = sorted(range(len(rows)), key=lambda n: (_first_other(rows[n]), n))
    booked = queue_limit(roster, now.open_from, now.lanes, visits, order=order)
    return [
        row.model_copy(update={"slots": slots}) for row, slots in zip(rows, booked, strict=True)
    ]


def _first_other(row: Coverage) -> int:
    """When the first come who are no key persons; those come first in any case."""
    others = [slot.from_ for slot in row.slots if slot.persons > slot.key]
    return min(others or [slot.from_ for slot in row.slots], default=0)


def _later(row: Coverage, minutes: int) -> Coverage:
    slots = tuple(
        Slot.model_construct(
            from_=slot.from_ + minutes,
            until=slot.until + minutes,
            persons=slot.persons,
            key=slot.key,
        )
        for slot in row.slots
    )
    return row.model_copy(update={"slots": slots})


def _within(duty: Duty, points: dict[str, Point]) -> Sequence[Duty]:
    """The duty, no earlier than its point opens; nothing if it is over by then."""
    point = points.get(duty.at)
    if point is None or duty.start >= point.open_from:
        return (duty,)
    if duty.end <= point.open_from:
        return ()
    return (duty.model_copy(update={"start": point.open_from}),)
