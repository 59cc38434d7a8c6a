"""The places of a roster in the order of the travel matrices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np

from masstest.domain.coordinates import great_circle_m
from masstest.domain.roster import Roster
from masstest.domain.travel import Floats, Place


class Located(Protocol):
    @property
    def lon(self) -> float: ...
    @property
    def lat(self) -> float: ...


def places_of(roster: Roster) -> list[Place]:
    """All compounds, sites, labs and vehicles' home places, in this order."""
    return (
        [Place("compound", c.compound_id) for c in roster.compounds]
        + [Place("site", s.site_id) for s in roster.sites]
        + [Place("lab", lab.lab_id) for lab in roster.labs]
        + [Place("vehicle", v.vehicle_id) for v in roster.vehicles]
    )


def lonlat(rows: Iterable[Located]) -> Floats:
    """(n, 2) float array of lon, lat in degrees."""
    return np.array([(row.lon, row.lat) for row in rows], dtype=float).reshape(-1, 2)


def lonlat_of_places(roster: Roster) -> Floats:
    """(places, 2) float array of lon, lat in degrees, rows as in `places_of`."""
    parts = (roster.compounds, roster.sites, roster.labs, roster.vehicles)
    return np.concatenate([lonlat(part) for part in parts])


def streets_of_places(roster: Roster) -> list[str]:
    """The street of each place; a lab or garage belongs to the street of the nearest compound."""
    named = [c.street for c in roster.compounds] + [s.street for s in roster.sites]
    return named + nearest_streets(roster, lonlat_of_places(roster)[len(named) :])


def streets_of_staff(roster: Roster) -> list[str]:
    """The street where each person starts from; where none is given, the nearest compound's."""
    nearest = nearest_streets(roster, lonlat(roster.staff))
    return [p.street or street for p, street in zip(roster.staff, nearest, strict=True)]


def nearest_streets(roster: Roster, points: Floats) -> list[str]:
    """The street of the compound nearest to each of `points` ((n, 2) lon, lat)."""
    if not roster.compounds:
        return [""] * len(points)
    nearest = great_circle_m(points, lonlat(roster.compounds)).argmin(axis=1)
    return [roster.compounds[int(row)].street for row in nearest]
