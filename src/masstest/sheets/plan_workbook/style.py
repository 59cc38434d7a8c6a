"""Colours, fonts and formats of the workbook; every format is made once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from masstest.domain.units import DAY_MIN

INK = "#1F2A36"
BLUE = "#1F4E79"  # headings of columns that are read back, titles
STEEL = "#6B7F93"  # headings of columns that are worked out
MIST = "#EEF2F6"  # technical names, labels of figures
FAINT = "#8A94A0"  # technical names
LINE = "#D0D7DE"
GOOD = {"bg_color": "#D9EAD3", "font_color": "#274E13"}
WARN = {"bg_color": "#FFE9A8", "font_color": "#7F4F00"}
BAD = {"bg_color": "#F6C9C2", "font_color": "#9C1006"}
COLOURS = {"good": GOOD, "warn": WARN, "bad": BAD}

_FONTS = {"zh": "Microsoft YaHei", "en": "Arial"}
CLOCK = "hh:mm"
_EXCEL_EPOCH = dt.date(1899, 12, 30)


class Styles:
    """Formats by their properties, on top of the sheet's font and size."""

    def __init__(self, workbook: Any, lang: str) -> None:
        self._workbook = workbook
        self._base = {"font_name": _FONTS[lang], "font_size": 9, "font_color": INK}
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, **properties: Any) -> Any:
        """The format with these properties (names as in XlsxWriter)."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({**self._base, **properties})
        return self._made[key]

    def colour(self, name: str) -> Any:
        """What "good", "warn" or "bad" adds to a cell, for conditional formats."""
        return self._workbook.add_format(COLOURS[name])


def excel_time(minute: int, date: dt.date) -> float:
    """A `Minute` of the round on `date` as Excel's serial day number."""
    return (date - _EXCEL_EPOCH).days + minute / DAY_MIN


def time_format(minute: int) -> str:
    """Hours and minutes, with month and day if it is not the round's date."""
    return CLOCK if 0 <= minute < DAY_MIN else "mm-dd hh:mm"
