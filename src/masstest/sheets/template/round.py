"""The template's `round` sheet: the order for the day first, every parameter under it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from masstest.domain.roster import Round
from masstest.sheets.columns import PARAMETER_KEYS, ROUND, ROUND_KEYS, Column, Kind
from masstest.sheets.template.notes import how_to_write, said
from masstest.sheets.template.units import unit_name
from masstest.sheets.template.wrapping import height_of
from masstest.sheets.writing import HEADER_ROWS, Hours, Styles, add_pick_list, write_cell
from masstest.text import N_, Lang, Translator, translator

_WIDTHS = (34, 24, 92)
_BLANK_ROUND = Round(district="-", date=dt.date(2000, 1, 1))
_PARAMETERS = N_(
    "Below: planning parameters. Change one only where your district differs; "
    "the defaults are already filled in."
)


def write_round(book: Workbook, page: Worksheet, styles: Styles, lang: Lang) -> None:
    """Fill the page: a key, its value (the default where there is one), what it means."""
    t = translator(lang)
    page.freeze_panes(HEADER_ROWS, 1)
    page.set_row(0, 24)
    for position, (column, width) in enumerate(zip(ROUND.columns, _WIDTHS, strict=True)):
        page.write_string(0, position, column.label(lang), styles.label)
        page.write_string(1, position, column.name, styles.technical)
        page.set_column(position, position, width)
    base = {"font_name": styles.label.font_name, "font_size": 10, "valign": "vcenter"}
    label = book.add_format(base)
    required = book.add_format(base | {"bold": True, "font_color": "#C00000"})
    meaning = book.add_format(
        base | {"font_size": 9, "font_color": "#606060", "text_wrap": True, "indent": 1}
    )
    looks = (meaning, book.add_format(base | {"text_wrap": True, "num_format": "@"}))
    row = HEADER_ROWS
    for key in ROUND_KEYS:
        _write_key(page, row, key, styles, t, (required if key.required else label, *looks))
        row += 1
    page.set_row(row, 24)
    for position in range(2):
        page.write_blank(row, position, None, styles.label)
    page.write_string(row, 2, t(_PARAMETERS), styles.label)
    for key in PARAMETER_KEYS:
        row += 1
        _write_key(page, row, key, styles, t, (label, *looks))
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, HEADER_ROWS - 1)


def _write_key(
    page: Worksheet, row: int, key: Column, styles: Styles, t: Translator, looks: tuple[Any, ...]
) -> None:
    """One key; `looks` are the formats of its label, of its meaning, and of a long value."""
    star = " *" if key.required else ""
    page.write_string(row, 0, f"{key.label(t.lang)}{star}", looks[0])
    value = Hours(key.default) if key.kind is Kind.deadline else key.default
    write_cell(page, row, 1, key, value, styles, _BLANK_ROUND, t.lang)
    text, shown = _meaning(key, t), ""
    if key.kind is Kind.words:  # a list may be too long for a line
        shown = said(key, key.default, t)
        page.write_string(row, 1, shown, looks[2])
    page.write_string(row, 2, text, looks[1])
    page.set_row(row, max(height_of(text, _WIDTHS[2]), height_of(shown, _WIDTHS[1])))
    add_pick_list(page, row, row, 1, key, t.lang)


def _meaning(key: Column, t: Translator) -> str:
    """What stands beside the value: unit, note, how it is written, default, technical name."""
    parts = [unit_name(key, t), t(key.note) if key.note else ""]
    if key.kind not in (Kind.whole, Kind.number, Kind.text, Kind.texts) or key.allowed:
        parts.append(how_to_write(key, t).rstrip(".。"))
    if key.kind is not Kind.words and (default := said(key, key.default, t)):
        parts.append(t(N_("default: {default}"), default=default))
    parts.append(key.name)
    return " · ".join(part for part in parts if part)
