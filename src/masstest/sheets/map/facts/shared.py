"""What several kinds of facts have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from masstest.domain.roster import Zone
from masstest.sheets.journeys import Located
from masstest.sheets.map.navigation import navigation_link
from masstest.sheets.plan_workbook.book import Book
from masstest.text.sentences import violation_sentence

Fact = dict[str, Any]

_DECIMALS = 6  # about a tenth of a metre


def position(place: Located) -> list[float]:
    """Latitude and longitude, the order in which Leaflet wants them."""
    return [round(place.lat, _DECIMALS), round(place.lon, _DECIMALS)]


def where(place: Located, name: str) -> Fact:
    """A place's position and the link that leads there."""
    return {"at": position(place), "link": navigation_link(place.lon, place.lat, name)}


def zone_mark(zone: Zone) -> str | None:
    """The zone if it is marked on the map: every one but normal."""
    return None if zone is Zone.normal else zone.value


def problems_by_subject(book: Book) -> Mapping[str, list[str]]:
    """id -> what the checker found there, in sentences; nothing that would name a person."""
    people = book.roster.person.keys() | {o.official_id for o in book.roster.officials}
    problems: dict[str, list[str]] = defaultdict(list)
    for violation in book.plan.violations:
        if people.isdisjoint(violation.subjects):
            sentence = violation_sentence(violation, book.roster, book.t)
            for subject in dict.fromkeys(violation.subjects):
                problems[subject].append(sentence)
    return problems
