"""An edited plan workbook read again: what was changed, and the plan with those changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from masstest.domain.outcome import BadInput, Problem
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.sheets.edited.closing import without_points
from masstest.sheets.edited.coverage import edit_coverage
from masstest.sheets.edited.doorstep import edit_doorstep
from masstest.sheets.edited.duties import edit_duties
from masstest.sheets.edited.editing import Editing
from masstest.sheets.edited.points import KEY as POINT_KEY
from masstest.sheets.edited.points import edit_points
from masstest.sheets.edited.problems import KINDS, edit_problem_sentence
from masstest.sheets.edited.result import Change, EditedPlan, Ignored, Timing
from masstest.sheets.edited.runs import edit_runs
from masstest.sheets.edited.sentences import cell_name, change_sentence, ignored_sentence
from masstest.sheets.edited.tables import (
    RowEdit,
    Table,
    Values,
    compare,
    find_table,
    written_values,
)
from masstest.sheets.plan_workbook import columns, sheet_rows
from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.plan_workbook.column import PlanSheet
from masstest.sheets.plan_workbook.columns.shared import ROW_KEY
from masstest.sheets.plan_workbook.original import SHEET_NAME, join_original
from masstest.sheets.problems import KINDS as ROSTER_KINDS
from masstest.sheets.reading.cells import Setting
from masstest.sheets.reading.opening import Limits, RawSheet, Refusal, load, open_workbook
from masstest.text import Lang, translator

__all__ = [
    "Change",
    "EditedPlan",
    "Ignored",
    "Timing",
    "cell_name",
    "change_sentence",
    "edit_problem_sentence",
    "ignored_sentence",
    "read_plan_workbook",
]

_EDITABLE: Mapping[str, str] = {
    columns.POINTS.name: POINT_KEY,
    columns.COVERAGE.name: ROW_KEY.name,
    columns.DUTIES.name: ROW_KEY.name,
    columns.RUNS.name: ROW_KEY.name,
    columns.DOORSTEP.name: ROW_KEY.name,
}
"""Sheets that are read back, and the columns by which their rows are told apart."""

_Edits = tuple[Table, list[RowEdit]]


def read_plan_workbook(
    source: Path | bytes,
    roster: Roster,
    plan: Plan | None = None,
    *,
    limits: Limits | None = None,
) -> EditedPlan:
    """Read a plan workbook that was written by `write_plan_workbook` and may have been edited.

    Every cell is compared with what was written. Edited decisions are applied; edits that make no
    sense become problems with their cells, and the decision stays as it was; changes of what only
    follows from others are listed as ignored. Rows may be sorted, filtered, added, copied,
    deleted.

    Parameters
    ----------
    source : path of the workbook, or its bytes
    roster : the roster that the plan was made from
    plan : the plan as it was written; only needed if the workbook has lost its hidden copy
    limits : what the file may cost

    Raises
    ------
    BadInput
        If the file can't be opened, holds no plan, or is the plan of another round.
    """
    limits = limits or Limits()
    content = load(source, limits) if isinstance(source, Path) else source
    raw = content if isinstance(content, Refusal) else open_workbook(content, limits)
    if isinstance(raw, Refusal):
        raise _refused(raw.code, **raw.facts)
    original = _original(raw) or plan
    if original is None:
        raise _refused("no_plan_inside")
    if (original.round.date, original.round.district) != (
        roster.round.date,
        roster.round.district,
    ):
        raise _refused(
            "other_round", plan_round=_said(original.round), roster_round=_said(roster.round)
        )
    editing = Editing(original, roster)
    if plan is not None and not _same_decisions(plan, original):
        editing.problem("other_plan", columns.POINTS, None)
    lang = _language(raw)
    book = Book(original, roster, translator(lang))
    setting = Setting(original.round.date)
    tables = {sheet.name: find_table(raw, sheet, setting) for sheet in columns.SHEETS}
    edits = {
        name: found
        for name, key in _EDITABLE.items()
        if (found := _compared(editing, columns.SHEET[name], tables[name], key, book)) is not None
    }
    for sheet in columns.SHEETS:
        table = tables[sheet.name]
        if sheet.name not in _EDITABLE and table is not None:
            _ignore_rows(editing, table, book)
    edited, timing = _apply(editing, edits)
    return EditedPlan(
        original=original,
        plan=edited,
        changes=tuple(editing.changes),
        ignored=editing.ignored,
        problems=tuple(editing.problems),
        timing=timing,
        lang=lang,
    )


def _apply(editing: Editing, edits: Mapping[str, _Edits]) -> tuple[Plan, Timing]:
    """The plan with every edit; the sheets in the order in which they depend on each other."""
    plan = editing.plan
    retimed = frozenset[str]()
    update: dict[str, object] = {}
    if columns.POINTS.name in edits:
        retimed = edit_points(editing, *edits[columns.POINTS.name])
        update["points"] = tuple(editing.points.values())
    if columns.COVERAGE.name in edits:
        table, rows = edits[columns.COVERAGE.name]
        update["coverage"] = edit_coverage(editing, table, rows, retimed)
    if columns.DUTIES.name in edits:
        update["duties"] = edit_duties(editing, *edits[columns.DUTIES.name])
    timings = [Timing()]
    readers: tuple[tuple[str, PlanSheet, Callable[..., tuple[object, Timing]]], ...] = (
        ("runs", columns.RUNS, edit_runs),
        ("doorstep", columns.DOORSTEP, edit_doorstep),
    )
    for field, sheet, edit in readers:
        if sheet.name in edits:
            update[field], timing = edit(editing, *edits[sheet.name])
            timings.append(timing)
    update = {name: value for name, value in update.items() if value != getattr(plan, name)}
    together = Timing(
        touched=frozenset().union(*(t.touched for t in timings)),
        typed=frozenset().union(*(t.typed for t in timings)),
        typed_starts=frozenset().union(*(t.typed_starts for t in timings)),
        stretched=frozenset().union(*(t.stretched for t in timings)),
        redirected=frozenset().union(*(t.redirected for t in timings)),
    )
    edited = plan.model_copy(update=update) if update else plan
    return without_points(edited, plan.point.keys() - editing.points.keys(), together)


def _compared(
    editing: Editing, sheet: PlanSheet, table: Table | None, key: str, book: Book
) -> _Edits | None:
    """A sheet's rows beside those that were written; None if it can't be read."""
    if table is None:
        editing.problem("sheet_lost", sheet, None)
        return None
    lost = [c.name for c in sheet.columns if c.read_back and c.name not in table.columns]
    for name in lost:
        editing.problem("column_lost", sheet, None, column=name)
    if lost:
        return None
    written: dict[str, Values] = {}
    for row in sheet_rows(sheet, book):
        values = written_values(sheet, row)
        written[values[key]] = values
    return table, compare(table, written, key)


def _ignore_rows(editing: Editing, table: Table, book: Book) -> None:
    """Note the rows of a sheet that is not read back, where they aren't as they were written."""
    written = Counter(
        _frozen(written_values(table.sheet, row), table) for row in sheet_rows(table.sheet, book)
    )
    for row in table.rows:
        values = _frozen(row.values, table)
        if written[values] > 0:
            written[values] -= 1
        else:
            editing.ignore(table.sheet, row.cell(table.sheet.columns[0].name))


