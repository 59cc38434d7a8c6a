"""When each laboratory will have its last key result, and its last one.

The queue of `masstest.live.lab_queue`, from what waits now and what will still come, at the
laboratory's pace of today.
"""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from masstest.live.custody import BoxState
from masstest.live.day import Day, LabPlan
from masstest.live.forecast import assumptions as usual
from masstest.live.forecast.arrivals import Coming
from masstest.live.forecast.normal import Normal
from masstest.live.lab_queue import Arrival, Queue, serve
from masstest.live.memory import Memory

_ENOUGH_TUBES = 200  # started, before a laboratory's pace says more than the usual one
_ENOUGH_BOXES = 3
_UNSURE_TUBES = 60.0  # of the tubes told as started: boxes are told as a whole
_BROKEN_SIGMAS = 3.0


@dataclass(frozen=True)
class LabOutlook:
    """A laboratory's day from now on; None where nothing (of a kind) is, or is to come.

    `waiting` and `key_waiting` tubes are received and not started; `pace` is relative to its
    tubes per hour, `observed_per_hour` None while too little was started to say.
    """

    lab_id: str
    received: int
    started: int
    resulted: int
    waiting: float
    key_waiting: float
    coming: float
    pace: float
    observed_per_hour: float | None
    key_results: Normal | None
    results: Normal | None


@dataclass(frozen=True)
class _Received:
    """What a laboratory's boxes come to, whatever the time is.

    `turnaround_ratio` is today's against the plan; `resumes_min` when it began its last batch.
    """

    received: int
    started: int
    resulted: int
    waiting: float
    key_waiting: float
    pace: float
    turnaround_ratio: float
    resumes_min: float
    running: tuple[BoxState, ...]


def lab_outlooks(
    day: Day, rows: Sequence[Coming], now_min: float, memory: Memory
) -> dict[str, LabOutlook]:
    """lab_id -> outlook, for the plan's laboratories."""
    coming: dict[str, list[Coming]] = defaultdict(list)
    for row in rows:
        coming[row.lab_id].append(row)
    outlooks = {}
    for lab_id, plan in day.labs.items():
        boxes = memory.boxes.labs.get(lab_id, ())
        here = memory.get(("lab", lab_id), (boxes,), partial(_received, plan, boxes))
        is_lost = lab_id in day.plan.lost_labs
        outlooks[lab_id] = _outlook(day, plan, here, coming[lab_id], now_min, is_lost=is_lost)
    return outlooks


def _received(plan: LabPlan, boxes: tuple[BoxState, ...]) -> _Received:
    lab = plan.lab
    started = [box for box in boxes if box.started_min is not None]
    unstarted = [box for box in boxes if box.started_min is None and box.resulted_min is None]
    return _Received(
        received=sum(box.tubes for box in boxes),
        started=sum(box.tubes for box in started),
        resulted=sum(min(box.tubes, box.resulted_tubes) for box in boxes),
        waiting=float(sum(box.tubes for box in unstarted)),
        key_waiting=float(sum(box.tubes for box in unstarted if box.key)),
        pace=_pace(boxes, started, lab.tubes_per_hour / 60),
        turnaround_ratio=_turnaround_ratio(started, lab.turnaround_min),
        resumes_min=max((box.started_min or 0.0 for box in started), default=0.0),
        running=tuple(box for box in started if box.resulted_min is None),
    )


