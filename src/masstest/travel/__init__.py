"""Travel providers: each fills a `masstest.domain.travel.Travel` for a roster."""

from __future__ import annotations

from typing import Protocol

from masstest.domain.roster import Roster
from masstest.domain.travel import Travel
from masstest.travel.osrm import TravelUnavailable, osrm
from masstest.travel.problems import travel_problem_sentence
from masstest.travel.straight import straight_line
from masstest.travel.street_factors import StreetFactors, read_street_factors

__all__ = [
    "Provider",
    "StreetFactors",
    "TravelUnavailable",
    "osrm",
    "read_street_factors",
    "straight_line",
    "travel_problem_sentence",
]


class Provider(Protocol):
    """Anything that can say how far and how long it is between the places of a roster."""

    def __call__(self, roster: Roster) -> Travel: ...
