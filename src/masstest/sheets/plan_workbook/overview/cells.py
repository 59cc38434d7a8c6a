"""How cells of the overview look."""

from __future__ import annotations

from typing import Any

from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.plan_workbook.page import Page
from masstest.sheets.plan_workbook.style import BAD, GOOD, LINE, WARN, excel_time, time_format
from masstest.sheets.plan_workbook.table import LITTLE_SLACK_MIN

CELL: dict[str, Any] = {"border": 1, "border_color": LINE}
CENTRED: dict[str, Any] = {**CELL, "align": "center"}
NUMBER: dict[str, Any] = {**CENTRED, "num_format": "#,##0"}
LEFT: dict[str, Any] = {**CELL, "indent": 1}
PROSE: dict[str, Any] = {**LEFT, "text_wrap": True}


def slack_colour(slack_min: int | None) -> dict[str, str]:
    if slack_min is None:
        return {}
    return BAD if slack_min < 0 else WARN if slack_min < LITTLE_SLACK_MIN else GOOD


def put_time(page: Page, book: Book, first: int, last: int, minute: int | None) -> None:
    if minute is None:
        page.put(first, last, "-", **CENTRED)
    else:
        moment = excel_time(minute, book.plan.round.date)
        page.put(first, last, moment, **CENTRED, num_format=time_format(minute))
