"""Which places of a street lie apart from all the others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from masstest.domain.coordinates import EARTH_RADIUS_M, Floats

FAR_M = 500.0  # how far outside the others' hull a place is reported
_FEWEST = 4  # places that must be left for their hull to say something
_CORE_FACTOR = 3.0  # places beyond this many times the usual distance don't shape the hull


def plane_m(lonlat: Floats) -> Floats:
    """(n, 2) degrees as metres east and north of their median: good within a district."""
    middle = np.median(lonlat, axis=0)
    metres = np.radians(lonlat - middle) * EARTH_RADIUS_M
    metres[:, 0] *= np.cos(np.radians(middle[1]))
    return metres


def far_outside(points: Floats) -> list[tuple[int, float]]:
    """Places more than `FAR_M` outside the hull of the others.

    Places far from the middle don't count among "the others": two places with the same
    mistake must not vouch for each other.

    Parameters
    ----------
    points : (n, 2) float array, metres in the plane

    Returns
    -------
    list of (index, metres outside)
    """
    core = _core(points)
    found: list[tuple[int, float]] = []
    corners = set(core[_hull(points[core])].tolist())
    for index in range(len(points)):
        in_core = index in core
        if in_core and index not in corners:
            continue  # inside the hull of the others, or on it
        others = core[core != index]
        if len(others) < _FEWEST:
            continue
        away_m = outside_m(points[index], points[others])
        if away_m > FAR_M:
            found.append((index, away_m))
    return found


def _core(points: Floats) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Indices of the places that lie about where most do."""
    distance = np.hypot(*(points - np.median(points, axis=0)).T)
    usual = float(np.quantile(distance, 0.75)) if len(points) else 0.0
    return np.flatnonzero(distance <= _CORE_FACTOR * usual + FAR_M)


def outside_m(place: Floats, others: Floats) -> float:
    """Metres from `place` to the convex hull of `others`; 0 inside.

    Parameters
    ----------
    place : (2,) float array, metres
    others : (n, 2) float array, metres
    """
    corners = others[_hull(others)]
    ends = np.roll(corners, -1, axis=0)
    along = ends - corners
    to_place = place - corners
    if len(corners) > 2:
        turns = along[:, 0] * to_place[:, 1] - along[:, 1] * to_place[:, 0]
        if np.all(turns >= 0):  # left of every edge of an anticlockwise hull
            return 0.0
    lengths = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip((along * to_place).sum(axis=1) / lengths, 0.0, 1.0)
    nearest = corners + share[:, None] * along
    return float(np.hypot(*(place - nearest).T).min())


def _hull(points: Floats) -> list[int]:
    """Indices of the corners of the convex hull, anticlockwise.

    References
    ----------
    Andrew, A. M. (1979). Another efficient algorithm for convex hulls in two dimensions.
    Information Processing Letters 9(5). doi:10.1016/0020-0190(79)90072-3
    """
    order = [int(i) for i in np.lexsort((points[:, 1], points[:, 0]))]
    if len(order) < 3:
        return order
    corners: list[tuple[float, float]] = [(float(x), float(y)) for x, y in points]
    lower, upper = _chain(corners, order), _chain(corners, order[::-1])
    return lower[:-1] + upper[:-1]


def _chain(points: Sequence[tuple[float, float]], order: Sequence[int]) -> list[int]:
    """Half of the hull: the places of `order` without those that would turn it inwards."""
    chain: list[int] = []
    for index in order:
        x, y = points[index]
        while len(chain) > 1:
            (ax, ay), (bx, by) = points[chain[-2]], points[chain[-1]]
            if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                break
            chain.pop()
        chain.append(index)
    return chain
