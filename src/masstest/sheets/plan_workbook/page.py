"""A sheet laid out as a page: a grid of twelve columns, filled from the top."""

from __future__ import annotations

import math
import unicodedata
from typing import Any

from masstest.sheets.plan_workbook.style import BLUE, LINE, MIST, Styles

COLUMNS = 12
WIDTH = 11.5  # of each column, in characters
_WIDE, _NARROW = 1.75, 0.9  # a Chinese and another character at 9 points, in such widths
_LINE_POINTS = 13.5  # height of a line of text
_ROW_POINTS = 15.0  # height of a row unless it is set
PRINT_SCALE = 92  # per cent: twelve columns on A4, landscape, with any usual font
_PAGE_POINTS = 500.0 / PRINT_SCALE * 100  # height of what fits between the margins


class Page:
    """Writes downwards; `row` is the next free row (0-based)."""

    def __init__(self, worksheet: Any, styles: Styles) -> None:
        self.worksheet = worksheet
        self.styles = styles
        self.row = 0
        self._used_points = 0.0
        self._breaks: list[int] = []
        worksheet.set_column(0, COLUMNS - 1, WIDTH)
        worksheet.hide_gridlines(2)

    def put(self, first: int, last: int, value: Any, **look: Any) -> None:
        """A value in columns `first` to `last` of the current row, merged into one cell."""
        style = self.styles(**({"valign": "vcenter"} | look))
        if isinstance(value, str):
            write, blank = self.worksheet.write_string, value == ""
        else:
            write, blank = self.worksheet.write_number, value is None
        if last > first:
            self.worksheet.merge_range(self.row, first, self.row, last, "", style)
        if blank:
            self.worksheet.write_blank(self.row, first, None, style)
        else:
            write(self.row, first, value, style)

    def end_row(self, height: float | None = None) -> None:
        """Go to the next row; `height` in points."""
        if height is not None:
            self.worksheet.set_row(self.row, height)
        used = _ROW_POINTS if height is None else height
        # A row that doesn't fit goes to the next page whole.
        fits = self._used_points + used <= _PAGE_POINTS
        self._used_points = self._used_points + used if fits else used
        self.row += 1

    def gap(self) -> None:
        self.end_row(8)

    def keep_together(self, points: float) -> None:
        """Begin a new page unless `points` more still fit on this one."""
        if self._used_points + points > _PAGE_POINTS:
            self._breaks.append(self.row)
            self.worksheet.set_h_pagebreaks(self._breaks)
            self._used_points = 0.0

    def heading(self, text: str) -> None:
        self.gap()
        self.put(
            0,
            COLUMNS - 1,
            text,
            bold=True,
            font_size=11,
            font_color=BLUE,
            bottom=2,
            bottom_color=BLUE,
        )
        self.end_row(20)

    def table_heading(self, *labels: tuple[int, int, str]) -> None:
        """Labels of a table's columns: (first, last, text) of each."""
        for first, last, text in labels:
            wide = first == 0 or last - first > 2
            place = {"align": "left", "indent": 1} if wide else {"align": "center"}
            self.put(
                first, last, text, bold=True, bg_color=MIST, text_wrap=True, border=1,
                border_color=LINE, **place,
            )  # fmt: skip
        self.end_row(18)

    def sentence(self, text: str, **look: Any) -> None:
        """A paragraph over the whole width, as high as it needs to be."""
        self.put(0, COLUMNS - 1, text, text_wrap=True, **({"valign": "top"} | look))
        self.end_row(height_of(text, COLUMNS))


def height_of(text: str, columns: int) -> float:
    """Points that `text` needs in that many merged columns, which Excel doesn't adjust itself."""
    return max(16.0, line_count(text, columns * WIDTH - 2) * _LINE_POINTS + 3)


def line_count(text: str, room: float) -> int:
    """Lines that `text` takes where a line has `room` characters (digits of the default font)."""
    if len(text) * _WIDE <= room and "\n" not in text:
        return 1
    return sum(max(1, math.ceil(_width(line) / room)) for line in text.split("\n"))


def _width(line: str) -> float:
    if line.isascii():
        return _NARROW * len(line)
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in line)
    return _WIDE * wide + _NARROW * (len(line) - wide)
