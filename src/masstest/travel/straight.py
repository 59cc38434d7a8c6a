"""Straight line x detour: the default provider, which needs no network and no map.

Great-circle distance times a detour factor, and factors between streets where they are
known; speeds differ between urban and rural legs.
"""

from __future__ import annotations

import numpy as np

from masstest.domain.coordinates import great_circle_m
from masstest.domain.roster import Roster, Setting
from masstest.domain.travel import Travel
from masstest.travel.places import (
    lonlat,
    lonlat_of_places,
    places_of,
    streets_of_places,
    streets_of_staff,
)
from masstest.travel.street_factors import StreetFactors, factor_matrix, stretched

PROVIDER = "straight line x detour"


def straight_line(roster: Roster, factors: StreetFactors | None = None) -> Travel:
    """Travel of `roster` by great-circle distance, detour factors and mean speeds.

    Parameters
    ----------
    roster : its parameters `walk_detour`, `road_detour` and `road_speed_*` are used
    factors : barriers and detours between streets, None for none

    Returns
    -------
    Travel; walking and driving are symmetric unless `factors` are not
    """
    par = roster.parameters
    places = places_of(roster)
    points = lonlat_of_places(roster)
    # a leg is rural only if both of its ends are; labs and garages count as urban
    rural = np.array(
        [c.setting is Setting.rural for c in roster.compounds]
        + [s.setting is Setting.rural for s in roster.sites]
        + [False] * (len(roster.labs) + len(roster.vehicles)),
        dtype=bool,
    )
    walk_m = great_circle_m(lonlat(roster.compounds), lonlat(roster.sites)) * par.walk_detour
    drive_m = great_circle_m(points, points) * par.road_detour
    commute_m = great_circle_m(lonlat(roster.staff), points) * par.road_detour
    if factors is not None:
        streets = streets_of_places(roster)
        first_site = len(roster.compounds)
        sites = slice(first_site, first_site + len(roster.sites))
        walk_m = stretched(
            walk_m, factor_matrix(factors.walk, streets[:first_site], streets[sites])
        )
        drive_m = stretched(drive_m, factor_matrix(factors.drive, streets, streets))
        np.fill_diagonal(drive_m, 0.0)
        commute_m = stretched(
            commute_m, factor_matrix(factors.drive, streets_of_staff(roster), streets)
        )
    kmh = np.where(rural[:, None] & rural[None, :], par.road_speed_rural, par.road_speed_urban)
    return Travel(
        compound_row={c.compound_id: i for i, c in enumerate(roster.compounds)},
        site_col={s.site_id: i for i, s in enumerate(roster.sites)},
        walk_m=walk_m,
        place_index={place: i for i, place in enumerate(places)},
        drive_m=drive_m,
        drive_s=drive_m / kmh * 3.6,
        staff_row={s.staff_id: i for i, s in enumerate(roster.staff)},
        commute_m=commute_m,
        provider=PROVIDER if factors is None else f"{PROVIDER}, street factors",
    )
