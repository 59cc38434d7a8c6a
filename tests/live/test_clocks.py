"""The four fast: measured and planned; times are those of `board_cases`."""

from __future__ import annotations

import pytest

from board_cases import box_events, closed, ledger, opened, small_day, told, whole_day
from masstest.live.clocks import clocks
from masstest.live.events import Event, WasteTaken
from masstest.live.shapes import Clock, ClockFigures, Signal


def clock(kind: str, now_min: float, *events: Event, sources: set[str] | None = None) -> Clock:
    found = clocks(small_day(), ledger(*events), now_min, sources=sources)
    return next(c for c in found if c.kind == kind)


def waste(at_min: float) -> Event:
    return told(at_min, WasteTaken(site_id="P1", vehicle_id="V9", bags=2), "V9")


def test_moved() -> None:
    # first sample to reception: K1 82, B1 84, B2 92, B3 43, D1 154;
    # the 90 % quantile lies 0.6 of the way from the fourth, 92, to the fifth, 154
    moved = clock("moved", 720, *whole_day())
    assert moved.actual == ClockFigures(
        count=5, median_min=84, p90_min=129.2, worst_min=154, worst_subject="D1"
    )
    # planned: R1 480..560, R2 540..630, and the team's 480..630
    assert moved.planned is not None
    assert (moved.planned.count, moved.planned.median_min, moved.planned.worst_min) == (3, 90, 150)


def test_packed() -> None:
    # sealing to departure: 4, 3, 5, 4, 7
    packed = clock("packed", 720, *whole_day())
    assert packed.actual is not None
    assert (packed.actual.median_min, packed.actual.worst_min) == (4, 7)
    # planned: ten tubes are full at 530 and 590 and leave at 545 and 605; the rest is sealed
    # when the vehicle is there, and leaves 5 min later
    assert packed.planned is not None
    assert (packed.planned.count, packed.planned.median_min) == (5, 5)
    assert packed.planned.worst_min == pytest.approx(15)


def test_waste() -> None:
    done = clock("waste", 720, *whole_day(), waste(701))
    assert done.actual is not None
    assert done.planned is not None
    assert (done.actual.median_min, done.planned.median_min) == (100, 100)
    running = clock("waste", 720, *whole_day())
    assert running.actual is None
    assert (running.open_count, running.open_worst_min, running.open_subject) == (1, 119, "P1")


def test_waste_taken_before_closing_is_not_all() -> None:
    assert clock("waste", 720, opened(), closed(601), waste(590)).open_count == 1


def test_results() -> None:
    # reception to result: 70, 78, 78, 79, 80
    results = clock("results", 720, *whole_day())
    assert results.actual is not None
    assert (results.actual.median_min, results.actual.worst_subject) == (78, "D1")
    # planned: R1's last at 642, the team's two at 702, P1's at 714
    assert results.planned is not None
    assert (results.planned.median_min, results.planned.worst_min) == (82, 84)


@pytest.mark.parametrize(
    ("now_min", "signal"),
    [(600, Signal.green), (480 + 181, Signal.amber), (480 + 241, Signal.red)],
)
def test_a_box_that_waits(now_min: float, signal: Signal) -> None:
    # 3 h of 4 warn
    moved = clock("moved", now_min, *box_events("B1", sealed=500))
    assert moved.signal is signal
    assert moved.open_worst_min == now_min - 480


def test_only_some_sources() -> None:
    moved = clock("moved", 720, *whole_day(), sources={"T1"})
    assert moved.actual is not None
    assert moved.actual.count == 1
    assert moved.planned is not None
    assert moved.planned.median_min == 150


def test_nothing_reported() -> None:
    moved = clock("moved", 400)
    assert moved.actual is None
    assert moved.open_subject is None
    assert moved.signal is Signal.green
