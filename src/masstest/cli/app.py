"""The application, its exit status, and the options that commands share."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

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
    _utf8_output()


def print_json(document: dict[str, Any]) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=1, default=str))


def fail(message: str, status: int) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(status)


def _utf8_output() -> None:
    """Print Chinese on consoles with another code page (Windows) instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
