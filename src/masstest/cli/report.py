"""What the commands tell: problems of a roster, and a plan in a dozen lines or as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from masstest.domain.outcome import Problem, Severity, Violation
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.sheets import ReadResult, problem_sentence
from masstest.sheets.columns import SHEET
from masstest.text import N_, Translator
from masstest.text.sentences import (
    quantity,
    remedy_sentence,
    rule_name,
    shortage_sentence,
    shortage_statement,
    stage_note,
    violation_sentence,
)

_SHOWN_PROBLEMS = 40
_LABELS = {Severity.error: (N_("error"), "red"), Severity.warning: (N_("warning"), "yellow")}


def print_problems(console: Console, result: ReadResult, t: Translator) -> None:
    """What was read, read as something else, not read, and every problem (the first forty)."""
    for line in _reading(result, t):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    titles = {count.sheet: count.title for count in result.sheets}
    ordered = sorted(result.problems, key=lambda p: p.severity is not Severity.error)
    for problem in ordered[:_SHOWN_PROBLEMS]:
        label, colour = _LABELS[problem.severity]
        console.print(f"[{colour}]{t(label)}[/] ", end="", highlight=False)
        sentence = f"{_where(problem, titles)} {problem_sentence(problem, t)}".strip()
        console.print(sentence, markup=False, highlight=False, soft_wrap=True)
    if len(ordered) > _SHOWN_PROBLEMS:
        console.print(t(N_("… and {more} more."), more=len(ordered) - _SHOWN_PROBLEMS))
    verdict = (
        N_("{errors} errors, {warnings} warnings. Nothing is planned until the errors are mended.")
        if result.errors
        else N_("No errors, {warnings} warnings: this roster can be planned.")
    )
    facts = {"errors": len(result.errors), "warnings": len(result.warnings)}
    console.print(t(verdict, **facts), highlight=False)


def _reading(result: ReadResult, t: Translator) -> Iterator[str]:
    """What of the file was read, how many rows of it are wrong, and what was passed over."""
    read = [f"{SHEET[count.sheet].label(t.lang)} {count.rows}" for count in result.sheets]
    yield t(N_("Read: {counts}."), counts=t(", ").join(read) or "-")
    wrong = [
        t(N_("{sheet} {wrong} of {rows}"), sheet=c.title, wrong=c.rows - c.good, rows=c.rows)
        for c in result.sheets
        if c.good < c.rows
    ]
    if wrong:
        yield t(N_("Rows with errors: {counts}."), counts=t(", ").join(wrong))
    for count in result.sheets:
        if matched := count.read_as(t.lang):
            names = t(", ").join(matched)
            yield t(N_("Columns read as others, {sheet}: {names}."), sheet=count.title, names=names)
    if result.ignored:
        yield t(N_("Not read: {names}."), names=t(", ").join(result.ignored))


def _where(problem: Problem, titles: Mapping[str, str]) -> str:
    """The cell of a problem, by the sheet's name in the file."""
    sheet, _, reference = (problem.cell or "").rpartition("!")
    if reference:
        return f"{titles.get(sheet, sheet)}!{reference}"
    return titles.get(problem.sheet or "", problem.sheet or "")


def problems_document(result: ReadResult, t: Translator) -> dict[str, Any]:
    return {
        "status": "ok" if result.roster is not None else "wrong_input",
        "read": dict(result.counts),
        "wrong": {count.sheet: count.rows - count.good for count in result.sheets},
        "read_as": {
            count.sheet: dict(count.matched_columns)
            for count in result.sheets
            if count.matched_columns
        },
        "ignored": list(result.ignored),
        "problems": [
            {
                "code": p.code,
                "severity": p.severity.value,
                "sheet": p.sheet,
                "cell": p.cell,
                "value": p.value,
                "text": problem_sentence(p, t),
            }
            for p in result.problems
        ],
    }


