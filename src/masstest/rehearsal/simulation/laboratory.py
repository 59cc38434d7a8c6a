"""Laboratories: what is unloaded waits, key tubes first, and is started batch by batch."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Generator, Sequence
from typing import Any

import numpy as np
import simpy

from masstest.domain.roster import Lab
from masstest.domain.travel import Ints
from masstest.domain.units import DAY_MIN
from masstest.rehearsal.breakdowns import Breakdown
from masstest.rehearsal.simulation.course import Bools
from masstest.rehearsal.simulation.tubes import Tubes
from masstest.rehearsal.spread import Spread

Process = Generator[simpy.Event, Any, None]


class Line:
    """Tubes that wait, first come first served."""

    def __init__(self) -> None:
        self._parts: deque[Ints] = deque()
        self.waiting = 0

    def join(self, tubes: Ints) -> None:
        if len(tubes):
            self._parts.append(tubes)
            self.waiting += len(tubes)

    def take(self, most: int) -> Ints:
        taken = []
        while most > 0 and self._parts:
            part = self._parts.popleft()
            if len(part) > most:
                self._parts.appendleft(part[most:])
                part = part[:most]
            taken.append(part)
            most -= len(part)
            self.waiting -= len(part)
        return np.concatenate(taken) if taken else np.zeros(0, dtype=np.int64)

    def take_from(self, most: int, of_kind: Bools, kind: bool) -> Ints:
        """Take those of one kind; `of_kind` tells it by tube."""
        waiting = self.tubes
        chosen: Ints = waiting[of_kind[waiting] == kind][:most]
        rest = [part[~np.isin(part, chosen)] for part in self._parts]
        self._parts = deque(part for part in rest if len(part))
        self.waiting -= len(chosen)
        return chosen

    @property
    def tubes(self) -> Ints:
        """All that wait, in order."""
        return np.concatenate(self._parts) if self._parts else np.zeros(0, dtype=np.int64)


class Laboratory:
    """One laboratory of a day. A batch holds tubes of one kind and starts when it is full or
    nothing else of its kind waits.

    Attributes
    ----------
    unloading_until_min : until when the last vehicle that has come is unloaded
    """

    def __init__(
        self,
        env: simpy.Environment,
        number: int,
        lab: Lab,
        tubes: Tubes,
        spread: Spread,
        windows: Sequence[Breakdown],
        day_begins_min: float,
        rng: np.random.Generator,
    ) -> None:
        self.env, self.number, self.lab, self.tubes = env, number, lab, tubes
        self.windows = windows
        self.batches: list[tuple[float, Ints]] = []
        self.unloading_until_min = 0.0
        self._lines = {True: Line(), False: Line()}
        self._pace = float(np.exp(spread.lab_pace_sd * rng.standard_normal()))
        self._turnaround_sd = spread.turnaround_sd
        self._batch_tubes = max(1, round(spread.batch_tubes))
        self._day_begins_min = day_begins_min
        self._rng = rng
        self._wake = env.event()
        env.process(self._work())

    @property
    def waiting(self) -> int:
        return self._lines[True].waiting + self._lines[False].waiting

    @property
    def backlog_min(self) -> float:
        return self.waiting * 60 / self.lab.tubes_per_hour

    def lost_at(self, now_min: float) -> bool:
        """True if the laboratory does nothing any more from now on."""
        return any(w.from_min <= now_min and math.isinf(w.until_min) for w in self.windows)

    def accept(self, tubes: Ints) -> None:
        """Tubes are unloaded and can be started."""
        self.tubes.lab[tubes] = self.number
        key = self.tubes.key[tubes]
        self._lines[True].join(tubes[key])
        self._lines[False].join(tubes[~key])
        if not self._wake.triggered:
            self._wake.succeed()

    def give_up(self, most: int) -> Ints:
        """Tubes that go elsewhere, key tubes first."""
        key = self._lines[True].take(most)
        return np.concatenate([key, self._lines[False].take(most - len(key))])

    def _work(self) -> Process:
        started: dict[int, int] = {}
        while True:
            if not self.waiting:
                self._wake = self.env.event()
                yield self._wake
                continue
            now = self.env.now
            pause = next((w for w in self.windows if w.from_min <= now < w.until_min), None)
            if pause is not None:
                if math.isinf(pause.until_min):
                    return
                yield self.env.timeout(pause.until_min - now)
                continue
            day = math.floor((now - self._day_begins_min) / DAY_MIN)
            left = math.inf
            if self.lab.tubes_per_day is not None:
                left = self.lab.tubes_per_day - started.get(day, 0)
                if left <= 0:
                    next_day = self._day_begins_min + (day + 1) * DAY_MIN
                    yield self.env.timeout(next_day - now + 1e-6)
                    continue
            batch = self._next_batch(int(min(self._batch_tubes, left)))
            if not len(batch):
                self._wake = self.env.event()
                yield self._wake
                continue
            started[day] = started.get(day, 0) + len(batch)
            yield self.env.timeout(len(batch) * 60 / (self.lab.tubes_per_hour * self._pace))
            self._start(batch)

    def _next_batch(self, most: int) -> Ints:
        """What is started now, of what waits; nothing: not before more tubes come."""
        return self._lines[self._lines[True].waiting > 0].take(most)

    def _start(self, batch: Ints) -> None:
        now = self.env.now
        noise = float(np.exp(self._turnaround_sd * self._rng.standard_normal()))
        self.tubes.started_min[batch] = now
        self.tubes.resulted_min[batch] = now + self.lab.turnaround_min * noise
        self.batches.append((now, batch))
