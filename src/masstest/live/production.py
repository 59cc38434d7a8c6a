"""How samples and tubes come into being in the plan, as curves over the day.

Worked out for the board alone: one more reading of how time flows at a point, apart from the
planner's and the checker's. Tubes are followed as a fluid: within a stream (key group or not,
one pool size) they grow evenly from none to the stream's whole number.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from masstest.domain.plan import Coverage, DoorstepStop, Point
from masstest.domain.roster import Roster

Floats = npt.NDArray[np.float64]


class Batch(NamedTuple):
    """`persons` of one compound sampled one after another in [start, end) minutes."""

    compound_id: str
    key: bool
    pool_size: int
    persons: int
    start: float
    end: float


def interpolated(x: float, xs: Sequence[float], ys: Sequence[float]) -> float:
    """`ys` at `x` between the rising `xs`: what `numpy.interp` says, without its call's cost."""
    i = bisect_right(xs, x)
    if i == 0:
        return ys[0]
    if i == len(xs):
        return ys[-1]
    step = xs[i] - xs[i - 1]
    return ys[i - 1] + (ys[i] - ys[i - 1]) * (x - xs[i - 1]) / step


@dataclass(frozen=True)
class Curve:
    """What a source has done by `times` (minutes, never falling): persons, tubes, key tubes."""

    times: tuple[float, ...]
    persons: tuple[float, ...]
    tubes: tuple[float, ...]
    key_tubes: tuple[float, ...]

    def persons_at(self, minute: float) -> float:
        return interpolated(minute, self.times, self.persons)

    def time_of(self, persons: float) -> float:
        """The first minute at which so many are sampled; the last one for more than all."""
        i = bisect_left(self.persons, persons)
        if i == 0:
            return self.times[0]
        if i == len(self.persons):
            return self.times[-1]
        part = (persons - self.persons[i - 1]) / (self.persons[i] - self.persons[i - 1])
        return self.times[i - 1] + part * (self.times[i] - self.times[i - 1])

    def tubes_of(self, persons: float) -> float:
        """Tubes that the first `persons` fill; beyond all persons at the mean of the rest."""
        total = self.persons[-1]
        if persons <= total or total == 0:
            return interpolated(persons, self.persons, self.tubes)
        return self.tubes[-1] * persons / total

    def key_tubes_of(self, persons: float) -> float:
        return interpolated(persons, self.persons, self.key_tubes)


def batches_at_point(roster: Roster, point: Point, rows: Iterable[Coverage]) -> list[Batch]:
    """Key persons first, then the others; within each by slot, then by compound."""
    queue = []
    for row in rows:
        compound = roster.compound.get(row.compound_id)
        if compound is None:
            continue
        booked = [(s.from_, s.persons, s.key) for s in row.slots]
        for begin, persons, key in booked or [(point.open_from, row.persons, row.key_persons)]:
            for is_key, count in ((True, min(key, persons)), (False, persons - key)):
                if count > 0:
                    pool_size = roster.pool_size(compound, key=is_key)
                    queue.append((not is_key, begin, row.compound_id, pool_size, count))
    queue.sort()
    batches = []
    at = float(point.open_from)
    for other, _, compound_id, pool_size, count in queue:
        per_min = max(1, point.lanes) * roster.lane_rate(point.site_id, pool_size) / 60
        batches.append(Batch(compound_id, not other, pool_size, count, at, at + count / per_min))
        at = batches[-1].end
    return batches


def batches_of_team(roster: Roster, stops: Sequence[DoorstepStop]) -> list[Batch]:
    """A stop's persons are spread evenly over it, key persons first."""
    batches = []
    for stop in stops:
        compound = roster.compound.get(stop.compound_id)
        if compound is None or stop.persons <= 0:
            continue
        at, pace = float(stop.arrive), (stop.depart - stop.arrive) / stop.persons
        key = min(stop.key_persons, stop.persons)
        for is_key, count in ((True, key), (False, stop.persons - key)):
            if count:
                pool_size = roster.pool_size(compound, key=is_key)
                end = at + count * pace
                batches.append(Batch(stop.compound_id, is_key, pool_size, count, at, end))
                at = end
    return batches


def tube_rates(roster: Roster, batches: Iterable[Batch]) -> Mapping[tuple[bool, int], float]:
    """Tubes per person in each stream, so that the stream ends with a whole number of tubes."""
    persons: dict[tuple[bool, int], int] = defaultdict(int)
    for batch in batches:
        persons[batch.key, batch.pool_size] += batch.persons
    return {
        stream: math.ceil(total / roster.parameters.persons_per_tube(stream[1]) - 1e-9) / total
        for stream, total in persons.items()
    }


def curve_of(roster: Roster, batches: Sequence[Batch], start: float, *, by_stop: bool) -> Curve:
    """The curve along `batches`; `by_stop`: tubes are never shared between a team's stops."""
    times, persons, tubes, key_tubes = [start], [0.0], [0.0], [0.0]
    rates = {} if by_stop else tube_rates(roster, batches)
    for batch in batches:
        if by_stop:
            rates = tube_rates(roster, [batch])
        made = batch.persons * rates[batch.key, batch.pool_size]
        for at, more, filled in ((batch.start, 0, 0.0), (batch.end, batch.persons, made)):
            times.append(max(at, times[-1]))
            persons.append(persons[-1] + more)
            tubes.append(tubes[-1] + filled)
            key_tubes.append(key_tubes[-1] + (filled if batch.key else 0.0))
    return Curve(tuple(times), tuple(persons), tuple(tubes), tuple(key_tubes))
