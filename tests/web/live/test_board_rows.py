"""The board's lines: what one person does at once is one line."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from board_cases import box_events, ledger, small_day
from masstest.live.board import board
from masstest.live.board.sentences import names_of
from masstest.live.shapes import Deadline, Expected, Signal
from masstest.text import translator
from masstest.web.pages.live.board import words
from masstest.web.pages.live.board.rows import troubles


def test_the_slack_is_what_lies_between_the_times_beside_it() -> None:
    t = translator("en")

    def deadline(p50_min: float) -> Deadline:
        expected = Expected(p50_min=p50_min, p90_min=p50_min + 5)
        return Deadline(
            kind="sampling",
            deadline_min=840,
            planned_min=800,
            expected=expected,
            slack_min=840 - p50_min,
            met_min=None,
            signal=Signal.red,
            last=(),
        )

    said = {
        p50_min: (words.coming(p50_min, t), words.slack(deadline(p50_min), t))
        for p50_min in (804.0, 804.4, 840.3, 851.7)
    }
    assert said == {
        804.0: ("13:24", "36 min to spare"),
        804.4: ("13:25", "35 min to spare"),
        840.3: ("14:01", "1 min too late"),
        851.7: ("14:12", "12 min too late"),
    }
    assert words.second(1829.75, t) == "06:29:45 next day"
    assert words.second(660, t) == "11:00:00"


def test_a_card_says_why_it_is_amber_and_what_was_missed() -> None:
    t = translator("en")
    after = board(small_day(), ledger(), 1980)
    assert [words.slack(each, t) for each in after.deadlines] == ["Not reached"] * 3
    said = words.still_open(after.deadlines[0], after.totals.progress, t)
    assert said == (
        "2 points and teams haven't said that they are through; 247 people aren't sampled."
    )
    amber = after.deadlines[0].model_copy(
        update={"signal": Signal.amber, "slack_min": -1.8, "open_parts": 202, "late_parts": 0.9}
    )
    assert words.slack(amber, t) == "Perhaps 2 min too late"
    assert "the 202 points and teams" in words.some_late(amber, t)
    assert "about 1 of them" in words.some_late(amber, t)
    assert words.some_late(after.deadlines[0], t) == ""


def test_boxes_of_one_vehicle_make_one_line() -> None:
    day = small_day()
    carried = [
        event
        for number in range(4)
        for event in box_events(f"B{number}", sealed=500, handed=510, departed=515)
    ]
    shown = board(day, ledger(*carried, *box_events("C1", sealed=500)), 725)
    view: Any = SimpleNamespace(board=shown, names=names_of(day), people={})
    lines = [line for line in troubles(view, translator("zh")) if line.wrong.code == "box_over_age"]
    assert [(line.wrong.subject, line.alike, line.tubes) for line in lines] == [
        ("B0", ("B1", "B2", "B3"), 40),
        ("C1", (), 10),
    ]
