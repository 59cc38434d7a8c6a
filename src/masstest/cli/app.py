"""The application, its exit status, and the options that commands share."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from masstest.cli.progress import utf8_output
from masstest.cli.report import print_problems, problems_document
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.sheets import ReadResult, read_roster
from masstest.text import N_, Lang, translator

MET, FAILED, WRONG_INPUT, SHORT = 0, 1, 2, 3

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Plan mass nucleic-acid testing for a district: a roster workbook in, a checked plan out.",
)


class Language(StrEnum):
    zh = "zh"
    en = "en"


RosterFile = Annotated[Path, typer.Argument(metavar="ROSTER.xlsx", help="the roster workbook")]
AsJson = Annotated[bool, typer.Option("--json", help="one JSON document on stdout, nothing else")]
LangOption = Annotated[
    Language, typer.Option("--lang", envvar="MASSTEST_LANG", help="language of what is written")
]
TimeLimit = Annotated[float, typer.Option(min=1, help="seconds the search may take")]
Workers = Annotated[int, typer.Option(min=1, help="processes to use")]
Seed = Annotated[int, typer.Option(help="same seed, same roster: a comparable plan")]


@app.callback()
def _root() -> None:
    utf8_output()


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


def print_json(document: dict[str, Any]) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=1, default=str))


def fail(message: str, status: int) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(status)
