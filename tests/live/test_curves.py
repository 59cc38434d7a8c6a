"""The day as curves, against the day worked out by hand in `board_cases`."""

from __future__ import annotations

from board_cases import count, ledger, opened, small_day, whole_day
from masstest.live.board import board
from masstest.live.board.curves import Curves, Line, curves
from masstest.live.events import Event

DAY = small_day()


def at(now_min: float, *events: Event, street: str | None = None) -> Curves:
    book = ledger(*events)
    return curves(DAY, book, board(DAY, book, now_min, street=street))


def figures(line: Line, minute: float) -> tuple[int, int, int]:
    i = line.minutes.index(minute)
    return line.persons[i], line.received[i], line.resulted[i]


def test_the_planned_day() -> None:
    planned = at(480).planned
    assert figures(planned, 480) == (0, 0, 0)
    assert figures(planned, 540) == (127, 0, 0)  # 120 at P1, seven at home
    assert figures(planned, 565)[1] == 12, "R1 has delivered"
    assert figures(planned, 715) == (247, 26, 26)


def test_the_reported_day_ends_now() -> None:
    told = at(700, *(event for event in whole_day() if event.at_min <= 700)).actual
    assert told.minutes[-1] == 700
    assert figures(told, 540) == (127, 0, 0)
    assert figures(told, 565)[1] == 12
    assert figures(told, 700) == (247, 26, 12)


def test_what_is_expected_joins_what_was_reported() -> None:
    seen = at(540, opened(), count(540, 100))
    assert seen.expected.minutes[0] == 540
    assert seen.expected.p50[0] == seen.expected.p90[0] == seen.actual.persons[-1] == 100
    assert seen.expected.p50[-1] == seen.expected.p90[-1] == 247, "everybody in the end"
    pairs = list(zip(seen.expected.p50, seen.expected.p90, strict=True))
    assert all(likely >= at_least for likely, at_least in pairs)
    assert any(likely > at_least for likely, at_least in pairs)


def test_after_the_last_person_nothing_is_expected() -> None:
    assert at(800, *whole_day()).expected.minutes == ()


def test_a_laboratorys_hours_add_up() -> None:
    hours = at(800, *whole_day()).labs["L1"]
    assert [hour.from_min for hour in hours] == [540, 600, 660, 720, 780]
    assert sum(hour.planned_received for hour in hours) == 26
    assert sum(hour.received for hour in hours) == 26
    assert sum(hour.started for hour in hours) == sum(hour.resulted for hour in hours) == 26
    assert hours[1].received == 14
    assert hours[-1].waiting == 0


def test_of_a_street_only_its_own() -> None:
    own = at(800, *whole_day(), street="E")
    assert own.planned.persons[-1] == own.actual.persons[-1] == 7
    assert own.actual.received[-1] == own.actual.resulted[-1] == 2


def test_before_anything_is_reported() -> None:
    seen = at(470)
    assert seen.actual.persons[-1] == 0
    assert seen.labs["L1"] == ()
