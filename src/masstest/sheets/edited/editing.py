"""Collects what was changed, what was ignored and what makes no sense."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from masstest.domain.outcome import Problem
from masstest.domain.plan import Plan, Point
from masstest.domain.roster import Roster
from masstest.domain.units import clock
from masstest.sheets.edited.problems import KINDS
from masstest.sheets.edited.result import Change, Ignored
from masstest.sheets.edited.tables import RowEdit, Table
from masstest.sheets.plan_workbook.column import PlanSheet
from masstest.sheets.reading.cells import UNKNOWABLE, Wrong


class Editing:
    """The plan as it was written, its roster, and what was found in the workbook so far.

    `points` are those that are open now, as far as their sheet has been read.
    """

    def __init__(self, plan: Plan, roster: Roster) -> None:
        self.plan = plan
        self.roster = roster
        self.points: dict[str, Point] = dict(plan.point)
        self.changes: list[Change] = []
        self.problems: list[Problem] = []
        self._ignored: dict[tuple[str, str], list[str]] = defaultdict(list)

    @property
    def ignored(self) -> tuple[Ignored, ...]:
        return tuple(
            Ignored(sheet, column, tuple(cells)) for (sheet, column), cells in self._ignored.items()
        )

    def problem(
        self, code: str, sheet: PlanSheet, cell: str | None, value: object = None, **facts: Any
    ) -> None:
        """Note a problem; `cell` is a reference within the sheet."""
        self.problems.append(
            Problem(
                code=code,
                severity=KINDS[code].severity,
                sheet=sheet.name,
                cell=None if cell is None else f"{sheet.name}!{cell}",
                value=None if value is None else str(value),
                facts=facts,
            )
        )

    def ignore(self, sheet: PlanSheet, cell: str, column: str = "") -> None:
        self._ignored[sheet.name, column].append(cell)

    def changed(
        self, table: Table, edit: RowEdit, name: str, subject: tuple[str, ...], after: Any
    ) -> None:
        """Note that a cell was changed to `after`."""
        if edit.row is None:
            return
        cell = f"{table.sheet.name}!{edit.row.cell(name)}"
        before = edit.before.get(name)
        self.changes.append(Change("changed", table.sheet.name, cell, subject, name, before, after))

    def added(self, table: Table, edit: RowEdit, subject: tuple[str, ...]) -> None:
        if edit.row is not None:
            cell = f"{table.sheet.name}!A{edit.row.number}"
            self.changes.append(Change("added", table.sheet.name, cell, subject))

    def removed(self, table: Table, subject: tuple[str, ...]) -> None:
        self.changes.append(Change("removed", table.sheet.name, None, subject))

    def ignore_derived(self, table: Table, edit: RowEdit, decisions: frozenset[str]) -> None:
        """Note the cells of a row that were changed though they follow from others."""
        if edit.row is not None and edit.key is not None:
            for name in edit.changed:
                if name not in decisions:
                    self.ignore(table.sheet, edit.row.cell(name), name)

    def take(self, table: Table, edit: RowEdit, name: str, *, required: bool = True) -> Any:
        """The value of a cell if it can be read; otherwise a problem, and the value of before."""
        if edit.row is None:
            return edit.before.get(name)
        value, cell = edit.row.values.get(name), edit.row.cell(name)
        if isinstance(value, Wrong):
            facts = dict(value.facts)
            shown = facts.pop("word", None) or facts.pop("error", None)
            self.problem(value.code, table.sheet, cell, shown, column=name, **facts)
            return edit.before.get(name)
        if value is UNKNOWABLE:
            return edit.before.get(name)
        if value is None and required:
            self.problem("required_blank", table.sheet, cell, column=name)
            return edit.before.get(name)
        return value

    def take_count(self, table: Table, edit: RowEdit, name: str, least: int = 0) -> int:
        """A whole number of at least `least`."""
        value = self.take(table, edit, name)
        if not isinstance(value, int):
            value = edit.before.get(name)
            return least if value is None else int(value)
        if value >= least:
            return value
        if edit.row is not None:
            code = "negative" if least == 0 else "too_small"
            cell = edit.row.cell(name)
            self.problem(code, table.sheet, cell, value, column=name, limit=f"{least}")
        return int(edit.before.get(name, least))

    def take_id(
        self, table: Table, edit: RowEdit, name: str, known: Mapping[str, Any], code: str
    ) -> str | None:
        """An id that stands in `known`; None, with a problem, if a new row has none."""
        value: str | None = self.take(table, edit, name)
        if value is None or value in known:
            return value
        if edit.row is not None:
            self.problem(code, table.sheet, edit.row.cell(name), value, column=name)
        before: str | None = edit.before.get(name)
        return before

    def take_name(
        self,
        table: Table,
        edit: RowEdit,
        name: str,
        id_name: str,
        known: Iterable[tuple[str, str]],
    ) -> str | None:
        """The id of what a name was changed to, where the id beside it was not.

        People write names where the id would be wanted; `known` are pairs of name and id. None
        if the name is unchanged, or the id was changed too; a name that many or none bear is a
        problem.
        """
        if name not in edit.changed or id_name in edit.changed or edit.row is None:
            return None
        said = edit.row.values.get(name)
        found = [known_id for known_name, known_id in known if " ".join(known_name.split()) == said]
        if len(found) == 1:
            return found[0]
        self.problem(
            "ambiguous_name", table.sheet, edit.row.cell(name),
            said if isinstance(said, str) else "", column=name, id_column=id_name,
        )  # fmt: skip
        return None

    def in_order(
        self, table: Table, edit: RowEdit, start: tuple[str, int], end: tuple[str, int]
    ) -> bool:
        """Whether a start lies before its end; a problem at the end otherwise."""
        if start[1] < end[1]:
            return True
        if edit.row is not None:
            self.problem(
                "times_turned", table.sheet, edit.row.cell(end[0]), clock(end[1]),
                column=end[0], other=clock(start[1]),
            )  # fmt: skip
        return False
