"""The board's lines: what one person does at once is one line."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from board_cases import box_events, ledger, small_day
from masstest.live.board import board
from masstest.live.board.sentences import names_of
from masstest.text import translator
from masstest.web.pages.live.board.rows import troubles


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
