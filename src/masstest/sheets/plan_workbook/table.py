"""Writes one sheet with a row per thing: labels, technical names, data, colours, print set-up."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from masstest.sheets.columns.table import Kind
from masstest.sheets.plan_workbook.book import Book, Cell, Row
from masstest.sheets.plan_workbook.column import A4, Look, PlanColumn, PlanSheet
from masstest.sheets.plan_workbook.page import line_count
from masstest.sheets.plan_workbook.style import (
    BLUE,
    CLOCK,
    LINE,
    MIST,
    STEEL,
    Styles,
    excel_time,
    time_format,
)

FIRST_DATA_ROW = 2  # after the labels and the technical names
LITTLE_SLACK_MIN = 15
_DATED_WIDTH = 12  # characters that month, day, hours and minutes need
_MOST_CHARACTERS = 32_767  # of a cell
_LINE_POINTS = 13.5
_BOLD_ROOM = 0.5  # characters of a column's width that bold letters take more
_ROWS_OF_NOTE = 5  # that the note on an empty sheet covers
_TALLEST_ROW_POINTS = 409  # Excel's limit

_WRAPPED = (Look.lines, Look.prose, Look.problem)
_NUMBER_FORMATS = {Kind.whole: "#,##0", Kind.number: "General"}


def write_table(
    worksheet: Any,
    sheet: PlanSheet,
    rows: Iterable[Row],
    book: Book,
    styles: Styles,
    if_empty: str | None = None,
) -> int:
    """Fill `worksheet` with `rows`; returns how many there were.

    `if_empty` is the message where another than the sheet's own says why there is no row.
    """
    _write_headings(worksheet, sheet, book, styles)
    number = 0
    writers = [_CellWriter(worksheet, index, c, book, styles) for index, c in _columns(sheet)]
    for row in rows:
        at = FIRST_DATA_ROW + number
        for writer in writers:
            writer.write(at, row.get(writer.name))
        lines = max(writer.lines(row.get(writer.name)) for writer in writers)
        if lines > 1:
            worksheet.set_row(at, min(lines * _LINE_POINTS + 3, _TALLEST_ROW_POINTS))
        number += 1
    for writer in writers:
        writer.widen()
    if number:
        _colour(worksheet, sheet, FIRST_DATA_ROW + number - 1, styles, book)
    else:
        _say_empty(worksheet, if_empty or sheet.if_empty, book)
    last_row = FIRST_DATA_ROW + max(number, 1) - 1
    worksheet.freeze_panes(FIRST_DATA_ROW, sheet.title_columns)
    worksheet.autofilter(FIRST_DATA_ROW - 1, 0, last_row, len(sheet.columns) - 1)
    worksheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    set_up_page(worksheet, sheet.label(book.t.lang), book)
    worksheet.set_paper(sheet.paper)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(0, FIRST_DATA_ROW - 1)
    if sheet.printed:
        last_printed = [c.name for c in sheet.columns].index(sheet.printed)
        last_row = last_row if number else FIRST_DATA_ROW + _ROWS_OF_NOTE
        worksheet.print_area(0, 0, last_row, last_printed)
    return number


def set_up_page(worksheet: Any, title: str, book: Book) -> None:
    """A4 landscape, with what it is above and page numbers below."""
    order = book.plan.round
    round_name = book.t(
        "{district}, {date}, round {number}",
        district=order.district,
        date=order.date.isoformat(),
        number=order.number,
    )
    worksheet.set_landscape()
    worksheet.set_paper(A4)
    worksheet.set_margins(left=0.4, right=0.4, top=0.65, bottom=0.55)
    worksheet.set_header(f"&L{_plain(round_name)}&R&B{_plain(title)}")
    worksheet.set_footer("&R&P / &N")


def _plain(text: str) -> str:
    """`text` for a header, where an ampersand begins a code."""
    return text.replace("&", "&&")


def _columns(sheet: PlanSheet) -> list[tuple[int, PlanColumn]]:
    return list(enumerate(sheet.columns))


def _write_headings(worksheet: Any, sheet: PlanSheet, book: Book, styles: Styles) -> None:
    headings = {index: _heading(column, book) for index, column in _columns(sheet)}
    lines = max(line_count(headings[i], c.width - _BOLD_ROOM) for i, c in _columns(sheet))
    worksheet.set_row(0, max(30, lines * _LINE_POINTS + 3))
    worksheet.set_row(1, 12)
    technical = styles(
        font_size=7, font_color="#8A94A0", bg_color=MIST, bottom=1, bottom_color=LINE
    )
    for index, column in _columns(sheet):
        worksheet.set_column(index, index, column.width, None, {"hidden": column.hidden})
        label = styles(
            bold=True,
            font_color="#FFFFFF",
            bg_color=BLUE if column.read_back else STEEL,
            text_wrap=True,
            valign="vcenter",
            align="center",
            border=1,
            border_color=LINE,
        )
        worksheet.write_string(0, index, headings[index], label)
        worksheet.write_string(1, index, column.name, technical)


def _heading(column: PlanColumn, book: Book) -> str:
    """A column's label, with what stands in brackets on a line of its own if it is too long."""
    label = column.label(book.t.lang)
    if line_count(label, column.width) == 1:
        return label
    return label.replace("（", "\n（").replace(" (", "\n(")


