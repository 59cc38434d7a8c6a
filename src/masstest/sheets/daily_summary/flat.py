"""A flat sheet: headings, a row per thing, a filter, and a word where there is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from masstest.live.summary import DailySummary
from masstest.live.summary.wording import round_title
from masstest.sheets.plan_workbook.style import (
    BLUE,
    COLOURS,
    LINE,
    STEEL,
    Styles,
    excel_time,
    time_format,
)
from masstest.text import Translator

Cell = str | int | float | None
_HEADING_ROW = 2
_LINE_POINTS = 13.5
_WRAPPED_WIDTH = 24  # columns at least so wide show several lines


@dataclass(frozen=True)
class Column:
    """`kind`: ``text``, ``number``, or ``time`` (a minute of the round)."""

    heading: str
    width: float
    kind: str = "text"


@dataclass(frozen=True)
class Table:
    """A sheet's content; `marks` says of each row how the cell in column `marked` is coloured
    ("warn", "bad", or not at all); `paper` is A4 (9) or A3 (8)."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    if_empty: str
    fixed: int = 1
    marks: Sequence[str] = ()
    marked: int = 0
    paper: int = 9
    note: str = ""


def write_flat(
    workbook: Any, table: Table, day: DailySummary, t: Translator, styles: Styles
) -> None:
    """Add a sheet with the table."""
    sheet = workbook.add_worksheet(table.title)
    title = f"{round_title(day, t)} · {table.title}"
    sheet.write_string(0, 0, title, styles(bold=True, font_size=14, font_color=BLUE))
    if table.note:
        sheet.write_string(1, 0, table.note, styles(font_color=STEEL))
    heading = styles(bold=True, font_color="#FFFFFF", bg_color=BLUE, text_wrap=True,
                     valign="vcenter", align="center", border=1, border_color=LINE)  # fmt: skip
    lines = max(lines_of(column.heading, column.width) for column in table.columns)
    sheet.set_row(_HEADING_ROW, max(30.0, lines * _LINE_POINTS + 3))
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(_HEADING_ROW, number, column.heading, heading)
    for number, row in enumerate(table.rows):
        mark = table.marks[number] if number < len(table.marks) else ""
        _write_row(sheet, _HEADING_ROW + 1 + number, table, row, mark, day, styles)
    if not table.rows:
        sheet.insert_textbox(_HEADING_ROW + 2, 0, table.if_empty, {
            "width": 460, "height": 34, "line": {"none": True},
            "font": {"size": 11, "color": STEEL},
        })  # fmt: skip
    last = _HEADING_ROW + max(1, len(table.rows))
    sheet.freeze_panes(_HEADING_ROW + 1, table.fixed)
    sheet.autofilter(_HEADING_ROW, 0, last, len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(table.paper)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.55)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADING_ROW)
    sheet.print_area(0, 0, last + (0 if table.rows else 4), len(table.columns) - 1)
    sheet.set_footer("&R&P / &N")


def _write_row(
    sheet: Any, at_row: int, table: Table, row: Sequence[Cell], mark: str, day: DailySummary,
    styles: Styles,
) -> None:  # fmt: skip
    tallest = 1
    for number, (column, value) in enumerate(zip(table.columns, row, strict=True)):
        look: dict[str, Any] = {"border": 1, "border_color": LINE, "valign": "top"}
        look |= COLOURS.get(mark, {}) if number == table.marked else {}
        if value is None or value == "":
            sheet.write_blank(at_row, number, None, styles(**look))
        elif isinstance(value, str):
            wraps = column.width >= _WRAPPED_WIDTH
            sheet.write_string(at_row, number, value, styles(**look, text_wrap=wraps))
            if wraps:
                tallest = max(tallest, lines_of(value, column.width))
        elif column.kind == "time":
            minute = int(value + 0.5)
            shown = styles(**look, num_format=time_format(minute), align="left")
            sheet.write_number(at_row, number, excel_time(minute, day.date), shown)
        else:
            sheet.write_number(at_row, number, value, styles(**look, num_format="#,##0.##"
                               if isinstance(value, float) else "#,##0"))  # fmt: skip
    if tallest > 1:
        sheet.set_row(at_row, min(409.0, tallest * _LINE_POINTS + 3))


def lines_of(text: str, width: float) -> int:
    """Lines that a text takes in a column; a Chinese character is as wide as two."""
    return sum(
        max(1, -(-int(sum(1.9 if ord(c) > 0x2E80 else 1.05 for c in line)) // max(1, int(width))))
        for line in text.split("\n")
    )
