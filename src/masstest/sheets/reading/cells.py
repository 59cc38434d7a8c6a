"""One cell: from what the file holds to the value its column wants, or what is wrong."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from masstest.domain.units import DAY_MIN
from masstest.sheets.columns import NO, YES, Column, Kind, plain
from masstest.sheets.reading.moments import read_date, read_moment, small_number
from masstest.sheets.reading.opening import Cell

_EXACT = 10**15  # from here on a spreadsheet's number has lost digits
_SEPARATORS = re.compile(r"[,，;；、\n]")
_FAR_DAYS = 31  # a time in another year, but nearer than this, is the turn of the year
_DAYS_AROUND = range(-2, 8)  # days from the round's date on which its times may lie
_LAST_DUTY_DAYS = range(-300, 2)
_TRAINING_YEARS = range(-5, 21)

_YES = frozenset(map(plain, YES))
_NO = frozenset(map(plain, NO))


@dataclass(frozen=True)
class Wrong:
    """Why a cell cannot be read: a problem code with its facts."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


UNKNOWABLE = object()
"""A time with a date, while the round's own date is not known: neither right nor wrong."""


@dataclass(frozen=True)
class Setting:
    """What the reading of a cell depends on: the round's date, None if it is not known."""

    date: dt.date | None


def read_cell(cell: Cell, column: Column, setting: Setting) -> Any:
    """The value of a cell that is not blank, or `Wrong`, or `UNKNOWABLE`."""
    if _is_long(cell):
        return Wrong("long_number")
    return _READ[column.kind](cell, column, setting)


def shown(cell: Cell) -> str:
    """A cell's content as people see it, for messages."""
    if isinstance(cell, dict):
        return str(cell.get("time", cell.get("seconds"))).replace("T", " ")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return str(int(cell))
    return str(cell)


def _is_long(cell: Cell) -> bool:
    return isinstance(cell, float) and math.isfinite(cell) and abs(cell) >= _EXACT


def _text(cell: Cell, column: Column, setting: Setting) -> str | Wrong:
    if isinstance(cell, dict):
        return Wrong("text_became_date")
    if isinstance(cell, bool):
        return str(cell).upper()
    return shown(cell).strip()


def _id(cell: Cell, column: Column, setting: Setting) -> str | Wrong:
    text = _text(cell, column, setting)
    return text if isinstance(text, Wrong) else same_id(text)


