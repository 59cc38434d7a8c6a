"""What the cells of the template take: numbers within limits, dates, ids that exist."""

from __future__ import annotations

import datetime as dt
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from masstest.sheets.columns import SHEET, Column, Kind
from masstest.sheets.template.notes import how_to_write
from masstest.sheets.writing import HEADER_ROWS
from masstest.text import N_, Translator

_LAST_ROW = 20_000
_BIG = 1_000_000_000
_TITLE_CHARACTERS, _MESSAGE_CHARACTERS = 32, 255  # Excel's limits
_DEGREES = {Kind.lon: 180, Kind.lat: 90}
_FIRST_DATE, _LAST_DATE = dt.date(2000, 1, 1), dt.date(2100, 1, 1)


def restrict(page: Worksheet, position: int, column: Column, t: Translator) -> None:
    """Restrict the data cells of a column; pick-lists are `masstest.sheets.writing`'s."""
    rule = _rule(column)
    if rule is None:
        return
    told = how_to_write(column, t)[:_MESSAGE_CHARACTERS]
    title = column.label(t.lang)[:_TITLE_CHARACTERS]
    if rule["validate"] == "any":
        rule |= {"input_title": title, "input_message": told}
    elif rule["validate"] == "list":
        target = SHEET[column.refers_to or ""].label(t.lang)
        told = t(N_("Choose an id that stands in sheet “{target}”."), target=target)
        rule["source"] = _ids(column, target)
        rule |= {"error_type": "warning", "error_title": title, "error_message": told}
    else:
        rule |= {"error_title": title, "error_message": told}
    page.data_validation(HEADER_ROWS, position, _LAST_ROW, position, rule)


def _rule(column: Column) -> dict[str, Any] | None:
    if column.allowed or column.kind in (Kind.word, Kind.yes_no):
        return None
    if column.refers_to:
        return {"validate": "list"}
    if column.kind is Kind.words:
        return {"validate": "any"}
    if column.kind in _DEGREES:
        degrees = _DEGREES[column.kind]
        return {
            "validate": "decimal",
            "criteria": "between",
            "minimum": -degrees,
            "maximum": degrees,
        }
    if column.kind in (Kind.whole, Kind.number):
        kind = "integer" if column.kind is Kind.whole else "decimal"
        if column.above is not None:
            return {"validate": kind, "criteria": ">", "value": column.above}
        least: float = 0 if column.least is None else column.least
        most: float = _BIG if column.most is None else column.most
        return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most}
    if column.kind is Kind.date:
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": _FIRST_DATE,
            "maximum": _LAST_DATE,
        }
    return None


def _ids(column: Column, target: str) -> str:
    """The ids of the sheet that `column` refers to, as a range."""
    sheet = SHEET[column.refers_to or ""]
    names = [c.name for c in sheet.columns]
    letter = xl_col_to_name(names.index(sheet.id_column or names[0]))
    return f"='{target}'!${letter}${HEADER_ROWS + 1}:${letter}${_LAST_ROW}"
