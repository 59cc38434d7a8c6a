"""The three deadlines: when they will be reached, and whether that is in time.

Red: it has been missed, or will more probably be missed than met. Of several that must all be
in time, one of them must be that late by itself, or it must be nine times in ten that some one is:
the latest of many is likely to be late though each of them is likely to be in time, and nobody
could say yet whom to help. Amber, before that: one time in ten it will be missed, or hardly any
time is left.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

from masstest.domain.plan import PlanRound
from masstest.live.completion import Completion
from masstest.live.day import Day
from masstest.live.forecast.labs import LabOutlook
from masstest.live.forecast.normal import Normal, quantile_of_latest
from masstest.live.gathered import SourceBoxes
from masstest.live.memory import Memory
from masstest.live.reported import Reported
from masstest.live.shapes import Deadline, Expected, Signal

MARGIN_MIN: Mapping[str, float] = {"sampling": 10.0, "key_results": 15.0, "results": 30.0}
"""Less slack than this is amber, however sure it is; BG."""

_MOST_NAMED = 5
_HARDLY_EVER = 0.1
AWAITED_MIN = 120.0
"""So long after the deadline, or its last report, a place is still taken to be at work; BG."""


def expected(normal: Normal | None) -> Expected | None:
    """For showing, to a tenth of a minute."""
    if normal is None:
        return None
    return Expected(p50_min=round(normal.mean, 1), p90_min=round(normal.p90, 1))


def expected_of_latest(parts: Sequence[Normal]) -> Expected | None:
    """When the last of several is over; None for none."""
    if not parts:
        return None
    p50 = quantile_of_latest(parts, 0.5)
    p90 = quantile_of_latest(parts, 0.9)
    return Expected(p50_min=round(p50, 1), p90_min=round(max(p50, p90), 1))


def signal_of(when: Expected | None, deadline_min: float, margin_min: float) -> Signal:
    """Green, amber or red for something that is to be over by a deadline."""
    if when is None:
        return Signal.green
    if when.p50_min > deadline_min:
        return Signal.red
    tight = when.p90_min > deadline_min or deadline_min - when.p50_min < margin_min
    return Signal.amber if tight else Signal.green


def signal_of_latest(
    parts: Collection[Normal], when: Expected | None, deadline_min: float, margin_min: float
) -> Signal:
    """The same for several that must all be over by a deadline; `when` the last of them is."""
    signal = signal_of(when, deadline_min, margin_min)
    if signal is not Signal.red or any(part.mean > deadline_min for part in parts):
        return signal
    in_time = math.prod(1 - part.beyond(deadline_min) for part in parts)
    return Signal.red if in_time < _HARDLY_EVER else Signal.amber


def is_awaited(report: Reported, deadline_min: float, now_min: float) -> bool:
    """Whether it can be told when a place will be through that isn't: long after the deadline
    only if something was heard of it lately."""
    heard_min = max(deadline_min, report.last_report_min or deadline_min)
    return now_min <= heard_min + AWAITED_MIN


def is_foreseen(
    reports: Iterable[Reported], plan: PlanRound, due_min: float, now_min: float
) -> bool:
    """Whether results can be foreseen that are due at `due_min`: not if they would be long late
    and of specimens that nobody takes any more."""
    return now_min <= due_min + AWAITED_MIN or all(
        report.is_over or is_awaited(report, plan.sampling_deadline, now_min) for report in reports
    )


def deadlines(
    day: Day,
    state: Completion,
    finish: Mapping[str, Normal],
    labs: Mapping[str, LabOutlook],
    *,
    sources: Collection[str] | None = None,
) -> tuple[Deadline, Deadline, Deadline]:
    """Sampling, key results, all results: of the round, or of some sources' part in it.

    `finish` and `labs` are the forecasts; with `sources`, those of the laboratories that their
    tubes go to.
    """
    plan, memory = day.round, state.memory
    reports = {s: r for s, r in state.reports.items() if sources is None or s in sources}
    ends = {source_id: finish[source_id] for source_id in reports}
    going_on = {s: end for s, end in ends.items() if not reports[s].is_over}
    over = bool(reports) and not going_on
    now_min = state.now_min
    awaited = {
        s: end
        for s, end in going_on.items()
        if is_awaited(reports[s], plan.sampling_deadline, now_min)
    }

    def foreseen(due_min: float, ends: dict[str, Normal]) -> dict[str, Normal]:
        return ends if is_foreseen(reports.values(), plan, due_min, now_min) else {}

    sampling = _deadline(
        "sampling",
        plan.sampling_deadline,
        max((day.sources[source_id].finish_min for source_id in reports), default=None),
        ends if over else going_on,
        ends if over else awaited,
        max(end.mean for end in ends.values()) if over else None,
        memory,
    )
    boxes = [
        own
        for source_id, own in memory.boxes.sources.items()
        if sources is None or source_id in sources
    ]
    where = state.tubes
    rows = [day.row[source_id] for source_id in reports]
    under_way = float((where.loose + where.in_box + where.on_road)[rows].sum())
    key_ends = {k: v.key_results for k, v in labs.items() if v.key_results is not None}
    all_ends = {k: v.results for k, v in labs.items() if v.results is not None}
    return (
        sampling,
        _deadline(
            "key_results",
            plan.key_result_deadline,
            _latest(lab.key_results_min for lab_id, lab in day.labs.items() if lab_id in labs),
            key_ends,
            foreseen(plan.key_result_deadline, key_ends),
            _all_resulted_min(boxes, key=True) if over else None,
            memory,
        ),
        _deadline(
            "results",
            plan.result_deadline,
            _latest(lab.results_min for lab_id, lab in day.labs.items() if lab_id in labs),
            all_ends,
            foreseen(plan.result_deadline, all_ends),
            _all_resulted_min(boxes, key=False) if over and under_way < 1 else None,
            memory,
        ),
    )


def _latest(ends: Iterable[float | None]) -> float | None:
    return max((end for end in ends if end is not None), default=None)


def _all_resulted_min(boxes: Iterable[SourceBoxes], *, key: bool) -> float | None:
    """When the last box had its results; None while one hasn't."""
    latest = _latest(own.all_resulted_min(key=key) for own in boxes)
    return None if latest is None or math.isinf(latest) else latest


