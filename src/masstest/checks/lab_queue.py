"""The queue of a laboratory, worked out anew from the deliveries of a plan.

A laboratory is a continuous server. From a delivery's `depart` on its tubes can be started, key
tubes before all others, each kind in order of arrival, at `tubes_per_hour`. In each 24 hours
counted from `sampling_start` at most `tubes_per_day` are started; the rest waits for the next.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from masstest.checks.lost_labs import shares
from masstest.checks.sources import deliveries
from masstest.domain.plan import Plan
from masstest.domain.roster import Lab, Roster
from masstest.domain.units import DAY_MIN, ceil_min

# A lab that may start nothing has no last result; a year later stands for never.
NEVER_MIN = 365 * DAY_MIN
_NOTHING = 1e-7  # tubes: below this a queue is empty


class Delivery(NamedTuple):
    """Tubes that reach a lab at `arrive` and can be started from `depart` (minutes)."""

    arrive: int
    depart: int
    key_tubes: int
    other_tubes: int


@dataclass(frozen=True)
class Intake:
    """What a lab does with its deliveries.

    Attributes
    ----------
    tubes, key_tubes : tubes received
    key_results_at, results_at : minutes, rounded up; None without (key) tubes
    max_wait_min : the longest wait of a tube between its unloading and its start
    wait_tube_min : the sum of all such waits
    times, done : breakpoints (minutes, tubes) of the number of tubes started so far
    """

    lab: Lab
    received: tuple[Delivery, ...]
    tubes: int
    key_tubes: int
    key_results_at: int | None
    results_at: int | None
    max_wait_min: float
    wait_tube_min: float
    times: tuple[float, ...]
    done: tuple[float, ...]

    def started_by(self, minute: float) -> float:
        """Tubes started until `minute`; fractional, as the lab works continuously."""
        i = bisect_right(self.times, minute)
        if i == 0:
            return 0.0
        if i == len(self.times):
            return self.done[-1]
        t0, t1 = self.times[i - 1], self.times[i]
        d0, d1 = self.done[i - 1], self.done[i]
        return d0 + (d1 - d0) * (minute - t0) / (t1 - t0)

    def whole_started_by(self, minute: float) -> int:
        """Whole tubes started until `minute`."""
        return math.floor(self.started_by(minute) + 1e-6)

    def received_before(self, minute: int) -> int:
        """Tubes received before `minute` (a delivery is received at its arrive)."""
        return sum(d.key_tubes + d.other_tubes for d in self.received if d.arrive < minute)


def deliveries_by_lab(plan: Plan) -> dict[str, list[Delivery]]:
    """lab_id -> what is delivered there, as the plan records it, by time.

    Of what was brought to a laboratory that was lost only the tubes that it keeps.
    """
    found: dict[str, list[Delivery]] = defaultdict(list)
    for load in plan.lost_labs.values():
        for share in shares(plan, load):
            found[load.lab_id].append(
                Delivery(
                    share.stop.arrive,
                    max(share.stop.arrive, share.stop.depart),
                    share.key_kept,
                    share.other_kept,
                )
            )
    for _, stop in deliveries(plan):
        if stop.lab_id is not None and stop.lab_id not in plan.lost_labs:
            tubes = max(0, stop.tubes)
            key = min(max(0, stop.key_tubes), tubes)
            depart = max(stop.arrive, stop.depart)
            found[stop.lab_id].append(Delivery(stop.arrive, depart, key, tubes - key))
    for rows in found.values():
        rows.sort()
    return found


def intakes(roster: Roster, plan: Plan) -> Iterator[Intake]:
    """The intake of every lab of the roster that something is delivered to."""
    by_lab = deliveries_by_lab(plan)
    for lab in roster.labs:
        if lab.lab_id in by_lab:
            yield intake(lab, by_lab[lab.lab_id], roster.round.sampling_start)


def intake(lab: Lab, received: Iterable[Delivery], sampling_start: int) -> Intake:
    """Follow a lab through its deliveries.

    Parameters
    ----------
    lab : capacities and turnaround
    received : deliveries, in any order
    sampling_start : minute from which the lab's days of 24 hours are counted
    """
    coming = sorted(received, key=lambda d: (d.depart, d.arrive))
    per_min = lab.tubes_per_hour / 60
    waiting = {True: 0.0, False: 0.0}
    ends: dict[bool, float] = {}
    queues: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    served: dict[bool, list[tuple[float, float, float]]] = {True: [], False: []}
    left_today: dict[int, float] = {}
    times: list[float] = []
    done: list[float] = []
    clock, total, i = 0.0, 0.0, 0
    horizon = sampling_start + NEVER_MIN

    while i < len(coming) or waiting[True] > _NOTHING or waiting[False] > _NOTHING:
        if waiting[True] <= _NOTHING and waiting[False] <= _NOTHING:
            clock = max(clock, float(coming[i].depart)) if times else float(coming[i].depart)
        while i < len(coming) and coming[i].depart <= clock:
            for kind, tubes in ((True, coming[i].key_tubes), (False, coming[i].other_tubes)):
                waiting[kind] += tubes
                if tubes:
                    queues[kind].append((coming[i].depart, tubes))
            i += 1
        kind = waiting[True] > _NOTHING
        if waiting[kind] <= _NOTHING:
            continue
        day = math.floor((clock - sampling_start) / DAY_MIN + 1e-12)
        day_end = sampling_start + (day + 1) * DAY_MIN
        left = left_today.setdefault(
            day, math.inf if lab.tubes_per_day is None else float(lab.tubes_per_day)
        )
        if left <= _NOTHING:
            if day_end > horizon:
                ends |= {k: float(horizon) for k in (True, False) if waiting[k] > _NOTHING}
                break
            clock = float(day_end)
            continue
        until = day_end if i == len(coming) else min(day_end, coming[i].depart)
        amount = min(waiting[kind], left, (until - clock) * per_min)
        if not times or times[-1] != clock:
            times.append(clock)
            done.append(total)
        start = clock
        clock = float(until) if amount == (until - clock) * per_min else clock + amount / per_min
        total += amount
        times.append(clock)
        done.append(total)
        waiting[kind] -= amount
        left_today[day] = left - amount
        served[kind].append((start, clock, amount))
        ends[kind] = clock

    turnaround = lab.turnaround_min
    key_end = ends.get(True)
    last_end = max(ends.values(), default=None)
    waits = [_waits(queues[kind], served[kind]) for kind in (True, False)]
    return Intake(
        lab=lab,
        received=tuple(coming),
        tubes=sum(d.key_tubes + d.other_tubes for d in coming),
        key_tubes=sum(d.key_tubes for d in coming),
        key_results_at=None if key_end is None else ceil_min(key_end + turnaround),
        results_at=None if last_end is None else ceil_min(last_end + turnaround),
        max_wait_min=max(longest for longest, _ in waits),
        wait_tube_min=sum(area for _, area in waits),
        times=tuple(times),
        done=tuple(done),
    )


def _waits(
    queue: list[tuple[float, float]], served: list[tuple[float, float, float]]
) -> tuple[float, float]:
    """Longest wait and sum of waits (tube-minutes) when `queue` is served in order."""
    longest = area = 0.0
    j, used = 0, 0.0  # the serving interval in use, and how much of it is taken
    for came, tubes in queue:
        left = tubes
        while left > _NOTHING and j < len(served):
            start, end, amount = served[j]
            part = min(left, amount - used)
            pace = (end - start) / amount
            middle = start + (used + part / 2) * pace
            area += part * (middle - came)
            longest = max(longest, start + (used + part) * pace - came)
            left -= part
            used += part
            if amount - used <= _NOTHING:
                j, used = j + 1, 0.0
    return longest, area
