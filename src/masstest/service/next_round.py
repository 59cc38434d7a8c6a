"""The next round's roster, with what this one leaves behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from masstest.service.apart import run_apart
from masstest.service.plans import PlanFiles
from masstest.service.problems import Problem
from masstest.text import Lang


def next_roster_json(
    found: PlanFiles, date: dt.date | None = None, learned: Mapping[str, float] | None = None
) -> bytes:
    """The roster of the next round (the day after by default), as JSON.

    `learned`: rates of this round that somebody has chosen for the next one.

    Raises
    ------
    Problem
        ``wrong_date`` if `date` isn't after this round's.
    """
    wanted = None if date is None else date.isoformat()
    rates = dict(learned or {})
    made: bytes | None = run_apart(
        "remedying.next_round_roster", found.plan_json, found.roster_json, wanted, rates
    )
    if made is None:
        raise Problem("wrong_date", date=found.round.date.isoformat())
    return made


def next_roster_workbook(
    found: PlanFiles,
    lang: Lang,
    date: dt.date | None = None,
    learned: Mapping[str, float] | None = None,
) -> bytes:
    """The roster of the next round as a workbook, to be changed where things are different."""
    roster_json = next_roster_json(found, date, learned)
    content: bytes = run_apart("reading.write_workbook", roster_json, lang)
    return content