def _outlook(
    day: Day,
    plan: LabPlan,
    own: _Received,
    coming: list[Coming],
    now_min: float,
    *,
    is_lost: bool,
) -> LabOutlook:
    """The outlook; a laboratory that was lost starts nothing of what lies there."""
    lab, pace, running = plan.lab, own.pace, own.running
    per_min = lab.tubes_per_hour / 60
    turnaround = lab.turnaround_min * own.turnaround_ratio
    # what was told to have begun in one batch goes on at the laboratory's pace
    resumes = max(now_min, own.resumes_min)
    here = []
    if own.waiting and not is_lost:
        here = [Arrival(resumes, own.key_waiting, own.waiting - own.key_waiting)]

    as_expected = _merged([*here, *(row.arrival for row in coming)])
    delayed = [
        Arrival(at + row.sd_min, key, other) for row in coming for at, key, other in (row.arrival,)
    ]

    def queue(arrivals: list[Arrival], rate: float) -> Queue:
        return _serve(day, plan, arrivals, per_min * rate)

    def ends(line: Queue, turn: float) -> tuple[float | None, float | None]:
        later = [max(now_min, (box.started_min or now_min) + turn) for box in running]
        later_key = [at for at, box in zip(later, running, strict=True) if box.key]
        return _latest(line.key.last_min, turn, later_key), _latest(line.last_min, turn, later)

    usual_queue = queue(as_expected, pace)
    usual_ends = ends(usual_queue, turnaround)
    slower = ends(queue(as_expected, pace * math.exp(-usual.LAB_PACE_SD)), turnaround)
    later = ends(queue(_merged([*here, *delayed]), pace), turnaround)
    longer = ends(usual_queue, turnaround * (1 + usual.TURNAROUND_SD))
    key, everything = (
        _normal(mean, (slower[i], later[i], longer[i])) for i, mean in enumerate(usual_ends)
    )
    return LabOutlook(
        lab_id=lab.lab_id,
        received=own.received,
        started=own.started,
        resulted=own.resulted,
        waiting=own.waiting,
        key_waiting=own.key_waiting,
        coming=sum(row.arrival.key_tubes + row.arrival.other_tubes for row in coming),
        pace=pace,
        observed_per_hour=lab.tubes_per_hour * pace if own.started >= _ENOUGH_TUBES else None,
        key_results=key,
        results=everything,
    )


def _merged(arrivals: Iterable[Arrival]) -> list[Arrival]:
    """One arrival for each minute: what a vehicle brings from many points comes at once."""
    tubes: dict[float, tuple[float, float]] = {}
    for at_min, key, other in arrivals:
        before = tubes.get(at_min, (0.0, 0.0))
        tubes[at_min] = before[0] + key, before[1] + other
    return [Arrival(at_min, key, other) for at_min, (key, other) in tubes.items()]


def _serve(day: Day, plan: LabPlan, arrivals: list[Arrival], per_min: float) -> Queue:
    return serve(
        arrivals,
        per_min,
        day_start_min=day.round.sampling_start,
        per_day=plan.lab.tubes_per_day,
    )


def _latest(started: float | None, turnaround: float, running: list[float]) -> float | None:
    ends = list(running) if started is None else [*running, started + turnaround]
    return max(ends, default=None)


def _normal(mean: float | None, others: tuple[float | None, ...]) -> Normal | None:
    if mean is None:
        return None
    return Normal(mean, math.hypot(*(max(0.0, (other or mean) - mean) for other in others)))


def _pace(boxes: Sequence[BoxState], started: list[BoxState], per_min: float) -> float:
    """Tubes started against what the plan's speed would have started of what came by then.

    Between reception and start lies unloading and the filling of a batch, which the pace has no
    part in: the quickest box shows how long. A box is told as started with its first tubes, so
    that of the last one half is counted.
    """
    if not started:
        return 1.0
    lag = min((box.started_min or 0.0) - (box.received_min or 0.0) for box in started)
    last = max(started, key=lambda box: box.started_min or 0.0)
    until = last.started_min or 0.0
    came = [Arrival((b.received_min or 0.0) + max(0.0, lag), 0, b.tubes) for b in boxes]
    possible = serve([a for a in came if a.at_min < until], per_min).all_by(until)
    done = sum(box.tubes for box in started) - last.tubes / 2
    if possible < 1 or done < 1:
        return 1.0
    log_ratio = math.log(min(1.5, max(0.3, done / possible)))
    noise = _UNSURE_TUBES / done
    weight = usual.LAB_PACE_SD**2 / (usual.LAB_PACE_SD**2 + noise**2)
    # a laboratory that stands still is no laboratory that is a little slow
    if log_ratio < -_BROKEN_SIGMAS * math.hypot(usual.LAB_PACE_SD, noise):
        weight = 1.0
    return math.exp(weight * log_ratio)


def _turnaround_ratio(started: list[BoxState], turnaround_min: float) -> float:
    """How long first results take today against the plan, by boxes that have theirs."""
    took = [
        box.result_steps[0][0] - (box.started_min or 0.0) for box in started if box.result_steps
    ]
    if len(took) < _ENOUGH_BOXES or turnaround_min <= 0:
        return 1.0
    weight = len(took) / (len(took) + _ENOUGH_BOXES)
    return 1 + weight * (max(0.1, statistics.median(took) / turnaround_min) - 1)
