"""What the map's page is told: plain facts for JSON, names in the reader's language.

Times are `Minute`s, coordinates WGS-84 degrees (the links' are GCJ-02), numbers bare. There are
no names, ids or phone numbers of people in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.sheets.map.colours import PALETTE
from masstest.sheets.map.facts.people import compounds, points
from masstest.sheets.map.facts.specimens import labs, runs, teams
from masstest.sheets.map.facts.streets import streets
from masstest.sheets.plan_workbook.book import Book
from masstest.text import Translator


def facts_of(plan: Plan, roster: Roster, t: Translator) -> dict[str, Any]:
    """Everything the page shows of a plan."""
    book = Book(plan, roster, t)
    return {
        "round": _round(book),
        "palette": PALETTE,
        "points": list(points(book)),
        "compounds": list(compounds(book)),
        "labs": list(labs(book)),
        "runs": list(runs(book)),
        "teams": list(teams(book)),
        "streets": list(streets(book)),
    }


def _round(book: Book) -> Mapping[str, Any]:
    about = book.plan.round
    return {
        "district": about.district,
        "date": about.date.isoformat(),
        "number": about.number,
        "met": book.plan.status == "met",
        "shortages": len(book.plan.shortages),
        "finish_target": book.roster.finish_target,
    }
