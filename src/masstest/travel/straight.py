"""Straight line x detour: the default provider, which needs no network and no map.

Great-circle distance times a detour factor; speeds differ between urban and rural legs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from masstest.domain.roster import Roster, Setting
from masstest.domain.travel import Floats, Place, Travel

EARTH_RADIUS_M = 6_371_008.8


def great_circle_m(origins: Floats, destinations: Floats) -> Floats:
    """Great-circle distances by the haversine formula.

    Parameters
    ----------
    origins : (n, 2) float array of lon, lat in degrees
    destinations : (m, 2) float array of lon, lat in degrees

    Returns
    -------
    (n, m) float array, metres
    """
    lon1, lat1 = np.radians(origins[:, 0])[:, None], np.radians(origins[:, 1])[:, None]
    lon2, lat2 = np.radians(destinations[:, 0])[None, :], np.radians(destinations[:, 1])[None, :]
    chord = (
        np.sin((lat2 - lat1) / 2) ** 2
        + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    )
    arcs: Floats = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
    return arcs


def lonlat(rows: Sequence[object]) -> Floats:
    """(n, 2) array of lon, lat of roster rows."""
    pairs = [(row.lon, row.lat) for row in rows]  # type: ignore[attr-defined]
    return np.array(pairs, dtype=float).reshape(-1, 2)


def straight_line(roster: Roster) -> Travel:
    """Travel of `roster` by great-circle distance, detour factors and mean speeds."""
    par = roster.parameters
    compounds, sites = lonlat(roster.compounds), lonlat(roster.sites)
    labs, vehicles = lonlat(roster.labs), lonlat(roster.vehicles)
    places = (
        [Place("compound", c.compound_id) for c in roster.compounds]
        + [Place("site", s.site_id) for s in roster.sites]
        + [Place("lab", lab.lab_id) for lab in roster.labs]
        + [Place("vehicle", v.vehicle_id) for v in roster.vehicles]
    )
    points = np.concatenate([compounds, sites, labs, vehicles])
    # a leg is rural only if both of its ends are; labs and garages count as urban
    rural = np.array(
        [c.setting is Setting.rural for c in roster.compounds]
        + [s.setting is Setting.rural for s in roster.sites]
        + [False] * (len(labs) + len(vehicles))
    )
    drive_m = great_circle_m(points, points) * par.road_detour
    kmh = np.where(rural[:, None] & rural[None, :], par.road_speed_rural, par.road_speed_urban)
    return Travel(
        compound_row={c.compound_id: i for i, c in enumerate(roster.compounds)},
        site_col={s.site_id: i for i, s in enumerate(roster.sites)},
        walk_m=great_circle_m(compounds, sites) * par.walk_detour,
        place_index={place: i for i, place in enumerate(places)},
        drive_m=drive_m,
        drive_s=drive_m / kmh * 3.6,
        staff_row={s.staff_id: i for i, s in enumerate(roster.staff)},
        commute_m=great_circle_m(lonlat(roster.staff), points) * par.road_detour,
        provider="straight line x detour",
    )
