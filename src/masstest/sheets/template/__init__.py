"""The roster template: an empty workbook that explains itself and takes only what fits."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from masstest.domain.roster import Round
from masstest.sheets.columns import (
    GUIDE_TITLE,
    MARKS,
    ROUND,
    ROW_SHEETS,
    Sheet,
    example_values,
    marking_column,
)
from masstest.sheets.template.guide import write_guide
from masstest.sheets.template.notes import said, write_note
from masstest.sheets.template.round import write_round
from masstest.sheets.template.validation import restrict
from masstest.sheets.writing import (
    HEADER_ROWS,
    Styles,
    add_sheet,
    label_width,
    shown_width,
    write_cell,
)
from masstest.text import Lang, translator

_FONTS = {"zh": "Microsoft YaHei", "en": "Arial"}
_GREY_ROWS = 2_000  # in which an example row stays grey if it is moved
_TABS = {"error": "#C00000", "warning": "#2E75B6", "": "#A6A6A6"}  # by what its absence means
_BLANK_ROUND = Round(district="-", date=dt.date(2000, 1, 1))


def write_template(path: Path, lang: Lang = "zh") -> None:
    """Write an empty roster workbook with instructions, pick-lists, notes and example rows.

    `read_roster` accepts it as soon as the required cells of the `round` sheet are filled in
    and each sheet has its rows; example rows that were left as they are, it skips.
    """
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": _FONTS[lang], "font_size": 10},
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": GUIDE_TITLE[lang], "author": "masstest"})
        styles = Styles(book, font_name=_FONTS[lang], font_size=10, align="left")
        guide = book.add_worksheet(GUIDE_TITLE[lang])
        guide.set_tab_color("#70AD47")
        page = book.add_worksheet(ROUND.label(lang))
        page.set_tab_color(_TABS["error"])
        write_round(book, page, styles, lang)
        for sheet in ROW_SHEETS:
            _write_sheet(book, styles, sheet, lang)
        write_guide(book, guide, translator(lang), _FONTS[lang])
        guide.activate()


def _write_sheet(book: Workbook, styles: Styles, sheet: Sheet, lang: Lang) -> None:
    t = translator(lang)
    page = add_sheet(book, styles, sheet, lang)
    page.set_tab_color(_TABS[sheet.missing])
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, HEADER_ROWS - 1)
    for position, column in enumerate(sheet.columns):
        write_note(page, 0, position, column, t)
        restrict(page, position, column, t)
    _write_example(book, page, styles, sheet, lang)


def _write_example(
    book: Workbook, page: Worksheet, styles: Styles, sheet: Sheet, lang: Lang
) -> None:
    """One row that shows how to fill in the sheet; grey as long as its id marks it."""
    t, values = translator(lang), example_values(sheet, lang)
    for position, column in enumerate(sheet.columns):
        value = values[column.name]
        label = column.label(lang) + (" *" if column.required else "")
        width = max(label_width(column, label), 1.2 * shown_width(said(column, value, t)) + 2)
        page.set_column(position, position, width, styles.of(column))
        write_cell(page, HEADER_ROWS, position, column, value, styles, _BLANK_ROUND, lang)
    first, last = HEADER_ROWS, HEADER_ROWS + _GREY_ROWS
    marking = [column.name for column in sheet.columns].index(marking_column(sheet).name)
    mark = MARKS[lang]
    cell = f"${chr(ord('A') + marking)}{first + 1}"
    page.conditional_format(
        first, 0, last, len(sheet.columns) - 1,
        {
            "type": "formula",
            "criteria": f'=LEFT({cell},{len(mark)})="{mark}"',
            "format": book.add_format(
                {"italic": True, "font_color": "#8C8C8C", "bg_color": "#F2F2F2"}
            ),
        },
    )  # fmt: skip
