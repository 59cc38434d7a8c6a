"""Edited plan workbooks on the command line: read, told, planned again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

from rich.console import Console

from masstest.cli.app import WRONG_INPUT, fail, print_json
from masstest.cli.report import violation_rows
from masstest.domain.outcome import BadInput, Severity, Violation
from masstest.domain.roster import Roster
from masstest.domain.rules import RULE
from masstest.planner.edits import CheckedEdit
from masstest.planner.kept_edits import KeptEdit
from masstest.sheets.edited import (
    Change,
    EditedPlan,
    cell_name,
    change_sentence,
    edit_problem_sentence,
    ignored_sentence,
    read_plan_workbook,
)
from masstest.text import N_, Lang, Translator, translator
from masstest.text.sentences import rule_name, violation_sentence

_SHOWN_CELLS = 3
_SHOWN_CASES = 5
_SHOWN_ROWS = 60


def is_workbook(path: Path) -> bool:
    return path.suffix.lower() in (".xlsx", ".xlsm")


def read_edited(path: Path, roster: Roster, lang: Lang, as_json: bool) -> EditedPlan:
    """Read a plan workbook; one that can't be read ends the command."""
    t = translator(lang)
    if not path.is_file():
        _refuse(t(N_("There is no file {path}."), path=path), as_json)
    try:
        return read_plan_workbook(path, roster)
    except BadInput as refused:
        _refuse("\n".join(edit_problem_sentence(p, t) for p in refused.problems), as_json)


def without_errors(edited: EditedPlan, lang: Lang, as_json: bool) -> EditedPlan:
    """An edited plan in which every edit makes sense; otherwise that ends the command."""
    if edited.errors:
        t = translator(lang)
        lines = [*_problem_lines(edited, t), t(N_("Nothing was done: mend these cells first."))]
        _refuse("\n".join(lines), as_json)
    return edited


def _refuse(message: str, as_json: bool) -> NoReturn:
    if as_json:
        print_json({"status": "wrong_input", "error": message})
    fail(message, WRONG_INPUT)


def print_checked(
    console: Console, edited: EditedPlan, checked: CheckedEdit, roster: Roster, t: Translator
) -> None:
    """What was changed where, what of it makes no sense, what breaks by how much."""
    block = _Blocks(console, t)
    block(
        N_("Edits that make no sense ({n}); what was there before counts instead:"),
        _problem_lines(edited, t),
        "red",
    )
    block(N_("Edits ({n}):"), (_change_line(c, edited, roster, t) for c in edited.changes))
    block(
        N_("Changed to no effect ({n}):"),
        (ignored_sentence(ignored, t) for ignored in edited.ignored),
        "yellow",
    )
    if not edited.changes:
        console.print(t(N_("Nothing was changed.")))
    for heading, violations, style, told in (
        (N_("The edits break this, or make it worse ({n}):"), checked.broken, "red", edited),
        (N_("Missed before the edits and still ({n}):"), checked.remaining, "yellow", None),
        (N_("Missed before and mended by the edits ({n}):"), checked.mended, "green", None),
    ):
        block(heading, _by_rule(violations, told, roster, t), style, len(violations))


def checked_document(
    edited: EditedPlan, checked: CheckedEdit, roster: Roster, t: Translator
) -> dict[str, Any]:
    """The same for programs."""

    def broken(violation: Violation, row: dict[str, object]) -> dict[str, object]:
        return row | {"cells": _cells(violation, edited)}

    rows = violation_rows(checked.broken, roster, t)
    return {
        "changes": [
            {
                "kind": change.kind,
                "sheet": change.sheet,
                "cell": change.cell and cell_name(change.cell, edited.lang),
                "subject": list(change.subject),
                "field": change.field,
                "text": change_sentence(change, roster, t),
            }
            for change in edited.changes
        ],
        "problems": [
            {
                "code": problem.code,
                "severity": problem.severity.value,
                "sheet": problem.sheet,
                "cell": problem.cell and cell_name(problem.cell, edited.lang),
                "value": problem.value,
                "text": edit_problem_sentence(problem, t),
            }
            for problem in edited.problems
        ],
        "ignored": [ignored_sentence(ignored, t) for ignored in edited.ignored],
        "broken": [broken(v, row) for v, row in zip(checked.broken, rows, strict=True)],
        "remaining": violation_rows(checked.remaining, roster, t),
        "mended": violation_rows(checked.mended, roster, t),
    }


