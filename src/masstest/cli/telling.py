"""Commands about plans that exist: `check`, `diff`, `explain`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from masstest.checks import check_plan, objective_mismatches
from masstest.cli.app import (
    FAILED,
    MET,
    SHORT,
    WRONG_INPUT,
    AsJson,
    LangOption,
    Language,
    RosterFile,
    app,
    fail,
    good_roster,
    print_json,
    read_plan,
)
from masstest.domain.budget import Budget
from masstest.domain.outcome import BadInput, Violation
from masstest.domain.roster import Roster
from masstest.domain.rules import RULE
from masstest.planner.differences import difference_lines, differences
from masstest.planner.edits import check_edited
from masstest.planner.explanation import explain as explained
from masstest.planner.explanation import explanation_lines
from masstest.sheets.edited import (
    change_sentence,
    edit_problem_sentence,
    ignored_sentence,
    read_plan_workbook,
)
from masstest.text import N_, Lang, translator
from masstest.text.sentences import rule_name, violation_sentence
from masstest.travel import straight_line

_SHOWN_CHANGES = 15


@app.command()
def check(
    roster: RosterFile,
    plan_file: Annotated[
        Path, typer.Argument(metavar="PLAN", help="plan.json, or an edited plan.xlsx")
    ],
    as_json: AsJson = False,
    lang: LangOption = Language.zh,
) -> None:
    """Check a plan against its roster, rule by rule."""
    known = good_roster(roster, lang.value, as_json)
    if plan_file.suffix.lower() == ".xlsx":
        _check_edited(known, plan_file, lang.value, as_json)
    document, travel = read_plan(plan_file, lang.value), straight_line(known)
    violations = (
        *check_plan(known, document, travel),
        *objective_mismatches(known, document, travel),
    )
    if as_json:
        rows = _rows(violations, known, lang.value)
        print_json({"violations": rows, "physical": len(_physical(violations))})
    else:
        _print_violations(violations, known, lang.value)
    raise typer.Exit(_status(violations))


def _check_edited(roster: Roster, path: Path, lang: Lang, as_json: bool) -> NoReturn:
    """What was edited in a plan workbook, which rules that breaks, by how much."""
    t = translator(lang)
    if not path.is_file():
        fail(t(N_("There is no file {path}."), path=path), WRONG_INPUT)
    try:
        edited = read_plan_workbook(path, roster)
    except BadInput as refused:
        fail("\n".join(edit_problem_sentence(p, t) for p in refused.problems), WRONG_INPUT)
    checked = check_edited(edited, roster, straight_line(roster))
    problems = [edit_problem_sentence(problem, t) for problem in edited.problems]
    changes = [change_sentence(change, roster, t) for change in edited.changes]
    violations = (*checked.broken, *checked.remaining)
    if as_json:
        print_json(
            {
                "changes": changes,
                "problems": problems,
                "ignored": [ignored_sentence(cell, t) for cell in edited.ignored],
                "broken": _rows(checked.broken, roster, lang),
                "remaining": _rows(checked.remaining, roster, lang),
                "mended": _rows(checked.mended, roster, lang),
                "physical": len(_physical(violations)),
            }
        )
    else:
        for line in (*problems, *changes, *(ignored_sentence(c, t) for c in edited.ignored)):
            print(line)
        if not edited.changes:
            print(t(N_("Nothing was changed.")))
        _print_violations(violations, roster, lang)
    raise typer.Exit(WRONG_INPUT if edited.errors else _status(violations))


@app.command()
def diff(
    before: Annotated[Path, typer.Argument(metavar="A.json")],
    after: Annotated[Path, typer.Argument(metavar="B.json")],
    as_json: AsJson = False,
    every: Annotated[bool, typer.Option("--all", help="every change, not the weightiest")] = False,
    lang: LangOption = Language.zh,
) -> None:
    """What changed from one plan to another, for whom, and what it costs or gains."""
    t = translator(lang.value)
    found = differences(
        read_plan(before, lang.value),
        read_plan(after, lang.value),
        _roster_beside(before, lang.value),
        _roster_beside(after, lang.value),
    )
    if as_json:
        print_json(json.loads(found.to_json()))
        return
    for line in difference_lines(found, t, most=None if every else _SHOWN_CHANGES):
        print(line)


@app.command()
def explain(
    plan_file: Annotated[Path, typer.Argument(metavar="PLAN.json")],
    subject: Annotated[
        str | None, typer.Argument(help="a compound, site, run, vehicle, lab, person or team")
    ] = None,
    roster_file: Annotated[
        Path | None, typer.Option("--roster", help="if it doesn't lie beside the plan")
    ] = None,
    time_limit: Annotated[float, typer.Option(min=1, help="seconds for planning parts anew")] = 30,
    as_json: AsJson = False,
    lang: LangOption = Language.zh,
) -> None:
    """Why the plan is as it is: the chain of deadlines, what binds, what one more would gain."""
    t, plan = translator(lang.value), read_plan(plan_file, lang.value)
    path = roster_file or plan_file.with_name("roster.xlsx")
    roster = good_roster(path, lang.value, as_json)
    found = explained(plan, roster, straight_line(roster), subject, Budget(seconds=time_limit))
    if as_json:
        print_json(json.loads(found.to_json()))
        return
    for line in explanation_lines(found, roster, t):
        print(line)


def _roster_beside(plan_file: Path, lang: Lang) -> Roster | None:
    """The roster beside a plan gives names to ids; without it ids have to do."""
    path = plan_file.with_name("roster.xlsx")
    return good_roster(path, lang, as_json=False) if path.is_file() else None


def _physical(violations: Sequence[Violation]) -> list[Violation]:
    return [v for v in violations if v.rule not in RULE or RULE[v.rule].physical]


def _status(violations: Sequence[Violation]) -> int:
    if _physical(violations):
        return FAILED
    return SHORT if violations else MET


def _rows(violations: Sequence[Violation], roster: Roster, lang: Lang) -> list[dict[str, object]]:
    t = translator(lang)
    return [
        v.model_dump(mode="json") | {"text": violation_sentence(v, roster, t)} for v in violations
    ]


def _print_violations(violations: Sequence[Violation], roster: Roster, lang: Lang) -> None:
    t = translator(lang)
    for violation in violations:
        sentence = violation_sentence(violation, roster, t)
        print(f"{rule_name(violation.rule, t)} [{violation.rule}]: {sentence}")
    if not violations:
        print(t(N_("Every rule holds.")))
        return
    print(
        t(
            N_("{count} violations, {physical} of them of rules that must never be broken."),
            count=len(violations),
            physical=len(_physical(violations)),
        )
    )
