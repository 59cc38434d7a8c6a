"""How far each point is, how fast it goes on, and which are slow or late."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from masstest.domain.day_so_far import DaySoFar, PointState
from masstest.domain.plan import Coverage, Point
from masstest.domain.roster import Roster
from masstest.planner.replanning.carried_out.approximations import Differences
from masstest.solver.production import point_batches

ON_TIME_MIN = 10
"""A point that is no further behind keeps its appointments: nobody needs to be told."""
_LEAST_RATE, _MOST_RATE = 0.2, 1.0
_SAME_RATE = 0.02
_NEARLY_MIN = 5  # beyond the deadline: too little to send anybody elsewhere; it is said
_MUCH_SLOWER = 0.85  # than most points


@dataclass(frozen=True)
class Work:
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
class Standing:
    """What is left of a point: `done_min` of its work at `at_min`, the rest at share `rate`.

    `stopped`: nothing more happens there before planning begins anew. `ends_min`: when it will be
    done, if that is known otherwise.
    """

    work: Work
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


def work_of(roster: Roster, point: Point, rows: Sequence[Coverage]) -> Work:
    """What a point has to do in all, `rows` being its coverage."""
    batches = point_batches(roster, point.lanes, rows)
    return Work(point, tuple((batch.persons, batch.minutes) for batch in batches))


def standing_of(work: Work, day: DaySoFar, freeze: int, found: Differences) -> Standing:
    """How far it is by what was reported; as planned, and noted, where nothing was."""
    point = work.point
    fact = day.point.get(point.site_id)
    rate = _clamped(day.rate if fact is None or fact.rate is None else fact.rate)
    if fact is None:
        done = min(work.minutes, max(0.0, day.now_min - point.open_from))
        if point.open_from < day.now_min:
            found.note("silent_points", point.site_id, 1)
        return Standing(work, done, point.open_from + done, rate)
    if fact.persons > work.persons:
        found.note("persons_more", point.site_id, fact.persons - work.persons)
    if fact.state is PointState.done or fact.persons >= work.persons:
        if fact.persons < work.persons:
            found.note("done_with_fewer", point.site_id, work.persons - fact.persons)
        over = min(point.open_from + work.minutes, fact.as_of_min)
        return Standing(work, work.minutes, over, rate)
    done = work.minutes_for(fact.persons)
    if fact.state is PointState.open:
        return Standing(work, done, fact.as_of_min, rate, ends_min=fact.finish_min)
    return Standing(work, done, float(freeze), rate, stopped=True)


def _clamped(rate: float) -> float:
    return min(_MOST_RATE, max(_LEAST_RATE, rate))


def common_rate(standings: Iterable[Standing]) -> float:
    """One pace for the whole day: as long as the points need in all, done at one pace and still
    to do at another, were it the same from the morning on."""
    open_ones = [s for s in standings if s.left_min > 0 and not s.stopped]
    work = sum(s.work.minutes for s in open_ones)
    needed = sum(s.worked_min + s.left_min / s.rate for s in open_ones)
    share = work / needed if needed else 1.0
    return 1.0 if share > 1.0 - _SAME_RATE else round(share, 3)


def slow_ones(
    standings: Mapping[str, Standing], freeze: int, deadline: int
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


def late_ones(
    standings: Mapping[str, Standing], share: float, freeze: int, roster: Roster
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
