"""The four fast, measured: moved, packed and sent, waste removed, results."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import partial
from typing import Literal, NamedTuple

import numpy as np

from masstest.live.custody import BoxState, Ledger, Phase, PointState
from masstest.live.day import Day
from masstest.live.gathered import SourceBoxes
from masstest.live.memory import Memory
from masstest.live.planned_clocks import Case
from masstest.live.shapes import Clock, ClockFigures, Signal

WARN_SHARE = 0.75
"""Of the limit: 3 h of 4 for a specimen."""
SLOWER_MIN = 10.0
SLOWER_SHARE = 1.25
"""A median is slow when it is so much above the planned one."""

Kind = Literal["moved", "packed", "waste", "results"]
_KINDS: tuple[Kind, ...] = ("moved", "packed", "waste", "results")
_Begun = tuple[float, str]  # at which minute, of what


class _Times(NamedTuple):
    """What a source's boxes and waste took, by kind: cases that have ended, and those that run."""

    done: tuple[tuple[Case, ...], ...]
    running: tuple[tuple[_Begun, ...], ...]


def clocks(
    day: Day,
    ledger: Ledger,
    now_min: float,
    *,
    sources: Collection[str] | None = None,
    memory: Memory | None = None,
) -> tuple[Clock, Clock, Clock, Clock]:
    """The four clocks at `now_min`, of all sources or of some.

    A box counts from its own times; what has not ended yet is told by its longest.
    """
    memory = memory or Memory(ledger)
    view = None if sources is None else frozenset(sources)
    times = _times(day, ledger, memory, view)
    parameters = day.roster.parameters
    limits: tuple[float | None, ...] = (
        float(parameters.specimen_age_max_min),
        float(parameters.pickup_interval_max_min),
        parameters.waste_deadline_h * 60,
        None,
    )
    moved, packed, waste, results = (
        _clock(kind, limit, *_figures(day, memory, view, times, i), _open(times, i, now_min))
        for i, (kind, limit) in enumerate(zip(_KINDS, limits, strict=True))
    )
    return moved, packed, waste, results


def _figures(
    day: Day, memory: Memory, view: frozenset[str] | None, times: Sequence[_Times], kind: int
) -> tuple[ClockFigures | None, ClockFigures | None]:
    """As planned, and as measured so far."""
    planned = memory.get(
        ("planned clock", kind, view),
        (),
        lambda: figures(
            [case for case in day.planned_clocks[kind] if view is None or case.source_id in view]
        ),
    )
    done = tuple(own.done[kind] for own in times if own.done[kind])
    return planned, memory.get(
        ("clock", kind, view), done, lambda: figures([case for own in done for case in own])
    )


def _open(times: Iterable[_Times], kind: int, now_min: float) -> tuple[int, Case | None]:
    """How many still run, and the one that has run longest."""
    running = [begun for own in times for begun in own.running[kind]]
    if not running:
        return 0, None
    minutes, subject = max((max(0.0, now_min - begin), subject) for begin, subject in running)
    return len(running), Case(minutes, subject, "")


def _times(day: Day, ledger: Ledger, memory: Memory, view: frozenset[str] | None) -> list[_Times]:
    """Of all sources, those that the plan doesn't have as well; or of some."""
    of_boxes = [
        memory.get(("box times", source_id), (own,), partial(_of_boxes, own))
        for source_id, own in memory.boxes.sources.items()
        if view is None or source_id in view
    ]
    of_waste = [
        memory.get(("waste times", site_id), (point,), partial(_of_waste, site_id, point))
        for site_id, point in ledger.points.items()
        if point.closed_min is not None
        and site_id in day.sources
        and (view is None or site_id in view)
    ]
    return of_boxes + of_waste


def _of_boxes(own: SourceBoxes) -> _Times:
    done: dict[str, list[Case]] = {kind: [] for kind in _KINDS}
    running: dict[str, list[_Begun]] = {kind: [] for kind in _KINDS}

    def measure(kind: Kind, box: BoxState, begin: float | None, end: float | None) -> None:
        if begin is None:
            return
        if end is not None:
            done[kind].append(Case(max(0.0, end - begin), box.box_id, box.source))
        elif box.phase is not Phase.lost:
            running[kind].append((begin, box.box_id))

    for box in own.boxes:
        first = box.opened_min if box.first_sample_min is None else box.first_sample_min
        measure("moved", box, first, box.received_min)
        left = box.handed_over_min if box.departed_min is None else box.departed_min
        gone = box.received_min if left is None else left
        measure("packed", box, box.sealed_min, gone)
        measure("results", box, box.received_min, box.resulted_min)
    return _Times(tuple(map(tuple, done.values())), tuple(map(tuple, running.values())))


def _of_waste(site_id: str, point: PointState) -> _Times:
    closed_min = point.closed_min or 0.0
    taken = [w.at_min for w in point.waste if w.at_min >= closed_min]
    done = (Case(min(taken) - closed_min, site_id, site_id),) if taken else ()
    running = () if taken else ((closed_min, site_id),)
    return _Times(((), (), done, ()), ((), (), running, ()))


def figures(cases: Collection[Case]) -> ClockFigures | None:
    """Median, 90 % quantile and the worst; None for no cases."""
    if not cases:
        return None
    minutes = np.array([case.minutes for case in cases])
    median, p90 = np.percentile(minutes, [50, 90]).tolist()
    worst = max(cases, key=lambda case: (case.minutes, case.subject))
    return ClockFigures(
        count=len(cases),
        median_min=round(median, 1),
        p90_min=round(p90, 1),
        worst_min=round(worst.minutes, 1),
        worst_subject=worst.subject,
    )


def _clock(
    kind: Kind,
    limit_min: float | None,
    planned: ClockFigures | None,
    actual: ClockFigures | None,
    still_open: tuple[int, Case | None],
) -> Clock:
    count, worst = still_open
    return Clock(
        kind=kind,
        limit_min=limit_min,
        planned=planned,
        actual=actual,
        open_count=count,
        open_worst_min=None if worst is None else round(worst.minutes, 1),
        open_subject=None if worst is None else worst.subject,
        signal=_signal(limit_min, planned, actual, worst),
    )


def _signal(
    limit_min: float | None,
    planned: ClockFigures | None,
    actual: ClockFigures | None,
    open_worst: Case | None,
) -> Signal:
    running = open_worst.minutes if open_worst else 0.0
    p90 = actual.p90_min if actual else 0.0
    if limit_min is not None and max(running, p90) > limit_min:
        return Signal.red
    slow = (
        planned is not None
        and actual is not None
        and actual.median_min > SLOWER_SHARE * planned.median_min + SLOWER_MIN
    )
    near = limit_min is not None and max(running, p90) > WARN_SHARE * limit_min
    return Signal.amber if slow or near else Signal.green
