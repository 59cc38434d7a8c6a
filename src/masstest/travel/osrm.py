"""Road distances and times from an OSRM server's table service.

References
----------
OSRM HTTP API, table service: https://project-osrm.org/docs/v5.24.0/api/#table-service
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from masstest.domain.roster import Roster
from masstest.domain.travel import Floats, Place, Travel
from masstest.travel.osrm_table import TableClient, TravelUnavailable
from masstest.travel.places import lonlat, lonlat_of_places, places_of
from masstest.travel.straight import straight_line
from masstest.travel.street_factors import StreetFactors

__all__ = ["TravelUnavailable", "osrm"]

Unroutable = Sequence[tuple[Place, Place]]
_log = logging.getLogger(__name__)


def osrm(
    roster: Roster,
    base_url: str,
    *,
    profile: str = "driving",
    foot_url: str | None = None,
    foot_profile: str | None = "foot",
    max_table_size: int = 100,
    timeout_s: float = 20.0,
    retries: int = 3,
    backoff_s: float = 0.5,
    factors: StreetFactors | None = None,
    on_unroutable: Callable[[Unroutable], None] | None = None,
) -> Travel:
    """Travel of `roster` along the road network of an OSRM server.

    Walking and driving come from the server, staff's ways from home by straight line: they
    only rank people. A pair of places that the server finds no route for (null in its table,
    or a place with no road near it) gets the straight-line values; how many did is said in
    the `provider` label, which ones to `on_unroutable`.

    Parameters
    ----------
    base_url : such as ``http://127.0.0.1:5000``
    profile, foot_profile : profile of driving and of walking in the request's path; None as
        `foot_profile` keeps walking by straight line
    foot_url : the server for walking, None for the same. A plain ``osrm-routed`` answers for
        the one profile it was started with, whatever the path says: give it a server of its own
    max_table_size : the server's ``--max-table-size``, in places on either side
    timeout_s, retries, backoff_s : per request; further tries, with waits that double
    factors : barriers between streets, for the straight-line values
    on_unroutable : called with the (origin, destination) pairs that fell back, if there are any

    Raises
    ------
    TravelUnavailable
        If a server can't be reached or does not answer as an OSRM table service.
    """
    straight = straight_line(roster, factors)
    places, points = places_of(roster), lonlat_of_places(roster)
    compounds, sites = lonlat(roster.compounds), lonlat(roster.sites)
    import httpx  # only who asks a server pays for loading it

    with httpx.Client(timeout=timeout_s) as http:

        def client(url: str, on: str) -> TableClient:
            return TableClient(http, url, on, max_table_size, retries, backoff_s)

        drive_s, drive_m = client(base_url, profile).table(points, points)
        walk_m = straight.walk_m
        if foot_profile is not None:
            _, walk_m = client(foot_url or base_url, foot_profile).table(compounds, sites)
    missing = np.isnan(drive_s) | np.isnan(drive_m)
    np.fill_diagonal(missing, False)
    no_way = np.isnan(walk_m)
    drive_m = _settled(drive_m, missing, straight.drive_m)
    drive_s = _settled(drive_s, missing, straight.drive_s)
    unroutable = [(places[i], places[j]) for i, j in np.argwhere(missing)]
    site_places = places[len(compounds) : len(compounds) + len(sites)]
    unroutable += [(places[i], site_places[j]) for i, j in np.argwhere(no_way)]
    label = "OSRM"
    if unroutable:
        pairs = drive_m.size - len(places) + (walk_m.size if foot_profile is not None else 0)
        label = f"OSRM; {len(unroutable)} of {pairs} pairs by straight line x detour"
        _log.warning("%s has no route for %d of %d pairs", base_url, len(unroutable), pairs)
        if on_unroutable is not None:
            on_unroutable(unroutable)
    return replace(
        straight,
        walk_m=np.where(no_way, straight.walk_m, walk_m),
        drive_m=drive_m,
        drive_s=drive_s,
        provider=label,
    )


def _settled(table: Floats, missing: np.ndarray, instead: Floats) -> Floats:
    """`table` with `instead` where `missing`, and nothing to drive from a place to itself."""
    whole: Floats = np.where(missing, instead, table)
    np.fill_diagonal(whole, 0.0)
    return whole
