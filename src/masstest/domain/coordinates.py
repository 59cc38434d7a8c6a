"""Coordinate systems and distances on the ground.

Chinese maps show GCJ-02 (Amap, Tencent) or BD-09 (Baidu), each shifted by some hundred metres
against WGS-84. Both are applied in mainland China only: Hong Kong, Macau and everything abroad
stay as they are, and so do their coordinates here.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import prcoords

from masstest.domain.roster import Crs

Floats = npt.NDArray[np.float64]

EARTH_RADIUS_M = 6_371_008.8
_DECIMALS = 7  # about a centimetre: finer than any of these systems

# The rectangle in which the shift is defined, and inside it the outlines (lon, lat), good to
# about 500 m, of the two regions that use WGS-84.
_SHIFTED = (72.004, 0.8293, 137.8347, 55.8271)
_HONG_KONG = (
    (113.815, 22.150), (113.815, 22.330), (113.870, 22.430), (113.960, 22.475),
    (114.030, 22.503), (114.060, 22.514), (114.080, 22.529), (114.115, 22.533),
    (114.150, 22.545), (114.160, 22.561), (114.180, 22.555), (114.225, 22.547),
    (114.300, 22.560), (114.420, 22.560), (114.510, 22.430), (114.510, 22.130),
    (113.880, 22.130),
)  # fmt: skip
_MACAU = (
    (113.528, 22.180), (113.533, 22.213), (113.545, 22.217), (113.560, 22.214),
    (113.605, 22.170), (113.605, 22.105), (113.550, 22.105), (113.547, 22.150),
)  # fmt: skip


def is_shifted(lon: float, lat: float) -> bool:
    """Whether Chinese maps shift this place (mainland China)."""
    west, south, east, north = _SHIFTED
    if not (west <= lon <= east and south <= lat <= north):
        return False
    return not (_inside(lon, lat, _HONG_KONG) or _inside(lon, lat, _MACAU))


def to_wgs84(lon: float, lat: float, crs: Crs) -> tuple[float, float]:
    """Degrees in `crs` as WGS-84 degrees (lon, lat), to the decimetre."""
    if crs is Crs.wgs84 or not is_shifted(lon, lat):
        return lon, lat
    convert = prcoords.gcj_wgs_bored if crs is Crs.gcj02 else prcoords.bd_wgs_bored
    place = convert((lat, lon), False)
    return round(place.lon, _DECIMALS), round(place.lat, _DECIMALS)


def from_wgs84(lon: float, lat: float, crs: Crs) -> tuple[float, float]:
    """WGS-84 degrees as degrees (lon, lat) in `crs`."""
    if crs is Crs.wgs84 or not is_shifted(lon, lat):
        return lon, lat
    convert = prcoords.wgs_gcj if crs is Crs.gcj02 else prcoords.wgs_bd
    place = convert((lat, lon), False)
    return round(place.lon, _DECIMALS), round(place.lat, _DECIMALS)


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


def _inside(lon: float, lat: float, outline: tuple[tuple[float, float], ...]) -> bool:
    """Whether a place lies in a polygon (even-odd rule)."""
    inside = False
    before = outline[-1]
    for corner in outline:
        if (corner[1] > lat) != (before[1] > lat):
            crossing = (before[0] - corner[0]) * (lat - corner[1]) / (before[1] - corner[1])
            inside ^= lon < corner[0] + crossing
        before = corner
    return inside
