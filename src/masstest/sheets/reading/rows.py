"""One sheet's rows: every cell read by its column, every problem noted with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from masstest.sheets.columns import (
    Column,
    Kind,
    Sheet,
    bears_mark,
    is_example,
    marking_column,
    plain,
)
from masstest.sheets.reading.cells import UNKNOWABLE, Setting, Wrong, read_cell, shown
from masstest.sheets.reading.headers import Header, find_header, missing_columns
from masstest.sheets.reading.opening import Cell, RawSheet
from masstest.sheets.reading.report import Report, letters

_TOTALS = frozenset(map(plain, ("合计", "总计", "小计", "共计", "total", "sum", "subtotal")))
_IDENTITY = re.compile(r"\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
_IDENTITY_HEADINGS = ("身份证", "证件号", "idcard", "identitynumber", "idnumber")
_MOST_LON, _MOST_LAT = 180, 90
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass
class Row:
    """A row of data: values of the cells that were right, references of all.

    A column in `wrong` was reported; its value is missing from `values`. Blank optional cells
    have their default, or None.
    """

    number: int  # as the spreadsheet counts, from 1
    values: dict[str, Any]
    wrong: set[str]
    positions: Mapping[str, int]
    given_place: tuple[float, float] | None = None  # lon, lat before conversion to WGS-84

    def cell(self, name: str) -> str:
        """Reference of a column's cell in this row; of the row's first cell if it has none."""
        return f"{letters(self.positions.get(name, 0))}{self.number}"

    def get(self, name: str) -> Any:
        return self.values.get(name)


@dataclass
class SheetRows:
    """What was read of a sheet. `missing` are required columns that it lacks."""

    sheet: Sheet
    title: str
    rows: list[Row] = field(default_factory=list)
    first_row: int = 0
    width: int = 0
    ignored: tuple[str, ...] = ()
    matched: tuple[tuple[str, str], ...] = ()
    examples: int = 0
    missing: frozenset[str] = frozenset()
    found: bool = True

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @property
    def good(self) -> list[Row]:
        """Rows without an error, if the sheet has all its required columns."""
        return [] if self.missing else [row for row in self.rows if not row.wrong]


def read_rows(raw: RawSheet, sheet: Sheet, setting: Setting, report: Report) -> SheetRows:
    """Every row of a sheet under its header."""
    header = find_header(raw.rows, sheet, report)
    if header is None:
        return SheetRows(sheet, raw.title, found=False)
    missing = missing_columns(sheet, header, report)
    read = SheetRows(
        sheet,
        raw.title,
        first_row=header.first_row,
        width=max((len(row) for row in raw.rows), default=0),
        ignored=tuple(header.ignored.values()),
        matched=header.matched,
        missing=frozenset(column.name for column in missing),
    )
    spoilt = spoilt_cells(raw, header, sheet, report)
    columns = [(column, header.position.get(column.name)) for column in sheet.columns]
    for index in range(header.first_row, len(raw.rows)):
        cells = raw.rows[index]
        if _is_blank(cells, header, index, spoilt) or _is_total(
            cells, header, index, sheet, report
        ):
            continue
        if _is_example(cells, header, index, sheet, report):
            read.examples += 1
            continue
        row = Row(index + 1, {}, set(), header.position)
        for column, position in columns:
            if position is None:
                if not column.required:
                    row.values[column.name] = column.default
            elif (index, position) in spoilt:
                row.wrong.add(column.name)
            else:
                cell = cells[position] if position < len(cells) else ""
                _take(row, column, cell, setting, sheet, report)
        read.rows.append(row)
    _refuse_identity_numbers(raw, header, read, report)
    return read


def _take(
    row: Row, column: Column, cell: Cell, setting: Setting, sheet: Sheet, report: Report
) -> None:
    """Read one cell into its row, or note what is wrong with it."""
    if cell == "" or (isinstance(cell, str) and not cell.strip()):
        if column.required:
            row.wrong.add(column.name)
            report.add("required_blank", sheet.name, row.cell(column.name), column=column.name)
        else:
            row.values[column.name] = column.default
        return
    value = read_cell(cell, column, setting)
    if value is UNKNOWABLE:
        return
    if not isinstance(value, Wrong):
        row.values[column.name] = value
        return
    row.wrong.add(column.name)
    facts = dict(value.facts)
    text = facts.pop("word", None) or shown(cell)
    code = value.code
    degrees = facts.pop("degrees", None)
    if degrees is not None and column.kind is Kind.lat and "lon" in row.values:
        lon = row.values["lon"]
        if lon is not None and abs(lon) <= _MOST_LAT and abs(degrees) <= _MOST_LON:
            code, facts = "coordinates_swapped", {"lat": degrees, "lon": lon}
    report.add(code, sheet.name, row.cell(column.name), text, column=column.name, **facts)


def spoilt_cells(
    raw: RawSheet, header: Header, sheet: Sheet, report: Report
) -> set[tuple[int, int]]:
    """Cells of known columns whose content cannot be trusted: merged, uncalculated, errors."""
    known = {position: name for name, position in header.position.items()}
    spoilt: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in raw.merged:
        top = max(top, header.first_row)
        bottom = min(bottom, len(raw.rows) - 1)
        covered = [
            (r, c) for r in range(top, bottom + 1) for c in range(left, right + 1) if c in known
        ]
        # a range merged in one untouched blank row is decoration, not data
        if not any(raw.rows[r][c] != "" for r, c in covered if c < len(raw.rows[r])):
            continue
        spoilt.update(covered)
        corner = f"{letters(left)}{top + 1}"
        area = f"{corner}:{letters(right)}{bottom + 1}"
        report.add("merged_cells", sheet.name, corner, range=area)
    for reference in sorted(raw.no_value):
        at = _position(reference)
        if at[0] >= header.first_row and at[1] in known:
            spoilt.add(at)
            report.add("formula_without_value", sheet.name, reference, column=known[at[1]])
    for reference, error in raw.errors.items():
        at = _position(reference)
        if at[0] >= header.first_row and at[1] in known:
            spoilt.add(at)
            report.add("error_value", sheet.name, reference, error, column=known[at[1]])
    return spoilt


def _position(reference: str) -> tuple[int, int]:
    """0-based row and column of a reference such as ``E17``."""
    found = re.fullmatch(r"([A-Z]+)(\d+)", reference)
    if found is None:
        return -1, -1
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _is_blank(
    cells: Sequence[Cell], header: Header, index: int, spoilt: set[tuple[int, int]]
) -> bool:
    """Whether a row has nothing in any known column."""
    for position in header.position.values():
        if (index, position) in spoilt:
            return False
        cell = cells[position] if position < len(cells) else ""
        if cell != "" and not (isinstance(cell, str) and not cell.strip()):
            return False
    return True


def _is_total(
    cells: Sequence[Cell], header: Header, index: int, sheet: Sheet, report: Report
) -> bool:
    """Whether a row is a sum under the data; people add them, and nobody lives there."""
    for position, cell in enumerate(cells):
        if cell != "":
            if isinstance(cell, str) and plain(cell) in _TOTALS:
                report.add("total_row", sheet.name, f"{letters(position)}{index + 1}", cell)
                return True
            return False
    return False


def _is_example(
    cells: Sequence[Cell], header: Header, index: int, sheet: Sheet, report: Report
) -> bool:
    """Whether a row is the template's example, which nobody has changed.

    A row with the example's id in which something was changed is somebody's data: it is read.
    """
    id_column = marking_column(sheet)
    at = header.position.get(id_column.name)
    marked = cells[at] if at is not None and at < len(cells) else ""
    if not isinstance(marked, str) or not bears_mark(marked):
        return False
    dateless = Setting(None)
    values: dict[str, Any] = {}
    for name, position in header.position.items():
        cell = cells[position] if position < len(cells) else ""
        blank = cell == "" or (isinstance(cell, str) and not cell.strip())
        values[name] = None if blank else read_cell(cell, sheet.column[name], dateless)
    if is_example(sheet, values):
        return True
    report.add("example_kept", sheet.name, f"{letters(at or 0)}{index + 1}", marked)
    return False


def is_identity_number(text: str) -> bool:
    """Whether `text` is a resident identity number, by form and check digit (GB 11643)."""
    if not _IDENTITY.fullmatch(text):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == text[17].upper()


def _refuse_identity_numbers(
    raw: RawSheet, header: Header, read: SheetRows, report: Report
) -> None:
    """Resident identity numbers are not stored: not from known columns, not from others."""
    name = read.sheet.name
    for position, heading in header.ignored.items():
        cells = [row[position] for row in raw.rows[header.first_row :] if position < len(row)]
        filled = [cell for cell in cells if cell != ""]
        looks = sum(_looks_like_identity(cell) for cell in filled)
        said = any(word in plain(heading) for word in _IDENTITY_HEADINGS)
        if filled and (said or 2 * looks >= len(filled)):
            cell = f"{letters(position)}{header.first_row}"
            report.add("id_numbers_ignored", name, cell, header=heading)
    for column in read.sheet.columns:
        if column.kind not in (Kind.id, Kind.text):
            continue
        first = True
        for row in read.rows:
            value = row.values.get(column.name)
            if isinstance(value, str) and len(value) == 18 and is_identity_number(value):
                del row.values[column.name]
                row.wrong.add(column.name)
                if first:  # one report a column, and never the number itself
                    report.add("id_numbers_used", name, row.cell(column.name), column=column.name)
                first = False


def _looks_like_identity(cell: Cell) -> bool:
    if isinstance(cell, float):
        return 1e17 <= cell < 1e18
    return isinstance(cell, str) and is_identity_number(cell.strip())