def print_plan(
    console: Console, plan: Plan, roster: Roster, files: Sequence[Path], t: Translator
) -> None:
    """The plan in short: the chain of deadlines, the guideline, what is short, where to look."""
    kpis = plan.kpis
    console.print()
    if plan.status == "met":
        console.print(f"[bold green]{t(N_('The plan meets every rule.'))}[/]")
    else:
        console.print(f"[bold red]{t(N_('The plan is short of its targets:'))}[/]")
        for shortage in plan.shortages:
            statement = t(
                N_("- {rule}: {statement}."),
                rule=rule_name(shortage.rule, t),
                statement=shortage_statement(shortage, roster, t),
            )
            console.print(statement, markup=False, highlight=False, soft_wrap=True)
            for remedy in shortage.remedies:
                console.print(
                    f"    → {remedy_sentence(remedy, roster, t)}", markup=False, soft_wrap=True
                )
    for report in plan.stages:
        if note := stage_note(report, t):
            console.print(note, markup=False, highlight=False, soft_wrap=True)
    table = Table(box=None, show_header=False, pad_edge=False)
    for label, value in _figures(kpis, t):
        table.add_row(label, value)
    console.print(table)
    console.print()
    console.print(t(N_("Open {path} first.")).format(path=files[0]), highlight=False)
    for path in files[1:]:
        console.print(f"  {path}", highlight=False)


def plan_document(
    plan: Plan, roster: Roster, files: Sequence[Path], exit_status: int, t: Translator
) -> dict[str, Any]:
    return {
        "status": plan.status,
        "exit_status": exit_status,
        "files": [str(path) for path in files],
        "kpis": dict(plan.kpis),
        "stages": [report.model_dump(mode="json") for report in plan.stages],
        "shortages": [
            shortage.model_dump(mode="json")
            | {"text": shortage_sentence(shortage, roster, t)}
            | {
                "remedies": [
                    remedy.model_dump(mode="json") | {"text": remedy_sentence(remedy, roster, t)}
                    for remedy in shortage.remedies
                ]
            }
            for shortage in plan.shortages
        ],
    }


def violation_rows(
    violations: Sequence[Violation], roster: Roster, t: Translator
) -> list[dict[str, object]]:
    return [
        v.model_dump(mode="json") | {"text": violation_sentence(v, roster, t)} for v in violations
    ]


def _figures(kpis: Any, t: Translator) -> list[tuple[str, str]]:
    slack, guide = kpis["slack_min"], kpis["guideline"]

    def at(name: str, link: str) -> str:
        moment = kpis[name]
        if moment is None:
            return "-"
        spare = slack[link]
        return f"{moment[5:10]} {moment[11:]}  " + t(N_("({spare} min to spare)"), spare=spare)

    def against(name: str) -> str:
        row = guide[name]
        high = "" if row["high"] is None else f"–{row['high']:,}"
        return f"{row['plan']:,}  " + t(
            N_("(guide: {low}{high})"), low=f"{row['low']:,}", high=high
        )

    runs = quantity(kpis["runs"], "runs", t)
    vehicles = quantity(kpis["vehicles_used"], "vehicles", t)
    mean, longest = (quantity(kpis[name], "m", t) for name in ("mean_walk_m", "max_walk_m"))
    return [
        (t(N_("People sampled")), f"{kpis['persons_covered']:,} / {kpis['people']:,}"),
        (t(N_("Points")), against("points")),
        (t(N_("Lanes")), against("lanes")),
        (t(N_("Samplers on the roster")), against("samplers")),
        (t(N_("Last person sampled")), at("finish_at", "sampling")),
        (t(N_("Key groups' results")), at("key_results_at", "key_results")),
        (t(N_("All results")), at("results_at", "results")),
        (t(N_("Oldest specimen at a lab")), quantity(kpis["max_age_min"], "min", t)),
        (t(N_("Runs, vehicles")), f"{runs}{t(', ')}{vehicles}"),
        (t(N_("Walk, mean and longest")), f"{mean}{t(', ')}{longest}"),
    ]
