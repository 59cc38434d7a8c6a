"""The day as curves: what was planned, what was reported, and what is expected from now on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from masstest.domain.units import Model
from masstest.live.custody import Ledger
from masstest.live.custody.states import LabState, PointState, TeamState
from masstest.live.day import Day
from masstest.live.gathered import SourceBoxes
from masstest.live.memory import Memory
from masstest.live.production import Floats
from masstest.live.shapes import Board, Source, SourceState

STEP_MIN = 5.0
HOUR_MIN = 60.0

Ints = tuple[int, ...]


class Line(Model):
    """Cumulative figures at `minutes`: persons sampled, tubes that came to a laboratory, tubes
    with a result."""

    minutes: tuple[float, ...]
    persons: Ints
    received: Ints
    resulted: Ints


class Fan(Model):
    """Persons sampled from now on: most probably (`p50`), and at least, nine times in ten
    (`p90`)."""

    minutes: tuple[float, ...] = ()
    p50: Ints = ()
    p90: Ints = ()


class LabHour(Model):
    """Tubes at a laboratory within the hour that begins at `from_min`; `waiting` at its end."""

    from_min: float
    planned_received: int
    received: int
    started: int
    resulted: int
    waiting: int


class Curves(Model):
    """The curves of the view of a board, and the hours of its laboratories until now."""

    now_min: float
    planned: Line
    actual: Line
    expected: Fan
    labs: dict[str, tuple[LabHour, ...]]


def curves(day: Day, ledger: Ledger, board: Board, *, memory: Memory | None = None) -> Curves:
    """The curves that belong to a board: of the district, or of its street."""
    memory = memory or Memory(ledger)
    now_min = board.now_min
    own = [source.source_id for source in board.sources]
    planned = memory.get(("planned curve", board.street), (), lambda: _planned(day, own))
    grid = np.array(planned.minutes)
    return Curves(
        now_min=now_min,
        planned=planned,
        actual=_actual(ledger, memory, np.append(grid[grid < now_min], now_min), board),
        expected=_expected(board),
        labs={lab.lab_id: _hours_until(day, ledger, lab.lab_id, now_min, memory)
              for lab in board.labs},
    )  # fmt: skip


def _planned(day: Day, own: Sequence[str]) -> Line:
    flow = day.flow
    rows = [day.row[source_id] for source_id in own]
    first = math.floor(float(flow.minutes[0]) / STEP_MIN) * STEP_MIN
    grid = np.arange(first, float(flow.minutes[-1]) + STEP_MIN, STEP_MIN)

    def of(figures: Floats) -> Ints:
        total = figures[rows].sum(axis=0) if rows else np.zeros(len(flow.minutes))
        return _whole(np.interp(grid, flow.minutes, total))

    return Line(
        minutes=tuple(grid.tolist()),
        persons=of(flow.persons),
        received=of(flow.at_lab),
        resulted=of(flow.resulted),
    )


class _Steps(NamedTuple):
    """So many more, when; in any order."""

    minutes: Floats
    more: Floats

    @classmethod
    def of(cls, steps: Iterable[tuple[float, int]]) -> _Steps:
        both = np.array([*steps], dtype=float).reshape(-1, 2)
        return cls(both[:, 0], both[:, 1])


def _actual(ledger: Ledger, memory: Memory, past: Floats, board: Board) -> Line:
    points, teams = ledger.points, ledger.teams
    own = [source.source_id for source in board.sources]
    states = ((key, state) for key in own if (state := points.get(key) or teams.get(key)))
    sampled = [
        memory.get(("sampled", key), (state,), partial(_sampled, state)) for key, state in states
    ]
    sources = memory.boxes.sources
    boxes = [
        memory.get(("tube steps", key), (sources[key],), partial(_of_boxes, sources[key]))
        for key in (sources if board.street is None else own)
        if key in sources
    ]
    return Line(
        minutes=tuple(past.tolist()),
        persons=_summed(sampled, past),
        received=_summed([received for received, _ in boxes], past),
        resulted=_summed([resulted for _, resulted in boxes], past),
    )


def _sampled(state: PointState | TeamState) -> _Steps:
    series = state.sampled
    return _Steps.of(zip(series.minutes, np.diff(series.totals, prepend=0).tolist(), strict=True))


def _of_boxes(own: SourceBoxes) -> tuple[_Steps, _Steps]:
    """Tubes that came to a laboratory, and tubes with a result."""
    came = (
        (box.started_min if box.received_min is None else box.received_min, box.tubes)
        for box in own.boxes
    )
    return (
        _Steps.of((at_min, tubes) for at_min, tubes in came if at_min is not None),
        _Steps.of(step for box in own.boxes for step in box.result_steps),
    )


def _expected(board: Board) -> Fan:
    """Every source goes on evenly until its own finish; the district's spread stretches that."""
    now_min, finish = board.now_min, board.totals.finish
    going_on = [
        (source, source.finish.p50_min) for source in board.sources if source.finish is not None
    ]
    if not going_on or finish is None or finish.p50_min <= now_min:
        return Fan()
    end = max(p50_min for _, p50_min in going_on)
    stretch = max(1.0, (finish.p90_min - now_min) / max(STEP_MIN, finish.p50_min - now_min))
    last = now_min + (max(end, finish.p50_min) - now_min) * stretch
    minutes = np.append(np.arange(now_min, last, STEP_MIN), last)
    base = sum(source.progress.persons_sampled for source in board.sources)
    left, begins, ends = np.array([_to_come(*each, now_min) for each in going_on]).T[:, :, None]

    def sampled_by(at_min: Floats) -> Ints:
        shares = np.clip((at_min - begins) / (ends - begins), 0.0, 1.0)
        return _whole(base + (left * shares).sum(axis=0))

    return Fan(
        minutes=tuple(minutes.tolist()),
        p50=sampled_by(minutes),
        p90=sampled_by(now_min + (minutes - now_min) / stretch),
    )


