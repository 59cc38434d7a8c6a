"""Times and dates as cells hold them: real Excel values, text, and numbers."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata

from masstest.domain.units import DAY_MIN
from masstest.sheets.reading.opening import Cell

_EXCEL_EPOCH = dt.date(1899, 12, 30)
_SERIALS = range(30_000, 80_000)  # 1982 .. 2119: numbers that can only be unformatted dates

_LONGEST_MIN = 3 * DAY_MIN  # a time without date counts at most so far from the round's 00:00

_CLOCK = r"(?P<hour>\d{1,2})(?::|时|点)(?P<minute>\d{1,2})?(?:分|:\d{1,2}(?:\.\d+)?)?"
_DATE = r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
_TIME = re.compile(rf"(?:(?P<shift>次日|第二天|next day|前一日|前日|昨日)\s*)?{_CLOCK}")
_MOMENT = re.compile(rf"{_DATE}(?:\s*T?\s*{_CLOCK})?", re.IGNORECASE)
_SHIFT = {"次日": 1, "第二天": 1, "next day": 1, "前一日": -1, "前日": -1, "昨日": -1}

Moment = tuple[dt.date | None, int]
"""A date (None: the round's) and the minutes from its 00:00."""


def read_moment(cell: Cell) -> Moment | None:
    """The moment a cell means, or None if it means none."""
    moment = _any_moment(cell)
    if moment is not None and moment[0] is None and abs(moment[1]) > _LONGEST_MIN:
        return None
    return moment


def _any_moment(cell: Cell) -> Moment | None:
    if isinstance(cell, dict):
        return _typed(cell)
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return _number(float(cell))
    text = unicodedata.normalize("NFKC", cell).strip()
    if found := _TIME.fullmatch(text):
        minute = _clock_min(found)
        shift = _SHIFT.get(found["shift"] or "", 0) * DAY_MIN
        return None if minute is None else (None, minute + shift)
    if found := _MOMENT.fullmatch(text):
        date = _date(found)
        minute = _clock_min(found) if found["hour"] else 0
        return None if date is None or minute is None else (date, minute)
    return None


def read_date(cell: Cell) -> dt.date | None:
    """The date a cell means, or None if it means none."""
    moment = read_moment(cell)
    return None if moment is None else moment[0]


def _typed(cell: dict[str, object]) -> Moment | None:
    if "seconds" in cell:
        return None, _whole_min(float(str(cell["seconds"])))
    text = str(cell["time"])
    days = small_number(cell)
    if days is not None:
        return None, _whole_min(days * 86_400)
    if "T" in text:
        moment = dt.datetime.fromisoformat(text)
        return moment.date(), _whole_min(_seconds(moment.time()))
    if ":" in text:
        return None, _whole_min(_seconds(dt.time.fromisoformat(text)))
    return dt.date.fromisoformat(text), 0


def small_number(cell: Cell) -> float | None:
    """The number that was typed into a cell formatted as a date: 24 shows as 1900-01-24."""
    if not isinstance(cell, dict) or not str(cell.get("time")).startswith(("1900-01", "1900-02")):
        return None
    moment = dt.datetime.fromisoformat(str(cell["time"]))
    return (moment - dt.datetime(1899, 12, 31)).total_seconds() / 86_400


def _number(value: float) -> Moment | None:
    """An unformatted time (a fraction of a day) or moment (a serial number)."""
    if not math.isfinite(value):
        return None
    if 0 <= value < 1:
        return None, _whole_min(value * 86_400)
    whole = math.floor(value)
    if whole in _SERIALS:
        return _EXCEL_EPOCH + dt.timedelta(days=whole), _whole_min((value - whole) * 86_400)
    return None


def _seconds(time: dt.time) -> float:
    return time.hour * 3600 + time.minute * 60 + time.second + time.microsecond / 1e6


def _whole_min(seconds: float) -> int:
    """Seconds dropped, but 07:29:59.99 (a rounded fraction of a day) is 07:30."""
    return math.floor((seconds + 1.0) / 60)


def _clock_min(found: re.Match[str]) -> int | None:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    return hour * 60 + minute


def _date(found: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
