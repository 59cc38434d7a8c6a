"""Points as they have sampled until now.

A plan follows a point from `open_from` on at one pace. So a point that is behind is one that
opened later, with all its appointments; a slower pace than planned is one of the lane rates, the
same for all points, and whatever differs from it point by point is put into the openings. Only a
point that is much slower than most and won't be done by the deadline has a pace of its own.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from masstest.domain.day_so_far import DaySoFar, PointSoFar, PointState
from masstest.domain.plan import Coverage, Duty, Plan, Point, Slot
from masstest.domain.roster import Roster
from masstest.planner.replanning.carried_out.approximations import Differences
from masstest.solver.location.appointments import Visit, queue_limit
from masstest.solver.production import point_batches

ON_TIME_MIN = 10
"""A point that is no further behind keeps its appointments: nobody needs to be told."""
_LEAST_RATE, _MOST_RATE = 0.2, 1.0
_SAME_RATE = 0.02
_NEARLY_MIN = 5  # beyond the deadline: too little to send anybody elsewhere; it is said
_MUCH_SLOWER = 0.85  # than most points
_RATES = ("lane_rate_20", "lane_rate_10", "lane_rate_5", "lane_rate_1")


@dataclass(frozen=True)
class _Work:
    """A point's persons in the order of sampling, as minutes at the planned pace."""

    point: Point
    batches: tuple[tuple[float, float], ...]  # persons, minutes

    @property
    def persons(self) -> int:
        return round(sum(persons for persons, _ in self.batches))

    @property
    def minutes(self) -> float:
        return sum(minutes for _, minutes in self.batches)

    def minutes_for(self, persons: float) -> float:
        """Minutes that the first `persons` take."""
        found = 0.0
        for batch, minutes in self.batches:
            if persons <= 0:
                break
            found += minutes * min(1.0, persons / batch)
            persons -= batch
        return found

    def persons_in(self, minutes: float) -> float:
        """Persons sampled in the first `minutes`."""
        found = 0.0
        for batch, needed in self.batches:
            if minutes <= 0:
                break
            found += batch * min(1.0, minutes / needed)
            minutes -= needed
        return found


@dataclass(frozen=True)
class _Standing:
    """What is left of a point: `done_min` of its work at `at_min`, the rest at share `rate`.

    `stopped`: nothing more happens there before planning begins anew. `ends_min`: when it will be
    done, if that is known otherwise.
    """

    work: _Work
    done_min: float
    at_min: float
    rate: float
    stopped: bool = False
    ends_min: float | None = None

    @property
    def left_min(self) -> float:
        return max(0.0, self.work.minutes - self.done_min)

    @property
    def worked_min(self) -> float:
        """How long what is done has taken: at the planned pace, or at that of now, or between;
        if it took longer than that, it began late."""
        passed = self.at_min - self.work.point.open_from
        return min(max(self.done_min, passed), self.done_min / self.rate)

    @property
    def finish_min(self) -> float:
        if self.ends_min is not None:
            return self.ends_min
        return self.at_min + self.left_min / self.rate

    def is_at_work(self, freeze: int) -> bool:
        begun = self.work.point.open_from <= self.at_min < freeze
        return begun and not self.stopped and self.left_min > 0

    def own_course(self) -> tuple[int, float]:
        """When it opened, and its share of the planned pace, were that the same all day."""
        opened = self.work.point.open_from
        rate = min(_MOST_RATE, self.left_min / max(1.0, self.finish_min - self.at_min))
        opens = max(opened, int(self.at_min - self.done_min / rate))
        rate = min(_MOST_RATE, self.work.minutes / max(1.0, self.finish_min - opens))
        return opens, max(_LEAST_RATE, round(rate, 3))


