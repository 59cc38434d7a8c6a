"""Where a street lies: a rounded outline around its places, and where to write its name."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

METRES_PER_DEGREE = 111_195.0
_MARGIN_M = 150.0
_CORNERS = 12  # of the circle that is drawn around every place

LonLat = tuple[float, float]


def outline(places: Sequence[LonLat]) -> list[LonLat]:
    """The corners (lon, lat), counter-clockwise, of the convex hull `_MARGIN_M` around places.

    The hull of circles around the places is the hull of the places, widened and rounded.
    Without places there are no corners.
    """
    if not places:
        return []
    north = _MARGIN_M / METRES_PER_DEGREE
    east = north / max(math.cos(math.radians(places[0][1])), 1e-6)
    angles = [2 * math.pi * n / _CORNERS for n in range(_CORNERS)]
    return _hull(
        (lon + east * math.cos(angle), lat + north * math.sin(angle))
        for lon, lat in set(places)
        for angle in angles
    )


def middle(places: Sequence[LonLat]) -> LonLat:
    """The median place: in the thick of a street, however far its hamlets lie."""
    lons, lats = sorted(lon for lon, _ in places), sorted(lat for _, lat in places)
    return lons[len(lons) // 2], lats[len(lats) // 2]


def _hull(corners: Iterable[LonLat]) -> list[LonLat]:
    """Convex hull by Andrew's monotone chain."""
    ordered = sorted(set(corners))
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    return lower[:-1] + upper[:-1]


def _chain(ordered: Sequence[LonLat]) -> list[LonLat]:
    chain: list[LonLat] = []
    for corner in ordered:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], corner) <= 0:
            chain.pop()
        chain.append(corner)
    return chain


def _turn(a: LonLat, b: LonLat, c: LonLat) -> float:
    """Positive where the way from a over b to c turns left."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
