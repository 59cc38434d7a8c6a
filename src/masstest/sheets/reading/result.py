"""What reading a workbook gives: the roster, or everything that is wrong with the file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from masstest.domain.outcome import BadInput, Problem, Severity
from masstest.domain.roster import Roster
from masstest.sheets.columns import SHEET
from masstest.text import Lang


@dataclass(frozen=True)
class SheetCount:
    """What was read of one sheet.

    Attributes
    ----------
    sheet : technical name
    title : name of the sheet in the file
    rows : rows of data found
    good : those without an error
    header_row : last row of the header, as the spreadsheet counts; 0 if there is none
    ignored_columns : headings of columns that were not read
    matched_columns : headings that are not the column's own label, and the technical names of
        the columns that they were read as
    examples : rows that were skipped because they are the template's example
    """

    sheet: str
    title: str
    rows: int
    good: int
    header_row: int
    ignored_columns: tuple[str, ...] = ()
    matched_columns: tuple[tuple[str, str], ...] = ()
    examples: int = 0

    def read_as(self, lang: Lang) -> list[str]:
        """What was matched to what: ``heading → label`` of every column in other words."""
        columns = SHEET[self.sheet].column
        return [
            f"{heading} → {columns[name].label(lang)}" for heading, name in self.matched_columns
        ]


class RoundNamed(NamedTuple):
    """Which round a workbook says it is of."""

    district: str
    date: dt.date
    number: int


@dataclass(frozen=True)
class ReadResult:
    """A roster (None if there is an error), all problems, and what was read of the file.

    `named` is the round that it is of, also where other sheets have errors.
    """

    roster: Roster | None
    problems: tuple[Problem, ...]
    sheets: tuple[SheetCount, ...]
    ignored_sheets: tuple[str, ...]
    sha256: str
    named: RoundNamed | None = None

    @property
    def counts(self) -> dict[str, int]:
        """Rows of data that were found, per sheet (technical name)."""
        return {count.sheet: count.rows for count in self.sheets}

    @property
    def ignored(self) -> tuple[str, ...]:
        """Sheets, and columns as ``sheet: heading``, that were not read."""
        columns = (f"{c.title}: {heading}" for c in self.sheets for heading in c.ignored_columns)
        return (*self.ignored_sheets, *columns)

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity is Severity.error)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity is Severity.warning)

    @property
    def readable(self) -> bool:
        """Whether the file could be opened at all."""
        return bool(self.sheets or self.ignored_sheets)

    def roster_or_raise(self) -> Roster:
        """The roster.

        Raises
        ------
        BadInput
            With every problem, if there is an error.
        """
        if self.roster is None:
            raise BadInput(self.problems)
        return self.roster
