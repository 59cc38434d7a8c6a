"""A roster as a roster workbook that the reader accepts and people like to edit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from masstest.domain.coordinates import from_wgs84
from masstest.domain.roster import Roster, Round
from masstest.domain.units import DAY_MIN, Model, moment_of
from masstest.sheets.columns import KEYS, ROUND, ROW_SHEETS, Column, Kind, Sheet
from masstest.text import Lang, Translator, translator

HEADER_ROWS = 2
_PICK_LIST_ROWS = 20_000  # rows that offer the pick-list, filled or not
_WIDTH = {Kind.lon: 12, Kind.lat: 12, Kind.time: 17, Kind.deadline: 17, Kind.date: 12}


def write_roster(roster: Roster, path: Path, lang: Lang = "zh") -> None:
    """Write `roster` as a workbook from which `read_roster` makes the same roster.

    Labels and fixed words are in `lang`; coordinates are written in the round's `crs`.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        styles = Styles(book)
        _write_round(book, styles, roster, lang)
        for sheet in ROW_SHEETS:
            page = add_sheet(book, styles, sheet, lang)
            rows: Sequence[Model] = getattr(roster, sheet.name)
            for number, row in enumerate(rows, start=HEADER_ROWS):
                values = _row_values(row, roster.round)
                for position, column in enumerate(sheet.columns):
                    write_cell(
                        page, number, position, column, values[column.name],
                        styles, roster.round, lang,
                    )  # fmt: skip


