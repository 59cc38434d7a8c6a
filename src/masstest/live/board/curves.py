"""The day as curves: what was planned, what was reported, and what is expected from now on."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from masstest.domain.units import Model
from masstest.live.custody import Ledger
from masstest.live.custody.states import LabState
from masstest.live.day import Day
from masstest.live.production import Floats
from masstest.live.shapes import Board, Source

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


def curves(day: Day, ledger: Ledger, board: Board) -> Curves:
    """The curves that belong to a board: of the district, or of its street."""
    now_min = board.now_min
    own = [source.source_id for source in board.sources]
    rows = [day.row[source_id] for source_id in own]
    flow = day.flow
    first = math.floor(float(flow.minutes[0]) / STEP_MIN) * STEP_MIN
    grid = np.arange(first, float(flow.minutes[-1]) + STEP_MIN, STEP_MIN)

    def planned(figures: Floats) -> Ints:
        total = figures[rows].sum(axis=0) if rows else np.zeros(len(flow.minutes))
        return _whole(np.interp(grid, flow.minutes, total))

    past = np.append(grid[grid < now_min], now_min)
    return Curves(
        now_min=now_min,
        planned=Line(
            minutes=tuple(grid.tolist()),
            persons=planned(flow.persons),
            received=planned(flow.at_lab),
            resulted=planned(flow.resulted),
        ),
        actual=_actual(ledger, past, own, everything=board.street is None),
        expected=_expected(board),
        labs={lab.lab_id: _hours(day, ledger, lab.lab_id, now_min) for lab in board.labs},
    )


def _actual(ledger: Ledger, past: Floats, own: list[str], *, everything: bool) -> Line:
    sampled: list[tuple[float, int]] = []
    for source_id in own:
        state = ledger.points.get(source_id) or ledger.teams.get(source_id)
        if state is not None:
            series = state.sampled
            steps = np.diff(series.totals, prepend=0).tolist()
            sampled += zip(series.minutes, steps, strict=True)
    mine = frozenset(own)
    boxes = [box for box in ledger.boxes.values() if everything or box.source in mine]
    received = [
        (came, box.tubes)
        for box in boxes
        if (came := box.received_min if box.received_min is not None else box.started_min)
        is not None
    ]
    resulted = [step for box in boxes for step in box.result_steps]
    return Line(
        minutes=tuple(past.tolist()),
        persons=_summed(sampled, past),
        received=_summed(received, past),
        resulted=_summed(resulted, past),
    )


def _expected(board: Board) -> Fan:
    """Every source goes on evenly until its own finish; the district's spread stretches that."""
    now_min, finish = board.now_min, board.totals.finish
    going_on = [source for source in board.sources if source.finish is not None]
    if not going_on or finish is None or finish.p50_min <= now_min:
        return Fan()
    end = max(source.finish.p50_min for source in going_on if source.finish is not None)
    stretch = max(1.0, (finish.p90_min - now_min) / max(STEP_MIN, finish.p50_min - now_min))
    last = now_min + (max(end, finish.p50_min) - now_min) * stretch
    minutes = np.append(np.arange(now_min, last, STEP_MIN), last)
    base = sum(source.progress.persons_sampled for source in board.sources)
    p50, p90 = np.full(len(minutes), float(base)), np.full(len(minutes), float(base))
    for source in going_on:
        p50 += _to_come(source, minutes, now_min)
        p90 += _to_come(source, now_min + (minutes - now_min) / stretch, now_min)
    return Fan(minutes=tuple(minutes.tolist()), p50=_whole(p50), p90=_whole(p90))


def _to_come(source: Source, minutes: Floats, now_min: float) -> Floats:
    assert source.finish is not None
    left = max(0, source.progress.persons_due - source.progress.persons_sampled)
    begin = max(now_min, source.open_planned_min if source.state.value == "waiting" else now_min)
    end = max(source.finish.p50_min, begin + 1)
    return np.asarray(left * np.clip((minutes - begin) / (end - begin), 0.0, 1.0))


def _hours(day: Day, ledger: Ledger, lab_id: str, now_min: float) -> tuple[LabHour, ...]:
    pickups = day.labs[lab_id].pickups
    state = ledger.labs.get(lab_id) or LabState(lab_id)
    begins = [*(pickup.delivered_min for pickup in pickups), *state.received.minutes[:1]]
    if not begins:
        return ()
    # an hour holds its end and not its beginning, as the spans of series do
    first = (math.ceil(min(begins) / HOUR_MIN) - 1) * HOUR_MIN
    hours = []
    for from_min in np.arange(first, now_min, HOUR_MIN).tolist():
        until = from_min + HOUR_MIN
        planned = (p.tubes for p in pickups if from_min < p.delivered_min <= until)
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


def _summed(steps: Iterable[tuple[float, int]], at: Floats) -> Ints:
    """How many had come by each of the minutes `at`."""
    ordered = sorted(steps)
    if not ordered:
        return (0,) * len(at)
    minutes, counts = (np.array(column, dtype=float) for column in zip(*ordered, strict=True))
    totals = np.concatenate(([0.0], np.cumsum(counts)))
    return _whole(totals[np.searchsorted(minutes, at, side="right")])


def _whole(figures: Floats) -> Ints:
    return tuple(round(figure) for figure in figures.tolist())
