"""Commands about plans that exist: `check`, `diff`, `explain`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

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
    print_json,
)
from masstest.cli.edited import (
    checked_document,
    is_workbook,
    print_checked,
    read_edited,
    without_errors,
)
from masstest.cli.reading import good_roster, read_plan
from masstest.cli.report import violation_rows
from masstest.cli.ways import Barriers, FootRoads, Roads, Ways, travel_of
from masstest.domain.budget import Budget
from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.rules import RULE
from masstest.domain.travel import Travel
from masstest.planner.differences import difference_lines, differences
from masstest.planner.edits import check_edited
from masstest.planner.explanation import explain as explained
from masstest.planner.explanation import explanation_lines
from masstest.text import N_, Lang, Translator, translator
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
    roads: Roads = None,
    foot_roads: FootRoads = None,
    barriers: Barriers = None,
) -> None:
    """Check a plan against its roster, rule by rule."""
    known = good_roster(roster, lang.value, as_json)
    travel = travel_of(known, Ways(roads, foot_roads, barriers), lang.value, as_json)
    if is_workbook(plan_file):
        _check_edited(known, roster, travel, plan_file, lang.value, as_json)
    document = read_plan(plan_file, lang.value)
    violations = (
        *check_plan(known, document, travel),
        *objective_mismatches(known, document, travel),
    )
    if as_json:
        rows = violation_rows(violations, known, translator(lang.value))
        status = _status(violations)
        physical = len(_physical(violations))
        print_json({"violations": rows, "physical": physical, "exit_status": status})
    else:
        _print_violations(violations, known, translator(lang.value))
    raise typer.Exit(_status(violations))


def _check_edited(
    roster: Roster, roster_path: Path, travel: Travel, path: Path, lang: Lang, as_json: bool
) -> NoReturn:
    """What was edited in a plan workbook, which rules that breaks, by how much."""
    t = translator(lang)
    edited = read_edited(path, roster, lang, as_json)
    checked = check_edited(edited, roster, travel)
    violations = (*checked.broken, *checked.remaining)
    status = WRONG_INPUT if edited.errors else _status(violations)
    if as_json:
        document = checked_document(edited, checked, roster, t)
        print_json(document | {"physical": len(_physical(violations)), "exit_status": status})
    else:
        print_checked(Console(), edited, checked, roster, t)
        _print_total(violations, t)
        if edited.changes and not edited.errors:
            message = N_(
                "To plan again with these edits: masstest plan {roster} -o DIR --from {plan}"
            )
            print(t(message, roster=roster_path, plan=path))
    raise typer.Exit(status)


@app.command()
def diff(
    before: Annotated[Path, typer.Argument(metavar="A", help="plan.json, or an edited plan.xlsx")],
    after: Annotated[Path, typer.Argument(metavar="B", help="plan.json, or an edited plan.xlsx")],
    as_json: AsJson = False,
    every: Annotated[bool, typer.Option("--all", help="every change, not the weightiest")] = False,
    lang: LangOption = Language.zh,
) -> None:
    """What changed from one plan to another, for whom, and what it costs or gains."""
    t = translator(lang.value)
    (one, one_roster), (other, other_roster) = (
        _plan_and_roster(path, lang.value, as_json) for path in (before, after)
    )
    found = differences(one, other, one_roster, other_roster)
    if as_json:
        print_json(json.loads(found.to_json()))
        return
    if (heading := _of_other_rounds(one, other, t)) is not None:
        print(heading)
    for line in difference_lines(found, t, most=None if every else _SHOWN_CHANGES):
        print(line)


@app.command()
def explain(
    plan_file: Annotated[
        Path, typer.Argument(metavar="PLAN", help="plan.json, or an edited plan.xlsx")
    ],
    subject: Annotated[
        str | None,
        typer.Argument(
            help="id or name of a compound, site, run, vehicle, lab, person, team, role, item; "
            "or the code of a rule"
        ),
    ] = None,
    roster_file: Annotated[
        Path | None, typer.Option("--roster", help="if it doesn't lie beside the plan")
    ] = None,
    time_limit: Annotated[float, typer.Option(min=1, help="seconds for planning parts anew")] = 30,
    as_json: AsJson = False,
    lang: LangOption = Language.zh,
    roads: Roads = None,
    foot_roads: FootRoads = None,
    barriers: Barriers = None,
) -> None:
    """Why the plan is as it is: the chain of deadlines, what binds, what one more would gain."""
    t, began = translator(lang.value), time.monotonic()
    path = roster_file or plan_file.with_name("roster.xlsx")
    roster = good_roster(path, lang.value, as_json)
    travel = travel_of(roster, Ways(roads, foot_roads, barriers), lang.value, as_json)
    if is_workbook(plan_file):
        edited = read_edited(plan_file, roster, lang.value, as_json)
        plan = check_edited(without_errors(edited, lang.value, as_json), roster, travel).plan
    else:
        plan = read_plan(plan_file, lang.value)
    found = explained(plan, roster, travel, subject, Budget(seconds=time_limit))
    unknown = subject is not None and not found.found
    if as_json:
        print_json(json.loads(found.to_json()))
    else:
        for line in explanation_lines(found, roster, t):
            print(line, file=sys.stderr if unknown else sys.stdout)
        if not unknown:
            seconds = f"{time.monotonic() - began:.0f}"
            print(t(N_("Worked out in {seconds} s."), seconds=seconds))
    raise typer.Exit(WRONG_INPUT if unknown else MET)


def _of_other_rounds(one: Plan, other: Plan, t: Translator) -> str | None:
    """What must be known before two plans are compared that aren't of the same day."""
    if one.round.district != other.round.district:
        message = N_(
            "Plans of two districts, {one} and {other}: what has the same id is compared, though "
            "it is not the same."
        )
        return t(message, one=one.round.district, other=other.round.district)
    if one.round.date != other.round.date:
        message = N_("Plans of two rounds, {one} and {other}: times are compared by the clock.")
        return t(message, one=one.round.date, other=other.round.date)
    return None


def _plan_and_roster(path: Path, lang: Lang, as_json: bool) -> tuple[Plan, Roster | None]:
    """A plan, and the roster beside it: it gives names to ids; without it ids have to do."""
    beside = path.with_name("roster.xlsx")
    if is_workbook(path):
        roster = good_roster(beside, lang, as_json)
        edited = without_errors(read_edited(path, roster, lang, as_json), lang, as_json)
        return check_edited(edited, roster, straight_line(roster)).plan, roster
    plan = read_plan(path, lang)
    return plan, good_roster(beside, lang, as_json) if beside.is_file() else None


def _physical(violations: Sequence[Violation]) -> list[Violation]:
    return [v for v in violations if v.rule not in RULE or RULE[v.rule].physical]


def _status(violations: Sequence[Violation]) -> int:
    if _physical(violations):
        return FAILED
    return SHORT if violations else MET


def _print_violations(violations: Sequence[Violation], roster: Roster, t: Translator) -> None:
    for violation in violations:
        sentence = violation_sentence(violation, roster, t)
        print(f"{rule_name(violation.rule, t)} [{violation.rule}]: {sentence}")
    _print_total(violations, t)


def _print_total(violations: Sequence[Violation], t: Translator) -> None:
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
