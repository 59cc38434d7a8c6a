"""Sampling at the points: who comes when, waits how long, and fills which tube.

The lanes of a point are followed as one server that is `lanes` times as fast, by Lindley's
recursion in its closed form: with the work C done up to and including a person, the person is
through at C + max over all persons before of (arrival - C before that person). A queue at
parallel lanes differs from this by less than one person's time at a lane.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from masstest.domain.travel import Floats, Ints
from masstest.rehearsal.breakdowns import Breakdown, windows_of
from masstest.rehearsal.simulation.course import (
    NOISE,
    Bools,
    Course,
    PointCourse,
    Stream,
    tube_count,
)
from masstest.rehearsal.simulation.pace import work_clock
from masstest.rehearsal.simulation.tubes import Filled, filled
from masstest.rehearsal.spread import HORIZON_MIN, Spread


@dataclass(frozen=True)
class PointDay:
    """A day at a point. `done_min`, `row`, `key`, `wait_min`: one element per person sampled,
    in the order in which they were."""

    course: PointCourse
    opened_min: float
    done_min: Floats
    wait_min: Floats
    row: Ints
    key: Bools
    absent: int
    turned_away: int
    tubes: Filled

    @property
    def finish_min(self) -> float:
        """When the last person was sampled, or the opening if nobody was."""
        return float(self.done_min[-1]) if len(self.done_min) else self.opened_min


def sample_points(
    course: Course, spread: Spread, breakdowns: Sequence[Breakdown], rng: np.random.Generator
) -> list[PointDay]:
    """One day at all points of the plan."""
    persons, points = course.persons, len(course.points)
    day_turnout = spread.turnout + spread.turnout_day_sd * rng.standard_normal()
    opening = _opening_delays(spread, points, rng)
    lane_pace = np.exp(
        spread.lane_pace_day_sd * rng.standard_normal()
        + spread.lane_pace_point_sd * rng.standard_normal(points)
    )
    lateness = rng.standard_normal(persons)
    lateness *= spread.arrival_sd_min
    lateness -= spread.arrival_lead_min
    late = rng.random(persons) < spread.straggler_share
    lateness[late] += rng.exponential(1.0, int(late.sum())) * spread.straggler_mean_min
    work = rng.standard_normal(persons)
    work *= spread.person_sd
    work -= spread.person_sd**2 / 2
    np.exp(work, out=work)
    draw = rng.random(persons)
    days = []
    # every point draws from a stream of its own: how many tubes one packs changes no other
    for number, (point, chances) in enumerate(zip(course.points, rng.spawn(points), strict=True)):
        own = slice(point.begin, point.begin + point.persons)
        by_compound = spread.turnout_compound_sd * chances.standard_normal(len(point.compounds))
        share = np.clip(day_turnout + by_compound, 0, 1)
        present = draw[own] < share[point.row] if point.persons else np.zeros(0, dtype=bool)
        days.append(
            _sample_point(
                point,
                present,
                point.turn_min + lateness[own],
                point.lane_min * work[own] / lane_pace[number],
                point.open_from_min + float(opening[number]),
                spread,
                _windows(point, breakdowns),
                course.roster.parameters.pack_min,
                chances,
            )
        )
    return days


def _opening_delays(spread: Spread, points: int, rng: np.random.Generator) -> Floats:
    late = rng.random(points) < spread.late_opening_share
    return late * spread.late_opening_mean_min * rng.exponential(1.0, points)


def _windows(point: PointCourse, breakdowns: Sequence[Breakdown]) -> tuple[Breakdown, ...]:
    closed = windows_of(breakdowns, "site", point.site_id)
    return closed if point.indoor else closed + windows_of(breakdowns, "rain")


def _sample_point(
    point: PointCourse,
    present: Bools,
    arrival_min: Floats,
    lane_min: Floats,
    opened_min: float,
    spread: Spread,
    windows: Sequence[Breakdown],
    pack_min: float,
    rng: np.random.Generator,
) -> PointDay:
    in_time = arrival_min <= point.open_until_min + spread.straggler_grace_min
    chosen = np.flatnonzero(present & in_time)
    chosen = chosen[order_of_arrival(arrival_min[chosen])]
    came = arrival_min[chosen]
    service = lane_min[chosen] / point.lanes
    clock = work_clock(windows)
    ready = np.maximum(came, opened_min)
    if clock is not None:
        ready = clock.work(ready)
    work = np.cumsum(service)
    done = work + np.maximum.accumulate(ready - (work - service)) if len(work) else work
    begun = done - service
    if clock is not None:
        begun, done = clock.time(begun), clock.time(done)
        served = done < HORIZON_MIN - 1
        chosen, came = chosen[served], came[served]
        begun, done = begun[served], done[served]
    stream = point.stream[chosen]
    tubes = _fill(point, stream, begun, done, pack_min, spread, rng)
    keys = np.array([each.key for each in point.streams], dtype=bool)
    absent = len(present) - int(np.count_nonzero(present))
    return PointDay(
        course=point,
        opened_min=opened_min,
        done_min=done,
        wait_min=np.maximum(begun - came, 0.0),
        row=point.row[chosen],
        key=keys[stream] if len(keys) else np.zeros(0, dtype=bool),
        absent=absent,
        turned_away=point.persons - absent - len(done),
        tubes=tubes,
    )


def order_of_arrival(minutes: Floats) -> Ints:
    """Stable order of arrival. NumPy sorts 16-bit figures far quicker than floats, and floats
    that are almost in order quicker than others."""
    if not len(minutes):
        return np.zeros(0, dtype=np.int64)
    first = minutes.min()
    scale = 65535 / max(float(minutes.max() - first), 1.0)
    rough = np.argsort(((minutes - first) * scale).astype(np.uint16), kind="stable")
    return rough[np.argsort(minutes[rough], kind="stable")]


def _fill(
    point: PointCourse,
    stream: Ints,
    begun_min: Floats,
    done_min: Floats,
    pack_min: float,
    spread: Spread,
    rng: np.random.Generator,
) -> Filled:
    parts = []
    for number, kind in enumerate(point.streams):
        own = np.flatnonzero(stream == number)
        if len(own):
            tubes = fill_stream(kind, own, begun_min, done_min, pack_min, spread, rng)
            most_min = spread.tube_open_max_min
            parts.append(_closed_in_time(tubes, begun_min[own], done_min[own], most_min))
    return filled(parts)


def _closed_in_time(tubes: Filled, begun_min: Floats, done_min: Floats, most_min: float) -> Filled:
    """The tubes of a stream, none open for much longer than `most_min`.

    Whoever is done later than that after a tube's first sample fills another. `begun_min` and
    `done_min` are those of the stream's persons.
    """
    long = np.flatnonzero(tubes.last_min - tubes.first_min > most_min)
    if not len(long):
        return tubes
    edge = np.concatenate([[0], np.cumsum(tubes.persons)])
    parts = [
        Filled(
            np.delete(tubes.key, long),
            np.delete(tubes.first_min, long),
            np.delete(tubes.last_min, long),
            np.delete(tubes.ready_min, long),
            np.delete(tubes.persons, long),
        )
    ]
    for number in long:
        own = slice(edge[number], edge[number + 1])
        begun, done = begun_min[own], done_min[own]
        opened, cuts = float(tubes.first_min[number]), [0]
        while (cut := int(np.searchsorted(done, opened + most_min, side="right"))) < len(done):
            cuts.append(max(cut, cuts[-1] + 1))
            if cuts[-1] == len(done):
                break
            opened = float(begun[cuts[-1]])
        begins, ends = np.array(cuts), np.array([*cuts[1:], len(done)])
        begins, ends = begins[begins < ends], ends[begins < ends]
        first, last = begun[begins], done[ends - 1]
        first[0] = tubes.first_min[number]
        packed = last + (tubes.ready_min[number] - tubes.last_min[number])
        key = np.full(len(first), tubes.key[number])
        parts.append(Filled(key, first, last, packed, ends - begins))
    return filled(parts)


class _Edges(NamedTuple):
    """Where tubes begin and end among the persons who fill them, wherever that is on a day."""

    at: Ints
    part: Floats
    last: Ints
    is_shared: Bools  # the person at the tube's end fills the next one, too
    persons: Ints


@lru_cache(maxsize=8192)
def _edges(persons: int, persons_per_tube: float) -> _Edges:
    count = tube_count(persons, persons_per_tube)
    edge = np.minimum(np.arange(count + 1) * persons_per_tube, persons)
    whole = np.floor(edge + NOISE).astype(np.int64)
    # on average a tube holds `persons_per_tube`: the person at its edge counts in part
    part = np.maximum(edge - whole, 0.0)
    at = np.minimum(whole, persons - 1)
    return _Edges(at, part, whole[1:] - 1, part[1:] > NOISE, whole[1:] - whole[:-1])


def fill_stream(
    stream: Stream,
    own: Ints | slice,
    begun_min: Floats,
    done_min: Floats,
    pack_min: float,
    spread: Spread,
    rng: np.random.Generator,
) -> Filled:
    """The tubes that the `own` of some persons fill, who begin and are done in this order."""
    begun, done = begun_min[own], done_min[own]
    at, part, last, is_shared, persons = _edges(len(done), stream.persons_per_tube)
    begun_at = begun[at]
    inside = begun_at + part * (done[at] - begun_at)
    last_min = np.where(is_shared, inside[1:], done[last])
    count = len(last)
    pack = pack_min * np.exp(spread.pack_sd * rng.standard_normal(count))
    return Filled(np.full(count, stream.key), inside[:-1], last_min, last_min + pack, persons)