class Styles:
    """The formats of a workbook, made once."""

    def __init__(self, book: Workbook, **look: Any) -> None:
        """`look`: properties that every cell has, such as a font."""
        base = {"font_size": 11, "valign": "vcenter"} | look
        label = base | {"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "text_wrap": True}
        self.label: Format = book.add_format(label)
        self.label_required: Format = book.add_format(label | {"font_color": "#C00000"})
        self.technical: Format = book.add_format(look | {"font_size": 8, "font_color": "#808080"})
        self.note: Format = book.add_format(look | {"font_size": 9, "font_color": "#606060"})
        self.text: Format = book.add_format(base | {"num_format": "@"})
        self.whole: Format = book.add_format(base | {"num_format": "0"})
        self.number: Format = book.add_format(base)
        self.degrees: Format = book.add_format(base | {"num_format": "0.000000#"})
        self.time: Format = book.add_format(base | {"num_format": "hh:mm", "align": "left"})
        self.moment: Format = book.add_format(
            base | {"num_format": "yyyy-mm-dd hh:mm", "align": "left"}
        )
        self.date: Format = book.add_format(base | {"num_format": "yyyy-mm-dd", "align": "left"})

    def of(self, column: Column) -> Format:
        """The format in which a blank cell of `column` waits for its value."""
        return {
            Kind.whole: self.whole,
            Kind.number: self.number,
            Kind.lon: self.degrees,
            Kind.lat: self.degrees,
            Kind.time: self.time,
            Kind.deadline: self.number,
            Kind.date: self.date,
        }.get(column.kind, self.text)


def add_sheet(book: Workbook, styles: Styles, sheet: Sheet, lang: Lang) -> Worksheet:
    """An empty sheet with label row, technical-name row, formats and pick-lists."""
    page = book.add_worksheet(sheet.label(lang))
    page.set_row(0, 30)
    page.freeze_panes(HEADER_ROWS, 1 if sheet.id_column else 0)
    for position, column in enumerate(sheet.columns):
        label = column.label(lang) + (" *" if column.required else "")
        page.write_string(0, position, label, label_style(styles, column))
        page.write_string(1, position, column.name, styles.technical)
        page.set_column(position, position, label_width(column, label), styles.of(column))
        add_pick_list(page, HEADER_ROWS, _PICK_LIST_ROWS, position, column, lang)
    page.autofilter(1, 0, 1, len(sheet.columns) - 1)
    return page


def label_style(styles: Styles, column: Column) -> Format:
    return styles.label_required if column.required else styles.label


def add_pick_list(
    page: Worksheet, first: int, last: int, position: int, column: Column, lang: Lang
) -> None:
    """Offer the fixed words of `column` in its cells, where it has any."""
    if column.kind is Kind.word:
        offered: list[Any] = list(column.word_list.listed(lang))
    elif column.kind is Kind.yes_no:
        offered = ["是", "否"] if lang == "zh" else ["yes", "no"]
    elif column.allowed:
        offered = list(column.allowed)
    else:
        return
    offer = {"validate": "list", "source": offered, "error_type": "warning"}
    page.data_validation(first, position, last, position, offer)


def write_cell(
    page: Worksheet,
    row: int,
    position: int,
    column: Column,
    value: Any,
    styles: Styles,
    round_: Round,
    lang: Lang,
) -> None:
    """Write one value the way its column is read; None and "" leave the cell blank."""
    style = styles.of(column)
    if value is None or value == "" or value == ():
        page.write_blank(row, position, None, style)
    elif column.kind in (Kind.time, Kind.deadline) and not isinstance(value, Hours):
        _write_minute(page, row, position, value, round_.date, styles)
    elif column.kind is Kind.date:
        page.write_datetime(row, position, dt.datetime.combine(value, dt.time()), styles.date)
    elif column.kind is Kind.yes_no:
        yes, no = ("是", "否") if lang == "zh" else ("yes", "no")
        page.write_string(row, position, yes if value else no, style)
    elif column.kind is Kind.word:
        page.write_string(row, position, column.word_list.show(value, lang), style)
    elif column.kind is Kind.words:
        page.write_string(row, position, _listed(column, value, lang), style)
    elif column.kind is Kind.texts:
        page.write_string(row, position, _separator(lang).join(value), style)
    elif isinstance(value, int | float):
        page.write_number(row, position, value, style)
    else:
        page.write_string(row, position, str(value), style)


def _separator(lang: Lang) -> str:
    return "、" if lang == "zh" else ", "


def _listed(column: Column, values: Iterable[str], lang: Lang) -> str:
    """The words of a list cell, in the order of the table."""
    members = column.words
    chosen = {str(value) for value in values}
    ordered: list[StrEnum] = [member for member in members or () if member.value in chosen]
    return _separator(lang).join(column.word_list.show(member, lang) for member in ordered)


def _write_minute(
    page: Worksheet, row: int, position: int, minute: int, date: dt.date, styles: Styles
) -> None:
    """A real Excel time; with its date where it is not on the round's date."""
    moment = moment_of(minute, date)
    if 0 <= minute < DAY_MIN:
        page.write_datetime(row, position, moment.time(), styles.time)
    else:
        page.write_datetime(row, position, moment, styles.moment)


def _row_values(row: Model, round_: Round) -> dict[str, Any]:
    """The fields of a roster row, with its place in the round's coordinate system.

    Who is there for the whole round gets blank times: they stay right when the date changes.
    """
    values = {name: getattr(row, name) for name in type(row).model_fields}
    for name, default in _WHOLE_ROUND:
        if values.get(name) == (round_.result_deadline if default is None else default):
            values[name] = None
    if "lon" in values:
        values["lon"], values["lat"] = from_wgs84(values["lon"], values["lat"], round_.crs)
    return values


# columns that are blank for the whole round, and what they are then; None: result_deadline
_WHOLE_ROUND = (
    ("available_from", 0),
    ("available_until", None),
    ("receive_from", 0),
    ("receive_until", None),
)


_MOST_HOURS = 24 * 8  # as the reader takes them


class Hours(int):
    """A deadline in hours from the start of sampling, where a plain number is a `Minute`."""


def _round_value(key: Column, roster: Roster) -> Any:
    """The value of a key; deadlines of whole hours as hours from the start of sampling."""
    owner: Model = roster.round if key.name in Round.model_fields else roster.parameters
    value = getattr(owner, key.name)
    if key.kind is Kind.deadline:
        hours, rest_min = divmod(value - roster.round.sampling_start, 60)
        return Hours(hours) if not rest_min and 1 <= hours <= _MOST_HOURS else value
    return value


def _write_round(book: Workbook, styles: Styles, roster: Roster, lang: Lang) -> None:
    t = translator(lang)
    page = book.add_worksheet(ROUND.label(lang))
    page.freeze_panes(HEADER_ROWS, 1)
    for position, (column, width) in enumerate(zip(ROUND.columns, (26, 24, 60), strict=True)):
        page.write_string(0, position, column.label(lang), styles.label)
        page.write_string(1, position, column.name, styles.technical)
        page.set_column(position, position, width)
    for number, key in enumerate(KEYS.values(), start=HEADER_ROWS):
        page.write_string(number, 0, key.name, styles.text)
        write_cell(page, number, 1, key, _round_value(key, roster), styles, roster.round, lang)
        page.write_string(number, 2, meaning(key, t), styles.note)
        add_pick_list(page, number, number, 1, key, lang)


def meaning(key: Column, t: Translator) -> str:
    """What a key of the `round` sheet is, with its unit: the text beside the value."""
    parts = [key.label(t.lang), key.unit, t(key.note) if key.note else ""]
    return " · ".join(part for part in parts if part and part != "-")


def label_width(column: Column, label: str) -> float:
    """How wide a column has to be for its label, or for what its kind of cells hold."""
    return _WIDTH.get(column.kind, max(10, 1.6 * shown_width(label)))


def shown_width(label: str) -> int:
    """Width of a label in digits; a Chinese character is as wide as two."""
    return sum(2 if ord(character) > 0x2E80 else 1 for character in label)