def _to_come(source: Source, p50_min: float, now_min: float) -> tuple[float, float, float]:
    """How many are left at a source, and from when until when they come."""
    left = max(0, source.progress.persons_due - source.progress.persons_sampled)
    waits = source.state is SourceState.waiting
    begin = max(now_min, source.open_planned_min) if waits else now_min
    return left, begin, max(p50_min, begin + 1)


def _hours_until(
    day: Day, ledger: Ledger, lab_id: str, now_min: float, memory: Memory
) -> tuple[LabHour, ...]:
    state = ledger.labs.get(lab_id) or LabState(lab_id)
    begins = [*(p.delivered_min for p in day.labs[lab_id].pickups), *state.received.minutes[:1]]
    if not begins:
        return ()
    # an hour holds its end and not its beginning, as the spans of series do
    first = (math.ceil(min(begins) / HOUR_MIN) - 1) * HOUR_MIN
    hours = tuple(np.arange(first, now_min, HOUR_MIN).tolist())
    return memory.get(
        ("hours", lab_id),
        (hours, state.received, state.started, state.resulted),
        partial(_hours, day, lab_id, state, hours),
    )


def _hours(day: Day, lab_id: str, state: LabState, begins: Iterable[float]) -> tuple[LabHour, ...]:
    hours = []
    for from_min in begins:
        until = from_min + HOUR_MIN
        planned = (p.tubes for p in day.labs[lab_id].pickups if from_min < p.delivered_min <= until)
        hours.append(
            LabHour(
                from_min=from_min,
                planned_received=sum(planned),
                received=state.received.between(from_min, until),
                started=state.started.between(from_min, until),
                resulted=state.resulted.between(from_min, until),
                waiting=max(0, state.received.at(until) - state.started.at(until)),
            )
        )
    return tuple(hours)


def _summed(steps: Sequence[_Steps], at: Floats) -> Ints:
    """How many had come by each of the minutes `at`."""
    if not steps:
        return (0,) * len(at)
    first = np.searchsorted(at, np.concatenate([some.minutes for some in steps]), side="left")
    more = np.concatenate([some.more for some in steps])
    return _whole(np.bincount(first, more, len(at) + 1)[: len(at)].cumsum())


def _whole(figures: Floats) -> Ints:
    return tuple(round(figure) for figure in figures.tolist())
