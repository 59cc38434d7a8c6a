"""Where a place of an event is: its name, street and community, as far as the plan knows it."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from masstest.live.alerts.condition import Condition
from masstest.live.day import Day


class Place(NamedTuple):
    place_id: str
    name: str
    street: str = ""
    community: str = ""

    @property
    def shown(self) -> str:
        """Id and name, as people find it on the sheets and say it on the radio."""
        return self.place_id if self.name in ("", self.place_id) else f"{self.place_id} {self.name}"


def place_of(day: Day, place_id: str) -> Place:
    """The point, team, laboratory or vehicle of that id; unknown ones stand for themselves."""
    if source := day.sources.get(place_id):
        return Place(place_id, source.name, source.street, source.community)
    roster = day.roster
    if lab := roster.lab.get(place_id):
        return Place(place_id, lab.name)
    if vehicle := roster.vehicle.get(place_id):
        return Place(place_id, vehicle.plate)
    if site := roster.site.get(place_id):
        return Place(place_id, site.name, site.street, site.community)
    return Place(place_id, "")


TEAM_FACT = "team/"
SEVERAL = ", "
"""Between the places that one fact names."""


def with_teams(day: Day, condition: Condition) -> Condition:
    """The condition with a fact ``team/T015`` for each doorstep team among its facts: where it is
    at work. A team has no name but its number, which alone says nothing."""
    named = {
        place_id
        for value in condition.facts.values()
        if isinstance(value, str)
        for place_id in value.split(SEVERAL)
        if place_id in day.sources and day.sources[place_id].kind == "team"
    }
    if not named:
        return condition
    where = {
        TEAM_FACT + team_id: " · ".join(filter(None, (source.street, source.community)))
        for team_id in sorted(named)
        for source in (day.sources[team_id],)
    }
    return replace(condition, facts={**condition.facts, **where})
