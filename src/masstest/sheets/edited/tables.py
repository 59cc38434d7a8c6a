"""The sheets of an edited workbook as rows of values, beside the rows as they were written."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from masstest.sheets.columns import Column, Kind, plain
from masstest.sheets.plan_workbook.book import Cell as Written
from masstest.sheets.plan_workbook.book import Row as WrittenRow
from masstest.sheets.plan_workbook.column import PlanColumn, PlanSheet
from masstest.sheets.plan_workbook.columns.shared import ROW_KEY
from masstest.sheets.reading.cells import Setting, Wrong, read_cell, same_id
from masstest.sheets.reading.opening import Cell, RawSheet
from masstest.sheets.reading.report import letters

_LOOKED_AT = 10  # rows in which the header may stand
_ENOUGH = 0.6  # of the columns' names for a row to be the header
_MOST_CHARACTERS = 32_767  # of a cell

Values = Mapping[str, Any]


@dataclass(frozen=True)
class TableRow:
    """A row of an edited sheet; a cell that can't be read has a `Wrong` as its value."""

    number: int  # as the spreadsheet counts, from 1
    values: Values
    positions: Mapping[str, int]

    def cell(self, name: str) -> str:
        """Reference of a column's cell within the sheet."""
        return f"{letters(self.positions.get(name, 0))}{self.number}"


@dataclass(frozen=True)
class Table:
    """A sheet of the plan workbook as it came back."""

    sheet: PlanSheet
    rows: tuple[TableRow, ...]
    columns: frozenset[str]


@dataclass(frozen=True)
class RowEdit:
    """What became of a row.

    Attributes
    ----------
    key : of the row as it was written; None if it was added
    before : its values as it was written; empty if it was added
    row : the row now; None if it was removed
    changed : names of the columns that are different, in the sheet's order
    """

    key: str | None
    before: Values
    row: TableRow | None
    changed: tuple[str, ...] = ()

    @property
    def now(self) -> Values:
        return {} if self.row is None else self.row.values


def find_table(raw: Sequence[RawSheet], sheet: PlanSheet, setting: Setting) -> Table | None:
    """The sheet by its title in either language, else by the names of its columns."""
    titles = {plain(heading) for heading in sheet.headings}
    for page in sorted(raw, key=lambda page: plain(page.title) not in titles):
        header = _header(page, sheet)
        if header is not None:
            return _table(page, sheet, *header, setting)
    return None


def written_values(sheet: PlanSheet, row: WrittenRow) -> Values:
    """A row as it was written, in the form in which cells are read."""
    return {column.name: _as_read(row.get(column.name), column) for column in sheet.columns}


def compare(table: Table, written: Mapping[str, Values], key_name: str) -> list[RowEdit]:
    """Every row of a table beside the row it was written as, removed rows last.

    Rows are told apart by the value of column `key_name`. Of copies of a row, the one least
    changed is the row itself; the others are added.
    """
    copies: dict[str | None, list[tuple[TableRow, tuple[str, ...]]]] = {}
    for row in table.rows:
        value = row.values.get(key_name)
        key = value if isinstance(value, str) and value in written else None
        changed = () if key is None else changed_columns(table, written[key], row)
        copies.setdefault(key, []).append((row, changed))
    edits: dict[int, RowEdit] = {}
    for key, found in copies.items():
        own = min(found, key=lambda item: len(item[1]))[0].number if key is not None else 0
        for row, changed in found:
            if key is not None and row.number == own:
                edits[row.number] = RowEdit(key, written[key], row, changed)
            else:
                edits[row.number] = RowEdit(None, {}, row)
    removed = [RowEdit(key, values, None) for key, values in written.items() if key not in copies]
    return [edits[number] for number in sorted(edits)] + removed


def changed_columns(table: Table, before: Values, row: TableRow) -> tuple[str, ...]:
    """Names of the columns in which `row` is not as it was written."""
    return tuple(
        column.name
        for column in table.sheet.columns
        if column.name in table.columns
        and column.name != ROW_KEY.name
        and not same(before[column.name], row.values[column.name])
    )


def same(before: Any, now: Any) -> bool:
    """Whether two values are the same but for what a spreadsheet rounds off."""
    if isinstance(before, float) or isinstance(now, float):
        if not isinstance(before, int | float) or not isinstance(now, int | float):
            return False
        return math.isclose(before, now, rel_tol=1e-9, abs_tol=1e-9)
    return bool(before == now)


def _header(page: RawSheet, sheet: PlanSheet) -> tuple[int, dict[str, int]] | None:
    """(first row of data, 0-based; column name -> position) of a sheet of the plan workbook."""
    found: list[tuple[int, int, dict[str, int]]] = []
    for names in (
        {column.name: column.name for column in sheet.columns},
        {plain(column.zh): column.name for column in sheet.columns},
        {plain(column.en): column.name for column in sheet.columns},
    ):
        for number, row in enumerate(page.rows[:_LOOKED_AT]):
            positions: dict[str, int] = {}
            for at, cell in enumerate(row):
                text = cell.strip() if isinstance(cell, str) else ""
                name = names.get(text) or names.get(plain(text))
                if name is not None:
                    positions.setdefault(name, at)
            found.append((len(positions), number, positions))
    known, number, positions = max(found, key=lambda item: item[:2], default=(0, 0, {}))
    return (number + 1, positions) if known >= _ENOUGH * len(sheet.columns) else None


def _table(
    page: RawSheet, sheet: PlanSheet, first: int, positions: dict[str, int], setting: Setting
) -> Table:
    columns = [(sheet.column[name], at) for name, at in positions.items()]
    merged = {
        (row, at)
        for (top, left), (bottom, right) in page.merged
        for row in range(top, min(bottom, len(page.rows)) + 1)
        for at in range(left, right + 1)
    }
    rows = []
    for index in range(first, len(page.rows)):
        cells = page.rows[index]
        values: dict[str, Any] = {}
        for column, at in columns:
            reference = f"{letters(at)}{index + 1}"
            if (index, at) in merged:
                values[column.name] = Wrong("merged_cells", {"range": reference})
            elif reference in page.no_value:
                values[column.name] = Wrong("formula_without_value")
            elif reference in page.errors:
                values[column.name] = Wrong("error_value", {"error": page.errors[reference]})
            else:
                cell = cells[at] if at < len(cells) else ""
                values[column.name] = _read(cell, column, setting)
        if any(value is not None for name, value in values.items() if name != ROW_KEY.name):
            rows.append(TableRow(index + 1, values, positions))
    return Table(sheet, tuple(rows), frozenset(positions))


def _read(cell: Cell, column: Column, setting: Setting) -> Any:
    """The value of a cell; None for a blank one."""
    if cell == "" or (isinstance(cell, str) and not cell.strip()):
        return None
    value = read_cell(cell, column, setting)
    if column.kind is Kind.text and isinstance(value, str):
        return " ".join(value.split()) or None
    return value


def _as_read(value: Written, column: PlanColumn) -> Any:
    """A value as it was written, as reading its cell would give it."""
    if value is None or value == "":
        return None
    if isinstance(value, StrEnum) and column.kind is Kind.word:
        return value
    if not isinstance(value, str):
        return value
    text = str(value)[:_MOST_CHARACTERS]
    if column.kind is Kind.texts:
        return tuple(part.strip() for part in text.split(",") if part.strip()) or None
    if column.kind is Kind.id:
        return same_id(text)
    return " ".join(text.split()) or None
