"""What reading an edited plan workbook gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from masstest.domain.outcome import Problem, Severity
from masstest.domain.plan import Plan
from masstest.text import Lang


@dataclass(frozen=True)
class Change:
    """One thing that is different from the plan as it was written.

    Attributes
    ----------
    kind : a cell was changed; or a row was added or removed
    sheet : technical name of the sheet
    cell : such as ``coverage!G17``; None for a removed row
    subject : ids of what the row is about, most specific first
    field : technical name of the column; "" for a whole row
    before, after : values as the plan has them (`Minute`s, enumeration members, ids); None: blank
    """

    kind: Literal["changed", "added", "removed"]
    sheet: str
    cell: str | None
    subject: tuple[str, ...]
    field: str = ""
    before: Any = None
    after: Any = None


@dataclass(frozen=True)
class Ignored:
    """Cells that were changed though they only show what follows from others.

    `column` is "" where a row of a sheet that is not read at all was changed, added or removed.
    """

    sheet: str
    column: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Timing:
    """Which times somebody chose, so that the others can follow from them.

    Attributes
    ----------
    touched : ids of the runs and doorstep teams whose stops were changed in any way
    typed : (run_id or team_id, number of the stop from 0) whose times were typed
    typed_starts : runs whose start was typed
    stretched : (team_id, number of the stop) with other persons but the same times
    redirected : runs with another laboratory but the same time of arrival there
    """

    touched: frozenset[str] = frozenset()
    typed: frozenset[tuple[str, int]] = frozenset()
    typed_starts: frozenset[str] = frozenset()
    stretched: frozenset[tuple[str, int]] = frozenset()
    redirected: frozenset[str] = frozenset()


@dataclass(frozen=True)
class EditedPlan:
    """A plan as somebody edited it in its workbook.

    Attributes
    ----------
    original : the plan that the workbook was written from
    plan : `original` with the edited decisions; what follows from them (times of later stops,
        tubes, results) is still that of before. Equal to `original` if nothing was edited
    changes : what was edited
    ignored : cells that were changed to no effect
    problems : edits that make no sense, each with its cell; they are not in `plan`
    timing : which times were chosen and which have to follow
    lang : language of the workbook
    """

    original: Plan
    plan: Plan
    changes: tuple[Change, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    problems: tuple[Problem, ...] = ()
    timing: Timing = field(default_factory=Timing)
    lang: Lang = "zh"

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity is Severity.error)
