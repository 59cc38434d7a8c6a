"""How long doorstep teams took at a home: so much for each person, and so much for the door."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import NamedTuple

from masstest.domain.roster import Zone
from masstest.live.custody import Ledger
from masstest.live.day import Day
from masstest.live.learned.rates import LearnedRate, Spread, rate, spread_of

_NEEDED_VISITS = 20
_LONGEST_MIN = 240.0
_MOST_PAIRS = 400  # visits that are compared with each other, evenly chosen


class Visit(NamedTuple):
    persons: int
    minutes: float


def visit_rates(day: Day, ledger: Ledger) -> Iterator[LearnedRate]:
    """Minutes per person and per visit; persons an hour where a sealed building was sampled."""
    parameters = day.roster.parameters
    homes, sealed = _visits(day, ledger)
    per_person = _slopes(homes)
    yield rate(
        "doorstep_person_min", per_person, now=float(parameters.doorstep_person_min), unit="min",
        cases="visits", needed=_NEEDED_VISITS, step=0.1,
    )  # fmt: skip
    rest = None
    if per_person is not None:
        rest = spread_of([visit.minutes - per_person.median * visit.persons for visit in homes])
    yield rate(
        "doorstep_stop_min", rest, now=float(parameters.doorstep_stop_min), unit="min",
        cases="visits", needed=_NEEDED_VISITS, step=0.5,
    )  # fmt: skip
    hourly = [60 * visit.persons / visit.minutes for visit in sealed]
    if hourly:
        yield rate(
            "sealed_persons_per_hour", spread_of(hourly), unit="persons/h", cases="visits",
            now=float(parameters.sealed_persons_per_hour), needed=_NEEDED_VISITS,
        )  # fmt: skip


def _visits(day: Day, ledger: Ledger) -> tuple[list[Visit], list[Visit]]:
    """Visits at homes and in sealed compounds, each from the end of the one before.

    The way between the two is taken from the plan; teams report only the ends of visits.
    """
    homes: list[Visit] = []
    sealed: list[Visit] = []
    for team_id, team in ledger.teams.items():
        source = day.sources.get(team_id)
        if source is None:
            continue
        into = sealed if source.zone == Zone.sealed.value else homes
        for before, after in pairwise(team.stops):
            if after.stop != before.stop + 1 or after.stop >= len(source.stops):
                continue
            way_min = source.stops[after.stop].arrive - source.stops[before.stop].depart
            minutes = after.at_min - before.at_min - max(0, way_min)
            if 0 < minutes <= _LONGEST_MIN and after.persons > 0:
                into.append(Visit(after.persons, minutes))
    return homes, sealed


def _slopes(visits: list[Visit]) -> Spread | None:
    """Minutes that one person more takes: the median over pairs of visits (Theil-Sen)."""
    step = max(1, len(visits) // _MOST_PAIRS)
    chosen = visits[::step]
    slopes = [
        (b.minutes - a.minutes) / (b.persons - a.persons)
        for a, b in combinations(chosen, 2)
        if a.persons != b.persons
    ]
    if not slopes:
        return None
    spread = spread_of(slopes)
    assert spread is not None
    # the quartiles are those of the visits' own pace: slopes of pairs are far wilder
    pace = [
        visit.minutes / visit.persons - (statistics.fmean(v.minutes / v.persons for v in visits))
        for visit in visits
    ]
    around = spread_of(pace)
    assert around is not None
    return Spread(
        spread.median, spread.median + around.lower, spread.median + around.upper, len(visits)
    )
