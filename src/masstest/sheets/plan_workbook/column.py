"""What a column and a sheet of the plan workbook are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from masstest.sheets.columns.table import Column, Sheet
from masstest.text import N_

A4, A3 = 9, 8  # Excel's numbers of paper sizes


class Look(Enum):
    """How a column's cells look, beyond what their kind says."""

    plain = "plain"
    lines = "lines"  # several short lines in one cell
    prose = "prose"  # a sentence, wrapped
    share = "share"  # a fraction, shown as a percentage
    slack = "slack"  # minutes to spare: coloured when few or none are left
    excess = "excess"  # how far beyond a limit: coloured when above nothing
    problem = "problem"  # what is wrong: coloured when there is anything
    state = "state"  # one of a sheet's words, coloured by `PlanSheet.colours`


@dataclass(frozen=True)
class PlanColumn(Column):
    """A column of the plan workbook.

    `read_back` marks the fields of the plan: an edited workbook is read from these. The other
    columns are for people, and are worked out again. `width` is in characters. `hidden` columns
    are there for reading back only.
    """

    width: float = 10
    look: Look = Look.plain
    read_back: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class PlanSheet(Sheet):
    """A sheet of the plan workbook.

    Attributes
    ----------
    title_columns : columns that stay in sight when scrolling to the right
    paper : size of the paper; sheets are printed in landscape, one page wide
    printed : columns up to this one are printed; those after it are for re-import; "" for all
    colours : state -> "good", "warn" or "bad", for `state` columns; the state as its technical
        word where the column has a list of words, else as its message id
    if_empty : what is shown when there is no row
    """

    title_columns: int = 1
    paper: int = A4
    printed: str = ""
    colours: Mapping[str, str] = field(default_factory=dict)
    if_empty: str = N_("Nothing to show on this sheet.")
    columns: tuple[PlanColumn, ...] = ()