def print_kept(
    console: Console, kept: Sequence[KeptEdit], edited: EditedPlan, roster: Roster, t: Translator
) -> None:
    """Which edits the new plan has, and which it couldn't have."""
    block = _Blocks(console, t)
    if kept:
        console.print()
    block(
        N_("Edits kept ({n}):"),
        (_change_line(each.change, edited, roster, t) for each in kept if each.kept),
        "green",
    )
    block(
        N_("Edits that could not be kept ({n}):"),
        (
            _change_line(each.change, edited, roster, t) + "\n    → " + _why_not(each, roster, t)
            for each in kept
            if not each.kept
        ),
        "red",
    )


def kept_document(
    kept: Iterable[KeptEdit], edited: EditedPlan, roster: Roster, t: Translator
) -> list[dict[str, Any]]:
    return [
        {
            "text": change_sentence(each.change, roster, t),
            "cell": each.change.cell and cell_name(each.change.cell, edited.lang),
            "kept": each.kept,
            "why_not": None if each.kept else _why_not(each, roster, t),
        }
        for each in kept
    ]


def _why_not(each: KeptEdit, roster: Roster, t: Translator) -> str:
    if each.reason is None:
        return t(N_("the targets are missed by less without it"))
    return _violation_line(each.reason, roster, t)


class _Blocks:
    """Prints a heading with its number of rows, and the first forty; nothing for no rows."""

    def __init__(self, console: Console, t: Translator) -> None:
        self._console, self._t = console, t

    def __call__(
        self, heading: str, rows: Iterable[str], style: str = "bold", number: int | None = None
    ) -> None:
        lines = list(rows)
        if not lines:
            return
        n = len(lines) if number is None else number
        self._console.print(self._t(heading, n=n), style=style, highlight=False)
        more = len(lines) - _SHOWN_ROWS
        lines = [line if line[0] == " " else f"  - {line}" for line in lines[:_SHOWN_ROWS]]
        if more > 0:
            lines.append("  " + self._t(N_("… and {more} more."), more=more))
        for line in lines:
            self._console.print(line, markup=False, highlight=False, soft_wrap=True)


def _problem_lines(edited: EditedPlan, t: Translator) -> Iterator[str]:
    for problem in sorted(edited.problems, key=lambda p: p.severity is not Severity.error):
        sentence = edit_problem_sentence(problem, t)
        where = problem.cell and cell_name(problem.cell, edited.lang)
        yield f"{where}  {sentence}" if where else sentence


def _change_line(change: Change, edited: EditedPlan, roster: Roster, t: Translator) -> str:
    sentence = change_sentence(change, roster, t)
    return f"{cell_name(change.cell, edited.lang)}  {sentence}" if change.cell else sentence


def _by_rule(
    violations: Sequence[Violation], edited: EditedPlan | None, roster: Roster, t: Translator
) -> Iterator[str]:
    """A line per rule, rules that must hold first, and under it the first few cases."""
    found: dict[str, list[Violation]] = defaultdict(list)
    for violation in violations:
        found[violation.rule].append(violation)
    for rule in sorted(found, key=lambda rule: not _physical(rule)):
        cases, name = found[rule], rule_name(rule, t)
        message = (
            N_("{rule} – must never be broken ({n})") if _physical(rule) else N_("{rule} ({n})")
        )
        yield t(message, rule=name, n=len(cases))
        for violation in cases[:_SHOWN_CASES]:
            line = violation_sentence(violation, roster, t).removeprefix(name).lstrip(":： ")
            cells = [] if edited is None else _cells(violation, edited)
            where = t(N_(" ← {cells}"), cells=", ".join(cells[:_SHOWN_CELLS])) if cells else ""
            yield f"    {line}{where}"
        if len(cases) > _SHOWN_CASES:
            yield "    " + t(N_("… and {more} more."), more=len(cases) - _SHOWN_CASES)


def _physical(rule: str) -> bool:
    return rule not in RULE or RULE[rule].physical


def _cells(violation: Violation, edited: EditedPlan) -> list[str]:
    """Cells of the edits that are most about what the violation is about."""
    subjects = set(violation.subjects)
    found = [
        (weight, cell_name(change.cell, edited.lang))
        for change in edited.changes
        if change.cell is not None and (weight := _about(change, subjects))
    ]
    most = max((weight for weight, _ in found), default=0)
    return [cell for weight, cell in found if weight == most]


def _about(change: Change, subjects: set[str]) -> int:
    """How much an edit is about some subjects: what it changed and to what counts double."""
    first, *others = (*change.subject, "")
    return 2 * len({first, str(change.after)} & subjects) + len(subjects.intersection(others))


def _violation_line(violation: Violation, roster: Roster, t: Translator) -> str:
    sentence, name = violation_sentence(violation, roster, t), rule_name(violation.rule, t)
    return (
        sentence if sentence.startswith(name) else t(N_("{rule}: {text}"), rule=name, text=sentence)
    )
