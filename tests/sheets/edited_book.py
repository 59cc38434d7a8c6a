"""A plan workbook, edited the way people do it: cells changed, rows added, copied, deleted."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.sheets.edited import EditedPlan, read_plan_workbook
from masstest.sheets.plan_workbook import columns, write_plan_workbook
from masstest.text import Lang
from support import DATE


def at(minute: int) -> dt.datetime:
    """A `Minute` as a cell has it."""
    return dt.datetime.combine(DATE, dt.time()) + dt.timedelta(minutes=minute)


class Page:
    """A sheet of the workbook, by technical names."""

    def __init__(self, worksheet: Any) -> None:
        self.worksheet = worksheet
        self._position = {cell.value: cell.column for cell in worksheet[2]}

    def rows(self, **values: Any) -> list[int]:
        """Numbers of the rows that have these values."""
        last = self.worksheet.max_row + 1
        return [
            row
            for row in range(3, last)
            if all(self.get(row, name) == value for name, value in values.items())
        ]

    def row(self, **values: Any) -> int:
        (found,) = self.rows(**values)
        return found

    def get(self, row: int, name: str) -> Any:
        return self.worksheet.cell(row, self._position[name]).value

    def set(self, row: int, **values: Any) -> None:
        for name, value in values.items():
            self.worksheet.cell(row, self._position[name]).value = value

    def cell(self, row: int, name: str) -> str:
        return str(self.worksheet.cell(row, self._position[name]).coordinate)

    def delete(self, row: int) -> None:
        self.worksheet.delete_rows(row)

    def add(self, **values: Any) -> int:
        """A new row under the others."""
        row = self.worksheet.max_row + 1
        self.set(row, **values)
        return row

    def copy(self, row: int, **values: Any) -> int:
        """A row copied under the others with everything in it, and then changed."""
        new = self.worksheet.max_row + 1
        for position in self._position.values():
            self.worksheet.cell(new, position).value = self.worksheet.cell(row, position).value
        self.set(new, **values)
        return new


class Book:
    """The workbook; sheets by technical name."""

    def __init__(self, workbook: Any, lang: Lang) -> None:
        self.workbook = workbook
        self._lang: Lang = lang

    def __getitem__(self, name: str) -> Page:
        return Page(self.workbook[columns.SHEET[name].label(self._lang)])


def edited(
    plan: Plan, roster: Roster, change: Callable[[Book], object], lang: Lang = "zh"
) -> EditedPlan:
    """Write the plan, change its workbook, read it again."""
    return read_plan_workbook(edited_bytes(plan, roster, change, lang), roster)


def edited_bytes(
    plan: Plan, roster: Roster, change: Callable[[Book], object], lang: Lang = "zh"
) -> bytes:
    workbook = openpyxl.load_workbook(io.BytesIO(_written(plan, roster, lang)))
    change(Book(workbook, lang))
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


_WRITTEN: dict[tuple[int, int, Lang], tuple[Plan, Roster, bytes]] = {}


def _written(plan: Plan, roster: Roster, lang: Lang) -> bytes:
    """The workbook as it is written; once for each plan, as that takes longest."""
    key = (id(plan), id(roster), lang)
    if key not in _WRITTEN:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "plan.xlsx"
            write_plan_workbook(plan, roster, path, lang)
            _WRITTEN[key] = (plan, roster, path.read_bytes())  # kept, so that ids stay theirs
    return _WRITTEN[key][2]
