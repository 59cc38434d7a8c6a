"""Commands about rosters: `template`, `validate`, `next`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from masstest.cli.app import (
    MET,
    WRONG_INPUT,
    AsJson,
    LangOption,
    Language,
    RosterFile,
    app,
    fail,
    print_json,
)
from masstest.cli.learned_rates import read_rates, show_rates, taken
from masstest.cli.reading import good_roster, read, read_plan
from masstest.cli.report import print_problems, problems_document
from masstest.planner.next_round import NotLater, OtherRound, next_roster
from masstest.sheets import write_checked, write_roster
from masstest.sheets.template import write_template
from masstest.text import N_, translator


@app.command()
def template(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE")] = Path("roster.xlsx"),
    lang: LangOption = Language.zh,
) -> None:
    """Write an empty roster workbook with instructions, pick-lists and example rows."""
    t = translator(lang.value)
    if output.exists():
        fail(t(N_("{path} exists already; choose another name with -o."), path=output), WRONG_INPUT)
    write_template(output, lang.value)
    print(t(N_("Fill in {path}, then run `masstest validate` on it."), path=output))


@app.command()
def validate(roster: RosterFile, as_json: AsJson = False, lang: LangOption = Language.zh) -> None:
    """Find every problem of a roster at once; write ROSTER.checked.xlsx beside it."""
    result = read(roster, lang.value, as_json, {})
    checked = roster.with_suffix(".checked.xlsx")
    written = write_checked(roster, result, checked, lang.value)
    t = translator(lang.value)
    if as_json:
        print_json(problems_document(result, t) | {"checked": str(checked) if written else None})
    else:
        print_problems(Console(), result, t)
        if written:
            print(t(N_("Problems are marked in {path}."), path=checked))
    raise typer.Exit(MET if result.roster is not None else WRONG_INPUT)


@app.command(name="next")
def next_round(
    plan_file: Annotated[Path, typer.Argument(metavar="PLAN.json", help="the plan carried out")],
    roster: RosterFile,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE")],
    date: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="the next round's date (the day after)"),
    ] = None,
    learned: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="learned.json of the round's archive: shown, not taken"),
    ] = None,
    take: Annotated[
        list[str] | None,
        typer.Option(metavar="RATE", help="a rate of it to plan the next round with (repeatable)"),
    ] = None,
    lang: LangOption = Language.zh,
) -> None:
    """Write the next round's roster: places, duties and rest carried over; of the learned rates
    those that are named."""
    t = translator(lang.value)
    known, plan = good_roster(roster, lang.value, False), read_plan(plan_file, lang.value)
    try:
        after = next_roster(plan, known, date=None if date is None else date.date())
    except OtherRound as other:
        message = t(
            N_("{plan} is the plan of {planned}, {roster} is the roster of {known}."),
            plan=plan_file.name,
            planned=other.planned,
            roster=roster.name,
            known=other.known,
        )
        fail(message, WRONG_INPUT)
    except NotLater:
        fail(t(N_("The next round must come after {date}."), date=known.round.date), WRONG_INPUT)
    rates = [] if learned is None else read_rates(learned, lang.value)
    if rates:
        show_rates(rates, lang.value)
    after = taken(after, rates, take or (), lang.value)
    write_roster(after, output, lang.value)
    print(t(N_("{path} is the next round's roster; change what is different."), path=output))
