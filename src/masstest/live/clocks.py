"""The four fast, measured: moved, packed and sent, waste removed, results."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal

import numpy as np

from masstest.live.custody import BoxState, Ledger, Phase
from masstest.live.day import Day
from masstest.live.planned_clocks import Case, Cases
from masstest.live.shapes import Clock, ClockFigures, Signal

WARN_SHARE = 0.75
"""Of the limit: 3 h of 4 for a specimen."""
SLOWER_MIN = 10.0
SLOWER_SHARE = 1.25
"""A median is slow when it is so much above the planned one."""

Kind = Literal["moved", "packed", "waste", "results"]


def clocks(
    day: Day, ledger: Ledger, now_min: float, *, sources: Collection[str] | None = None
) -> tuple[Clock, Clock, Clock, Clock]:
    """The four clocks at `now_min`, of all sources or of some.

    A box counts from its own times; what has not ended yet is told by its longest.
    """
    done, running = _measured(day, ledger, now_min)
    parameters = day.roster.parameters
    limits: dict[Kind, float | None] = {
        "moved": float(parameters.specimen_age_max_min),
        "packed": float(parameters.pickup_interval_max_min),
        "waste": parameters.waste_deadline_h * 60,
        "results": None,
    }
    moved, packed, waste, results = (
        _clock(
            kind,
            limits[kind],
            _own(getattr(day.planned_clocks, kind), sources),
            _own(getattr(done, kind), sources),
            _own(getattr(running, kind), sources),
        )
        for kind in limits
    )
    return moved, packed, waste, results


def _own(cases: Iterable[Case], sources: Collection[str] | None) -> list[Case]:
    return [case for case in cases if sources is None or case.source_id in sources]


def _measured(day: Day, ledger: Ledger, now_min: float) -> tuple[Cases, Cases]:
    """Cases that have ended, and those that still run, each until now."""
    done: dict[str, list[Case]] = {kind: [] for kind in Cases._fields}
    running: dict[str, list[Case]] = {kind: [] for kind in Cases._fields}

    def measure(kind: str, box: BoxState, begin: float | None, end: float | None) -> None:
        if begin is None:
            return
        if end is not None:
            done[kind].append(Case(max(0.0, end - begin), box.box_id, box.source))
        elif box.phase is not Phase.lost:
            running[kind].append(Case(max(0.0, now_min - begin), box.box_id, box.source))

    for box in ledger.boxes.values():
        first = box.opened_min if box.first_sample_min is None else box.first_sample_min
        measure("moved", box, first, box.received_min)
        left = box.handed_over_min if box.departed_min is None else box.departed_min
        gone = box.received_min if left is None else left
        measure("packed", box, box.sealed_min, gone)
        measure("results", box, box.received_min, box.resulted_min)
    for site_id, point in ledger.points.items():
        if point.closed_min is None or site_id not in day.sources:
            continue
        taken = [w.at_min for w in point.waste if w.at_min >= point.closed_min]
        if taken:
            done["waste"].append(Case(min(taken) - point.closed_min, site_id, site_id))
        else:
            lasts = max(0.0, now_min - point.closed_min)
            running["waste"].append(Case(lasts, site_id, site_id))
    return (
        Cases(**{kind: tuple(cases) for kind, cases in done.items()}),
        Cases(**{kind: tuple(cases) for kind, cases in running.items()}),
    )


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
    planned_cases: list[Case],
    done: list[Case],
    running: list[Case],
) -> Clock:
    planned, actual = figures(planned_cases), figures(done)
    open_worst = max(running, key=lambda case: (case.minutes, case.subject), default=None)
    return Clock(
        kind=kind,
        limit_min=limit_min,
        planned=planned,
        actual=actual,
        open_count=len(running),
        open_worst_min=None if open_worst is None else round(open_worst.minutes, 1),
        open_subject=None if open_worst is None else open_worst.subject,
        signal=_signal(limit_min, planned, actual, open_worst),
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
