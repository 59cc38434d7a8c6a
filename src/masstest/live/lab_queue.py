"""The queue of one laboratory, followed as a fluid.

Tubes are started in order of arrival, key tubes before all others, at most `per_min` a minute,
and at most `per_day` in each 24 hours counted from `day_start_min`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from masstest.domain.units import DAY_MIN
from masstest.live.production import Floats

_NOTHING = 1e-7
_LONGEST_DAYS = 30


class Arrival(NamedTuple):
    """Tubes that can be started from `at_min` on."""

    at_min: float
    key_tubes: float
    other_tubes: float


@dataclass(frozen=True)
class Started:
    """Tubes of one kind started by `times`: breakpoints of a never falling line."""

    times: Floats
    tubes: Floats

    def at(self, minute: float | Floats) -> Floats:
        return np.asarray(np.interp(minute, self.times, self.tubes))

    @property
    def last_min(self) -> float | None:
        """When the last of them is started; None when there are none."""
        return float(self.times[-1]) if self.tubes[-1] > _NOTHING else None


class Queue(NamedTuple):
    key: Started
    other: Started

    def all_by(self, minute: float) -> float:
        return float(self.key.at(minute) + self.other.at(minute))

    @property
    def last_min(self) -> float | None:
        ends = [end for end in (self.key.last_min, self.other.last_min) if end is not None]
        return max(ends, default=None)


def serve(
    arrivals: Iterable[Arrival],
    per_min: float,
    *,
    day_start_min: float = 0.0,
    per_day: float | None = None,
) -> Queue:
    """Follow the queue through `arrivals`, in any order, until it is empty."""
    coming = sorted(arrivals)
    first = coming[0].at_min if coming else day_start_min
    lines: tuple[list[tuple[float, float]], ...] = ([(first, 0.0)], [(first, 0.0)])
    waiting = [0.0, 0.0]
    at, i = first, 0
    day, left = -math.inf, math.inf
    while True:
        while i < len(coming) and coming[i].at_min <= at:
            waiting[0] += coming[i].key_tubes
            waiting[1] += coming[i].other_tubes
            i += 1
        kind = 0 if waiting[0] > _NOTHING else 1
        until = coming[i].at_min if i < len(coming) else math.inf
        if waiting[kind] <= _NOTHING:
            if i == len(coming):
                break
            at = until
            continue
        if per_day is not None:
            today = math.floor((at - day_start_min) / DAY_MIN + 1e-9)
            if today != day:
                day, left = today, per_day
            day_end = day_start_min + (today + 1) * DAY_MIN
            if today > _LONGEST_DAYS or per_day <= 0:
                break
            if left <= _NOTHING:
                at = day_end
                continue
            until = min(until, day_end)
        amount = min(waiting[kind], left, (until - at) * per_min)
        line, end = lines[kind], min(until, at + amount / per_min)
        if line[-1][0] < at:
            line.append((at, line[-1][1]))
        line.append((end, line[-1][1] + amount))
        waiting[kind] -= amount
        left -= amount
        at = end
    key, other = (Started(*(np.array(c) for c in zip(*line, strict=True))) for line in lines)
    return Queue(key, other)
