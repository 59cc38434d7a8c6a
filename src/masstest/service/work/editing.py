"""Edits of a plan: in its workbook, or one compound moved by hand."""

from __future__ import annotations

from typing import Any

from masstest.domain.outcome import BadInput, Problem
from masstest.domain.plan import Coverage, Plan
from masstest.domain.roster import Roster
from masstest.planner.edits import check_edited, settle
from masstest.planner.kept_edits.pins import Pins, pins_of
from masstest.planner.kept_edits.possible import possible_edits
from masstest.service.edit_report import EditReport
from masstest.service.work.checking import violation_rows
from masstest.sheets.edited import (
    Change,
    EditedPlan,
    change_sentence,
    edit_problem_sentence,
    ignored_sentence,
    read_plan_workbook,
)
from masstest.sheets.edited.sentences import cell_name
from masstest.sheets.plan_workbook.columns import SHEET
from masstest.text import Lang, Translator, translator
from masstest.travel import straight_line


def check_workbook(
    content: bytes, plan_json: bytes, roster_json: bytes, lang: Lang
) -> EditReport | list[dict[str, Any]]:
    """What an edited workbook of the plan changes; the problems if it can't be read at all."""
    plan, roster, t = Plan.from_json(plan_json), Roster.from_json(roster_json), translator(lang)
    try:
        edited = read_plan_workbook(content, roster, plan)
    except BadInput as refused:
        return [_problem_row(problem, t) for problem in refused.problems]
    return _report(edited, roster, t)


def move_compound(
    compound_id: str, site_id: str, plan_json: bytes, roster_json: bytes, lang: Lang
) -> EditReport | None:
    """What follows if everybody of a compound who walks goes to one point; None: impossible."""
    plan, roster = Plan.from_json(plan_json), Roster.from_json(roster_json)
    rows = [row for row in plan.coverage if row.compound_id == compound_id]
    if not rows or site_id not in plan.point:
        return None
    moved = tuple(row for row in rows if row.site_id != site_id)
    disturbed = {row.site_id for row in moved} | ({site_id} if moved else set())
    together = rows[0].model_copy(
        update={
            "site_id": site_id,
            "persons": sum(row.persons for row in rows),
            "key_persons": sum(row.key_persons for row in rows),
        }
    )
    coverage: list[Coverage] = []
    for row in plan.coverage:
        if row.compound_id == compound_id:
            if row is not rows[0]:
                continue
            row = together
        # who comes when is worked out anew where other people come than before
        coverage.append(row.model_copy(update={"slots": ()}) if row.site_id in disturbed else row)
    edited = EditedPlan(
        original=plan,
        plan=plan.model_copy(update={"coverage": tuple(coverage)}) if moved else plan,
        changes=tuple(
            Change(
                "changed", "coverage", None, (compound_id, row.site_id), "site_id",
                row.site_id, site_id,
            )
            for row in moved
        ),
    )  # fmt: skip
    return _report(edited, roster, translator(lang))


def _report(edited: EditedPlan, roster: Roster, t: Translator) -> EditReport:
    travel = straight_line(roster)
    checked = check_edited(edited, roster, travel)
    changed = checked.plan != edited.original
    possible = possible_edits(edited, roster) if changed and not edited.errors else None
    wanted = pins_of(possible) if possible else Pins((), ())
    return EditReport(
        changes=[change_sentence(change, roster, t) for change in edited.changes],
        problems=[_problem_row(problem, t) for problem in edited.problems],
        ignored=[ignored_sentence(cell, t) for cell in edited.ignored],
        broken=violation_rows(checked.broken, roster, t),
        remaining=violation_rows(checked.remaining, roster, t),
        mended=violation_rows(checked.mended, roster, t),
        status=checked.plan.status,
        kpis_before=dict(edited.original.kpis),
        kpis=dict(checked.plan.kpis),
        plan_json=checked.plan.to_json().encode() if changed else None,
        base_json=settle(possible, roster, travel).to_json().encode() if possible else None,
        pins=wanted.pins,
        excludes=wanted.excludes,
    )


def _where(problem: Problem, t: Translator) -> str:
    """The cell, or the sheet, by the name that people see."""
    if problem.cell:
        return cell_name(problem.cell, t.lang)
    sheet = SHEET.get(problem.sheet or "")
    return sheet.label(t.lang) if sheet else "–"


def _problem_row(problem: Problem, t: Translator) -> dict[str, Any]:
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "sheet": problem.sheet,
        "cell": problem.cell,
        "pointer": None,
        "where": _where(problem, t),
        "value": problem.value,
        "text": edit_problem_sentence(problem, t),
    }