def _deadline(
    kind: Literal["sampling", "key_results", "results"],
    deadline_min: float,
    planned_min: float | None,
    parts: Mapping[str, Normal],
    awaited: Mapping[str, Normal],
    met_min: float | None,
    memory: Memory,
) -> Deadline:
    """`parts` must all be over; what is expected is the last of those that are still awaited."""
    late_parts = 0.0
    if met_min is not None:
        when: Expected | None = Expected(p50_min=round(met_min, 1), p90_min=round(met_min, 1))
        signal = Signal.red if met_min > deadline_min else Signal.green
    else:
        some = list(awaited.values())
        when = memory.get(
            ("deadline", kind, tuple(awaited)), (some,), lambda: expected_of_latest(some)
        )
        signal = signal_of_latest(some, when, deadline_min, MARGIN_MIN[kind])
        if len(awaited) < len(parts):
            signal = Signal.red
        if signal is not Signal.green:
            late_parts = round(sum(part.beyond(deadline_min) for part in some), 1)
    worst = sorted(parts, key=lambda subject: (-parts[subject].p90, subject))
    return Deadline(
        kind=kind,
        deadline_min=deadline_min,
        planned_min=planned_min,
        expected=when,
        slack_min=None if when is None else round(deadline_min - when.p50_min, 1),
        met_min=met_min,
        signal=signal,
        last=tuple(worst[:_MOST_NAMED]),
        open_parts=0 if met_min is not None else len(parts),
        late_parts=late_parts,
    )