def same_id(text: str) -> str:
    """An id without differences that nobody sees: full-width letters, invisible characters."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return "".join(_narrow(c) for c in text).strip()


def _narrow(character: str) -> str:
    """A full-width letter or digit as the usual one; nothing for what is invisible."""
    if unicodedata.category(character) in ("Cf", "Cc"):
        return ""
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 and folded.isascii() and folded.isalnum() else character


def _texts(cell: Cell, column: Column, setting: Setting) -> tuple[str, ...] | Wrong:
    text = _text(cell, column, setting)
    return text if isinstance(text, Wrong) else _split(text)


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _SEPARATORS.split(text) if part.strip())


def _word(cell: Cell, column: Column, setting: Setting) -> Any:
    text = shown(cell)
    member = column.word_list.find(text)
    return _unknown(text, column) if member is None else member


def _words(cell: Cell, column: Column, setting: Setting) -> Any:
    chosen = []
    for text in _split(shown(cell)):
        member = column.word_list.find(text)
        if member is None:
            return _unknown(text, column)
        chosen.append(member)
    return tuple(dict.fromkeys(chosen)) if chosen else Wrong("required_blank")


def _unknown(text: str, column: Column) -> Wrong:
    """An unknown word, with the known one that is nearest to it."""
    spellings = column.word_list.spellings
    near = get_close_matches(plain(text), spellings, n=1, cutoff=0.6)
    facts: dict[str, Any] = {"word": text}
    if near:
        facts["suggestion"] = spellings[near[0]].value
    return Wrong("unknown_word", facts)


def _float(cell: Cell) -> float | None:
    """A number, also one typed as text with separators of thousands."""
    if isinstance(cell, dict | bool):
        return None
    if isinstance(cell, str):
        text = unicodedata.normalize("NFKC", cell).strip()
        if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", text):
            text = text.replace(",", "")
        if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", text, re.IGNORECASE):
            return None
        cell = float(text)
    return float(cell) if math.isfinite(cell) else None


def _number(cell: Cell, column: Column, setting: Setting) -> float | Wrong:
    value = _float(cell)
    if value is None:
        return Wrong("not_a_number")
    return _limited(value, column)


def _whole(cell: Cell, column: Column, setting: Setting) -> int | Wrong:
    value = _float(cell)
    if value is None:
        return Wrong("not_a_number")
    if abs(value - round(value)) > 1e-9:
        return Wrong("not_whole")
    limited = _limited(round(value), column)
    return limited if isinstance(limited, Wrong) else round(limited)


def _limited(value: float, column: Column) -> float | Wrong:
    if column.allowed and value not in column.allowed:
        return Wrong("not_allowed")
    if column.least is not None and value < column.least:
        code = "negative" if column.least == 0 else "too_small"
        return Wrong(code, {"limit": f"{column.least:g}"})
    if column.above is not None and value <= column.above:
        return Wrong("not_above", {"limit": f"{column.above:g}"})
    if column.most is not None and value > column.most:
        return Wrong("too_big", {"limit": f"{column.most:g}"})
    return value


def _degrees(cell: Cell, column: Column, setting: Setting) -> float | Wrong:
    if isinstance(cell, str):
        cell = cell.strip().rstrip("°度").rstrip("EeNn东北")
    value = _float(cell)
    if value is None:
        return Wrong("not_a_coordinate")
    if abs(value) > (180 if column.kind is Kind.lon else 90):
        return Wrong("coordinate_range", {"degrees": value})
    return value


def _yes_no(cell: Cell, column: Column, setting: Setting) -> bool | Wrong:
    if isinstance(cell, bool):
        return cell
    word = plain(shown(cell))
    if word in _YES:
        return True
    return False if word in _NO else Wrong("not_yes_no")


def _time(cell: Cell, column: Column, setting: Setting) -> Any:
    moment = read_moment(cell)
    if moment is None:
        return Wrong("not_a_time")
    date, minute = moment
    if date is None:
        return minute
    if setting.date is None:
        return UNKNOWABLE
    days = (date - setting.date).days
    facts = {"date": setting.date.isoformat(), "year": date.year}
    # a duty may have ended long ago: that only means that the person is rested
    usual = _LAST_DUTY_DAYS if column.name == "last_duty_end" else _DAYS_AROUND
    if days not in usual:
        other_year = date.year != setting.date.year and abs(days) > _FAR_DAYS
        return Wrong("date_other_year" if other_year else "date_off_round", facts)
    return days * DAY_MIN + minute


def _deadline(cell: Cell, column: Column, setting: Setting) -> Any:
    """A moment, or ("hours", n) from the start of sampling."""
    text = re.sub(r"(h|小时|hours?)$", "", shown(cell).strip(), flags=re.IGNORECASE).strip()
    hours = small_number(cell) if isinstance(cell, dict) else _float(text)
    if hours is not None and 1 <= hours <= 24 * 8:
        return "hours", hours
    return _time(cell, column, setting)


def _date(cell: Cell, column: Column, setting: Setting) -> dt.date | Wrong:
    date = read_date(cell)
    if date is None:
        return Wrong("not_a_date")
    if setting.date is not None and date.year - setting.date.year not in _TRAINING_YEARS:
        facts = {"date": setting.date.isoformat(), "year": date.year}
        return Wrong("date_other_year", facts)
    return date


_READ: Mapping[Kind, Callable[[Cell, Column, Setting], Any]] = {
    Kind.id: _id,
    Kind.text: _text,
    Kind.texts: _texts,
    Kind.word: _word,
    Kind.words: _words,
    Kind.whole: _whole,
    Kind.number: _number,
    Kind.lon: _degrees,
    Kind.lat: _degrees,
    Kind.yes_no: _yes_no,
    Kind.time: _time,
    Kind.deadline: _deadline,
    Kind.date: _date,
}
