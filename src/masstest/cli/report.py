"""What the commands tell: problems of a roster, and a plan in a dozen lines or as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from masstest.domain.outcome import Severity
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.sheets import ReadResult, problem_sentence
from masstest.text import N_, Translator
from masstest.text.sentences import remedy_sentence, rule_name, shortage_sentence

_SHOWN_PROBLEMS = 40
_LABELS = {Severity.error: (N_("error"), "red"), Severity.warning: (N_("warning"), "yellow")}


def print_problems(console: Console, result: ReadResult, t: Translator) -> None:
    """What was read, and every problem (the first forty) with its cell."""
    counts = ", ".join(f"{sheet} {rows}" for sheet, rows in result.counts.items())
    console.print(t(N_("Read: {counts}."), counts=counts or "-"), highlight=False)
    ordered = sorted(result.problems, key=lambda p: p.severity is not Severity.error)
    for problem in ordered[:_SHOWN_PROBLEMS]:
        label, colour = _LABELS[problem.severity]
        where = problem.cell or problem.sheet or ""
        console.print(f"[{colour}]{t(label)}[/] {where} ", end="", highlight=False, soft_wrap=True)
        console.print(problem_sentence(problem, t), markup=False, highlight=False, soft_wrap=True)
    if len(ordered) > _SHOWN_PROBLEMS:
        console.print(t(N_("… and {more} more."), more=len(ordered) - _SHOWN_PROBLEMS))
    number = Counter(problem.severity for problem in result.problems)
    if number:
        console.print(
            t(
                N_("{errors} errors, {warnings} warnings."),
                errors=number[Severity.error],
                warnings=number[Severity.warning],
            )
        )


def problems_document(result: ReadResult, t: Translator) -> dict[str, Any]:
    return {
        "status": "ok" if result.roster is not None else "wrong_input",
        "read": dict(result.counts),
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
            name = rule_name(shortage.rule, t)
            console.print(
                f"- {name}: {shortage_sentence(shortage, roster, t)}", markup=False, soft_wrap=True
            )
            for remedy in shortage.remedies:
                console.print(
                    f"    → {remedy_sentence(remedy, roster, t)}", markup=False, soft_wrap=True
                )
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

    return [
        (t(N_("People sampled")), f"{kpis['persons_covered']:,} / {kpis['people']:,}"),
        (t(N_("Points")), against("points")),
        (t(N_("Lanes")), against("lanes")),
        (t(N_("Samplers on the roster")), against("samplers")),
        (t(N_("Last person sampled")), at("finish_at", "sampling")),
        (t(N_("Key groups' results")), at("key_results_at", "key_results")),
        (t(N_("All results")), at("results_at", "results")),
        (t(N_("Oldest specimen at a lab")), f"{kpis['max_age_min']} min"),
        (t(N_("Runs, vehicles")), f"{kpis['runs']}, {kpis['vehicles_used']}"),
        (t(N_("Walk, mean and longest")), f"{kpis['mean_walk_m']} m, {kpis['max_walk_m']} m"),
    ]
