"""Files that commands are given: rosters and plans, or what is wrong with them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console

from masstest.cli.app import WRONG_INPUT, fail, print_json
from masstest.cli.report import print_problems, problems_document
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.sheets import ReadResult, read_roster
from masstest.text import N_, Lang, translator


def read(path: Path, lang: Lang, as_json: bool, overrides: dict[str, str]) -> ReadResult:
    """Read a roster workbook; a file that isn't there ends the command."""
    if not path.is_file():
        message = translator(lang)(N_("There is no file {path}."), path=path)
        if as_json:
            print_json({"status": "wrong_input", "error": message})
            raise typer.Exit(WRONG_INPUT)
        fail(message, WRONG_INPUT)
    return read_roster(path, overrides=overrides)


def good_roster(path: Path, lang: Lang, as_json: bool) -> Roster:
    """The roster of a workbook without errors; otherwise its problems are told and that's it."""
    result = read(path, lang, as_json, {})
    if result.roster is None:
        refuse_input(result, lang, as_json)
    return result.roster


def read_plan(path: Path, lang: Lang) -> Plan:
    """The plan of a `plan.json`; anything else ends the command with one line."""
    try:
        return Plan.from_json(path.read_bytes())
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        t = translator(lang)
        fail(t(N_("{path} can't be read as a plan: {reason}"), path=path, reason=reason), 2)


def refuse_input(result: ReadResult, lang: Lang, as_json: bool) -> NoReturn:
    """Tell a roster's problems, and end the command."""
    t = translator(lang)
    if as_json:
        print_json(problems_document(result, t))
    else:
        print_problems(Console(stderr=True), result, t)
        print(
            t(N_("Nothing was planned. `masstest validate` marks the problems in your file.")),
            file=sys.stderr,
        )
    raise typer.Exit(WRONG_INPUT)
