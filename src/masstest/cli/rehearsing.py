"""Command that carries a plan out before the day does: `rehearse`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from masstest.cli.app import (
    MET,
    SHORT,
    WRONG_INPUT,
    AsJson,
    LangOption,
    Language,
    app,
    fail,
    print_json,
)
from masstest.cli.reading import good_roster, read_plan
from masstest.cli.rehearsing_live import Playing, play_live
from masstest.cli.ways import Barriers, FootRoads, Roads, Ways, travel_of
from masstest.domain.outcome import BadInput
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.rehearsal.answers import answers
from masstest.rehearsal.breakdowns import Breakdown, read_breakdowns, unknown_subjects
from masstest.rehearsal.days import Orders, simulate_days
from masstest.rehearsal.document import document, write_tables
from masstest.rehearsal.sentences import rehearsal_lines
from masstest.rehearsal.simulation import course_of
from masstest.rehearsal.spread import Spread
from masstest.text import N_, Lang, translator

FORECAST_AT_MIN = 11 * 60


@app.command()
def rehearse(
    plan_file: Annotated[Path, typer.Argument(metavar="PLAN", help="plan.json")],
    days: Annotated[int, typer.Option(min=1, help="how many days to simulate")] = 500,
    seed: Annotated[int, typer.Option(min=0, help="same seed: the same days")] = 1,
    breakdowns: Annotated[
        str,
        typer.Option(
            metavar="WHAT=ID@FROM[-UNTIL],…",
            help="vehicle=V11@10:30, lab=L02@11:00-12:30, site=S007@09:15, rain=0.8@08:00-11:00",
        ),
    ] = "",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="rehearsal.json and tables go there"),
    ] = None,
    roster_file: Annotated[
        Path | None, typer.Option("--roster", help="if it doesn't lie beside the plan")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="processes to use")] = os.cpu_count() or 1,
    live: Annotated[
        str | None,
        typer.Option(metavar="URL", help="play one day against this server instead"),
    ] = None,
    round_id: Annotated[
        str | None, typer.Option("--round", help="the round to play (with --live)")
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(envvar="MASSTEST_TOKEN", help="API token of a coordinator (with --live)"),
    ] = None,
    tokens: Annotated[
        Path | None,
        typer.Option(metavar="FILE.json", help="tokens by phone, such as point/S001 (with --live)"),
    ] = None,
    speed: Annotated[
        float, typer.Option(min=0, help="minutes of the day in one minute; 0: as fast as it goes")
    ] = 60,
    duplicates: Annotated[float, typer.Option(min=0, max=1, help="share sent again")] = 0.05,
    late: Annotated[float, typer.Option(min=0, max=1, help="share sent minutes late")] = 0.05,
    wrong_counts: Annotated[
        float, typer.Option(min=0, max=1, help="share of boxes with a wrong count or seal")
    ] = 0.01,
    missing: Annotated[float, typer.Option(min=0, max=1, help="share never sent")] = 0.0,
    as_json: AsJson = False,
    lang: LangOption = Language.zh,
    roads: Roads = None,
    foot_roads: FootRoads = None,
    barriers: Barriers = None,
) -> None:
    """Simulate the day hundreds of times, or play it once against a running server."""
    plan = read_plan(plan_file, lang.value)
    roster_path = roster_file or plan_file.with_name("roster.xlsx")
    roster = good_roster(roster_path, lang.value, as_json)
    travel = travel_of(roster, Ways(roads, foot_roads, barriers), lang.value, as_json)
    lost = _breakdowns(breakdowns, plan, roster, lang.value)
    if live is not None:
        playing = Playing(
            live, round_id, token, tokens, speed, duplicates, late, wrong_counts, missing, seed
        )
        play_live(playing, plan, roster, travel, lost, lang.value, as_json)
    orders = Orders(course_of(plan, roster, travel), Spread(), lost, seed, FORECAST_AT_MIN)
    _simulate(orders, days, workers, output, lang.value, as_json)


def _simulate(
    orders: Orders, days: int, workers: int, output: Path | None, lang: Lang, as_json: bool
) -> None:
    t, console = translator(lang), Console(stderr=True)
    if as_json or not console.is_terminal:
        figures = simulate_days(orders, days, workers)
    else:
        with console.status(t(N_("Simulating {days} days …"), days=days)) as status:

            def tell(done: int) -> None:
                status.update(t(N_("{done} of {days} days simulated"), done=done, days=days))

            figures = simulate_days(orders, days, workers, tell)
    found = answers(orders, figures)
    files = () if output is None else write_tables(found, output, t)
    status_code = MET if found.holds else SHORT
    if as_json:
        whole = document(found, t) | {"exit_status": status_code}
        print_json(whole | {"files": [str(path) for path in files]})
    else:
        for line in rehearsal_lines(found, t):
            print(line)
        for path in files:
            print(path)
    raise typer.Exit(status_code)


def _breakdowns(text: str, plan: Plan, roster: Roster, lang: Lang) -> tuple[Breakdown, ...]:
    t = translator(lang)
    try:
        found = read_breakdowns(text)
    except BadInput as wrong:
        fail(
            "\n".join(
                t(
                    N_("--breakdowns can't be read: {part}. It looks like lab=L02@11:00-12:30."),
                    part=problem.facts["part"],
                )
                for problem in wrong.problems
            ),
            WRONG_INPUT,
        )
    if unknown := unknown_subjects(found, plan, roster):
        names = ", ".join(f"{each.kind}={each.subject}" for each in unknown)
        fail(t(N_("--breakdowns names what the plan doesn't have: {names}"), names=names), 2)
    return found