def _frozen(values: Values, table: Table) -> tuple[object, ...]:
    """A row as something that can be counted; numbers as far as a spreadsheet keeps them."""
    found = (values[c.name] for c in table.sheet.columns if c.name in table.columns)
    return tuple(f"{v:.10g}" if isinstance(v, int | float) else v for v in found)


def _original(raw: Sequence[RawSheet]) -> Plan | None:
    """The plan in the hidden sheet, if it is there and whole."""
    for page in raw:
        if page.title == SHEET_NAME:
            try:
                return join_original([str(row[0]) for row in page.rows if row])
            except ValueError:
                return None
    return None


def _same_decisions(a: Plan, b: Plan) -> bool:
    fields = ("points", "coverage", "duties", "runs", "doorstep")
    return all(getattr(a, name) == getattr(b, name) for name in fields)


def _language(raw: Sequence[RawSheet]) -> Lang:
    """The language that the workbook was written in, by the titles of its sheets."""
    titles = {page.title for page in raw}
    english = sum(sheet.en in titles for sheet in columns.SHEETS)
    return "en" if 2 * english > len(columns.SHEETS) else "zh"


def _said(round_: object) -> str:
    district, date = getattr(round_, "district", ""), getattr(round_, "date", "")
    return f"{district} {date}"


def _refused(code: str, **facts: object) -> BadInput:
    severity = (KINDS.get(code) or ROSTER_KINDS[code]).severity
    return BadInput((Problem(code=code, severity=severity, facts=facts),))