def sampled_so_far(
    plan: Plan, roster: Roster, day: DaySoFar, freeze: int, found: Differences
) -> tuple[Plan, Roster, frozenset[str]]:
    """The plan with openings, appointments and duties of points as they were, the roster with
    the pace of now, and the points that won't be done by the deadline."""
    rows: dict[str, list[Coverage]] = defaultdict(list)
    for row in plan.coverage:
        rows[row.site_id].append(row)
    standings = {
        point.site_id: _standing(_work(roster, point, rows[point.site_id]), day, freeze, found)
        for point in plan.points
    }
    slow = _slow_ones(standings, freeze, roster.round.sampling_deadline)
    share = _common_rate(s for site_id, s in standings.items() if site_id not in slow)
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
    return changed, slower, frozenset(_late(standings, share, freeze, roster))


def _work(roster: Roster, point: Point, rows: Sequence[Coverage]) -> _Work:
    batches = point_batches(roster, point.lanes, rows)
    return _Work(point, tuple((batch.persons, batch.minutes) for batch in batches))


def _standing(work: _Work, day: DaySoFar, freeze: int, found: Differences) -> _Standing:
    point = work.point
    fact = day.point.get(point.site_id)
    rate = _clamped(day.rate if fact is None or fact.rate is None else fact.rate)
    if fact is None:
        done = min(work.minutes, max(0.0, day.now_min - point.open_from))
        if point.open_from < day.now_min:
            found.note("silent_points", point.site_id, 1)
        return _Standing(work, done, point.open_from + done, rate)
    if fact.persons > work.persons:
        found.note("persons_more", point.site_id, fact.persons - work.persons)
    if fact.state is PointState.done or fact.persons >= work.persons:
        if fact.persons < work.persons:
            found.note("done_with_fewer", point.site_id, work.persons - fact.persons)
        over = min(point.open_from + work.minutes, fact.as_of_min)
        return _Standing(work, work.minutes, over, rate)
    done = work.minutes_for(fact.persons)
    if fact.state is PointState.open:
        return _Standing(work, done, fact.as_of_min, rate, ends_min=fact.finish_min)
    return _Standing(work, done, float(freeze), rate, stopped=True)


def _clamped(rate: float) -> float:
    return min(_MOST_RATE, max(_LEAST_RATE, rate))


def _common_rate(standings: Iterable[_Standing]) -> float:
    """One pace for the whole day: as long as the points need in all, done at one pace and still
    to do at another, were it the same from the morning on."""
    open_ones = [s for s in standings if s.left_min > 0 and not s.stopped]
    work = sum(s.work.minutes for s in open_ones)
    needed = sum(s.worked_min + s.left_min / s.rate for s in open_ones)
    share = work / needed if needed else 1.0
    return 1.0 if share > 1.0 - _SAME_RATE else round(share, 3)


def _opening(standing: _Standing, share: float, freeze: int, found: Differences) -> int:
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
    standing: _Standing, opens: int, share: float, day: DaySoFar, found: Differences
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


def _slow_ones(
    standings: Mapping[str, _Standing], freeze: int, deadline: int
) -> dict[str, tuple[int, float]]:
    """Points that won't be done in time and are much slower than most: opening and own pace."""
    courses = {
        site_id: standing.own_course()
        for site_id, standing in standings.items()
        if standing.is_at_work(freeze)
    }
    usual = statistics.median([rate for _, rate in courses.values()]) if courses else 1.0
    return {
        site_id: (opens, rate)
        for site_id, (opens, rate) in courses.items()
        if rate < _MUCH_SLOWER * usual and standings[site_id].finish_min > deadline
    }


def _late(
    standings: Mapping[str, _Standing], share: float, freeze: int, roster: Roster
) -> Iterator[str]:
    """Points at work that won't be done by the deadline, and are behind the others.

    Where all are late together moving people helps nobody.
    """
    deadline = roster.round.sampling_deadline
    for site_id, standing in standings.items():
        point = standing.work.point
        if standing.left_min <= 0 or max(point.finish_at, freeze) > deadline:
            continue
        usual = point.open_from + standing.work.minutes / share
        if standing.finish_min > max(deadline + _NEARLY_MIN, usual + ON_TIME_MIN):
            yield site_id


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