def _say_empty(worksheet: Any, message: str, book: Book) -> None:
    """A note beside the cells: a row with a sentence would be read back as data."""
    worksheet.insert_textbox(
        FIRST_DATA_ROW + 1,
        0,
        book.t(message),
        {"width": 460, "height": 34, "line": {"none": True}, "font": {"size": 11, "color": STEEL}},
    )


class _CellWriter:
    """Writes the cells of one column, by its kind and look."""

    def __init__(
        self, worksheet: Any, index: int, column: PlanColumn, book: Book, styles: Styles
    ) -> None:
        self.name = column.name
        self._worksheet = worksheet
        self._index = index
        self._column = column
        self._lang = book.t.lang
        self._date = book.plan.round.date
        self._styles = styles
        self._base: dict[str, Any] = {"valign": "top", "border": 1, "border_color": LINE}
        if column.look in _WRAPPED:
            self._base |= {"text_wrap": True}
        elif column.kind is Kind.id or column.kind is Kind.text:
            self._base |= {"num_format": "@"}
        if column.look is Look.share:
            self._base |= {"num_format": "0%"}
        elif column.kind in _NUMBER_FORMATS:
            self._base |= {"num_format": _NUMBER_FORMATS[column.kind]}
        if column.kind in _NUMBER_FORMATS or column.look is Look.state:
            self._base |= {"align": "center"}
        self._style = styles(**self._base)
        self._dated = False

    def write(self, row: int, value: Cell) -> None:
        if value is None or value == "":
            self._worksheet.write_blank(row, self._index, None, self._style)
        elif self._column.kind is Kind.time and isinstance(value, int):
            shown = time_format(value)
            self._dated = self._dated or shown != CLOCK
            style = self._styles(**self._base, num_format=shown, align="center")
            self._worksheet.write_number(row, self._index, excel_time(value, self._date), style)
        elif isinstance(value, str):
            if isinstance(value, StrEnum):
                value = self._column.word_list.show(value, self._lang)
            self._worksheet.write_string(row, self._index, value[:_MOST_CHARACTERS], self._style)
        else:
            self._worksheet.write_number(row, self._index, value, self._style)

    def widen(self) -> None:
        """Make room for dates where a time is another day's: a narrow cell would show ###."""
        if self._dated and self._column.width < _DATED_WIDTH:
            self._worksheet.set_column(self._index, self._index, _DATED_WIDTH)

    def lines(self, value: Cell) -> int:
        """How many lines a wrapped cell takes: rows don't grow by themselves everywhere."""
        if self._column.look not in _WRAPPED or not isinstance(value, str):
            return 1
        return line_count(value, self._column.width)


def _colour(worksheet: Any, sheet: PlanSheet, last_row: int, styles: Styles, book: Book) -> None:
    """Conditional formats, so that an edited value changes its colour."""
    for index, column in _columns(sheet):
        cell = f"{xl_col_to_name(index)}{FIRST_DATA_ROW + 1}"
        span = f"{cell}:{xl_rowcol_to_cell(last_row, index)}"
        for formula, colour in _conditions(cell, sheet, column, book):
            worksheet.conditional_format(
                span, {"type": "formula", "criteria": formula, "format": styles.colour(colour)}
            )


def _conditions(
    cell: str, sheet: PlanSheet, column: PlanColumn, book: Book
) -> Iterable[tuple[str, str]]:
    """(formula, colour) pairs for the first cell of a column; the first that holds counts."""
    if column.look is Look.slack:
        yield f"=AND(ISNUMBER({cell}),{cell}<0)", "bad"
        yield f"=AND(ISNUMBER({cell}),{cell}<{LITTLE_SLACK_MIN})", "warn"
    elif column.look is Look.excess:
        yield f"=AND(ISNUMBER({cell}),{cell}>0)", "bad"
    elif column.look is Look.problem:
        yield f"=LEN({cell})>0", "bad"
    elif column.look is Look.share:
        yield f"=AND(ISNUMBER({cell}),{cell}>1)", "bad"
    elif column.look is Look.state:
        for word, colour in sheet.colours.items():
            shown = _shown_state(word, column, book)
            yield f'={cell}="{shown}"', colour


def _shown_state(word: str, column: PlanColumn, book: Book) -> str:
    """A state as it stands in the cells: a word of the roster's lists, or a message."""
    if column.words is not None:
        return column.word_list.show(column.words(word), book.t.lang)
    return book.t(word)
