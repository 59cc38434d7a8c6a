"""How many persons an hour one lane really sampled, and how many of those due came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from masstest.live.custody import Ledger, PointState, PointStatus
from masstest.live.day import Day
from masstest.live.learned.rates import LearnedRate, rate, spread_of, spread_with_limits
from masstest.live.reported import reported
from masstest.live.source_plans import SourcePlan

_LEAST_MIN = 30.0  # of work that a point's rate is taken from
_LEAST_PERSONS = 30
_MOSTLY = 0.9  # of a point's people are of one pool size
_NEEDED_POINTS = 5
_QUEUE_MIN = 10.0  # behind by more than chance makes it; BG
_LATECOMERS = 0.95  # of all who came: after that the point waits for the last
_SIZES = (20, 10, 5, 1)  # for which there is a lane rate


class Work(NamedTuple):
    """Between two counts: `persons` sampled in `lane_min` lane-minutes. `behind`: there was
    always somebody to be sampled, so that the lanes, not the arrivals, made the rate."""

    persons: int
    lane_min: float
    minutes: float
    behind: bool


def lane_rates(day: Day, ledger: Ledger) -> Iterator[LearnedRate]:
    """Persons an hour and lane, by pool size, of the points that worked with one.

    Where people had to wait, the lanes made the rate. A point that kept up with those who came
    shows only that its lanes can do at least so much.
    """
    known: dict[int, list[float]] = defaultdict(list)
    at_least: dict[int, list[float]] = defaultdict(list)
    for site_id, state in ledger.points.items():
        source = day.sources.get(site_id)
        size = None if source is None else _pool_size(source)
        if source is None or size is None:
            continue
        work = list(_work(source, state))
        busy = [each for each in work if each.behind]
        if (found := _per_hour(busy)) is not None:
            known[size].append(found)
        elif (found := _per_hour(work)) is not None:
            at_least[size].append(found)
    for size in _SIZES:
        if known[size] or at_least[size]:
            name = f"lane_rate_{size}"
            yield rate(
                name,
                spread_with_limits(known[size], at_least[size]),
                now=float(getattr(day.roster.parameters, name)),
                unit="persons/h",
                cases="points",
                needed=_NEEDED_POINTS,
            )


def _pool_size(source: SourcePlan) -> int | None:
    """The size whose lane rate (nearly) all people of a point come under."""
    persons: dict[int, int] = defaultdict(int)
    for batch in source.batches:
        size = next((size for size in _SIZES if batch.pool_size >= size), 1)
        persons[size] += batch.persons
    most = max(persons, key=lambda size: persons[size], default=None)
    if most is None or persons[most] < _MOSTLY * sum(persons.values()):
        return None
    return most


def _work(source: SourcePlan, state: PointState) -> Iterator[Work]:
    """What was done between counts while the same number of lanes was open throughout.

    A count below the plan alone doesn't say that people wait: fewer may have come. So the plan's
    course is taken for the share that came in the end. The last few who come late are left out.
    """
    share = state.persons / source.persons if source.persons else 0.0
    for before, after in pairwise(state.readings):
        minutes = after.at_min - before.at_min
        lanes = _lanes(state, before.at_min, after.at_min)
        if not lanes or minutes <= 0 or after.persons > _LATECOMERS * state.persons:
            continue
        behind = all(
            reading.at_min - source.curve.time_of(reading.persons / share) > _QUEUE_MIN
            for reading in (before, after)
        )
        yield Work(after.persons - before.persons, lanes * minutes, minutes, behind)


def _lanes(state: PointState, from_min: float, until_min: float) -> int:
    """The lanes that were open all the time between two moments; 0 if that changed."""
    lanes = 0
    for change in state.changes:
        if change.at_min <= from_min:
            lanes = change.lanes if change.status is PointStatus.open else 0
        elif change.at_min < until_min:
            return 0
    return lanes


def _per_hour(work: list[Work]) -> float | None:
    persons = sum(each.persons for each in work)
    if persons < _LEAST_PERSONS or sum(each.minutes for each in work) < _LEAST_MIN:
        return None
    return 60 * persons / sum(each.lane_min for each in work)


def turnout(day: Day, ledger: Ledger, now_min: float) -> LearnedRate:
    """Which share of those due came, of the points and teams that are through."""
    reports = reported(day, ledger, now_min)
    shares = [
        100 * report.persons / day.sources[source_id].persons
        for source_id, report in reports.items()
        if report.is_over and day.sources[source_id].persons > 0
    ]
    return rate(
        "turnout", spread_of(shares), now=None, unit="%", cases="places", needed=_NEEDED_POINTS
    )
