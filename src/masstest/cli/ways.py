"""Options for travel: straight line by default, roads of an OSRM server, barriers as data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NamedTuple, NoReturn

import typer

from masstest.cli.app import FAILED, WRONG_INPUT, fail, print_json
from masstest.domain.outcome import BadInput
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel
from masstest.text import N_, Lang, translator
from masstest.travel import (
    TravelUnavailable,
    osrm,
    read_street_factors,
    straight_line,
    travel_problem_sentence,
)

Roads = Annotated[
    str | None,
    typer.Option(
        "--roads", metavar="URL", help="OSRM server for driving, instead of straight line"
    ),
]
FootRoads = Annotated[
    str | None, typer.Option("--foot-roads", metavar="URL", help="OSRM server for walking")
]
Barriers = Annotated[
    Path | None,
    typer.Option(
        "--street-factors",
        metavar="FILE.csv",
        help="detours between streets: street,other_street,walk,drive",
    ),
]


class Ways(NamedTuple):
    """The options together."""

    roads: str | None = None
    foot_roads: str | None = None
    barriers: Path | None = None


STRAIGHT = Ways()


def travel_of(roster: Roster, ways: Ways, lang: Lang, as_json: bool) -> Travel:
    """Travel as the options say; a server or a file that is of no use ends the command."""
    t = translator(lang)
    roads, foot_roads, barriers = ways
    factors = None
    if barriers is not None:
        if not barriers.is_file():
            _end(t(N_("There is no file {path}."), path=barriers), WRONG_INPUT, as_json)
        streets = {c.street for c in roster.compounds} | {s.street for s in roster.sites}
        try:
            factors = read_street_factors(barriers, sorted(streets))
        except BadInput as wrong:
            lines = (travel_problem_sentence(problem, t) for problem in wrong.problems)
            _end("\n".join(lines), WRONG_INPUT, as_json)
    if roads is None and foot_roads is None:
        return straight_line(roster, factors)
    if roads is None:
        _end(t(N_("--foot-roads goes with --roads.")), WRONG_INPUT, as_json)
    try:
        return osrm(
            roster,
            roads,
            foot_url=foot_roads,
            # a plain server answers for cars whatever it is asked: walking needs its own
            foot_profile=None if foot_roads is None else "foot",
            factors=factors,
        )
    except TravelUnavailable as unavailable:
        _end(travel_problem_sentence(unavailable.problems[0], t), FAILED, as_json)


def _end(message: str, status: int, as_json: bool) -> NoReturn:
    if as_json:
        print_json({"status": "failed" if status == FAILED else "wrong_input", "error": message})
    fail(message, status)
