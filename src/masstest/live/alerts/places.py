"""Where a place of an event is: its name, street and community, as far as the plan knows it."""

from __future__ import annotations

from typing import NamedTuple

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
