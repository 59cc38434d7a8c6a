"""Where a place is: in words, for phones' maps (WGS-84) and for Amap (GCJ-02)."""

from __future__ import annotations

from typing import Any

from masstest.domain.coordinates import from_wgs84
from masstest.domain.roster import Compound, Crs, Lab, Site


def where_is(place: Compound | Site | Lab | None, otherwise: str) -> dict[str, Any]:
    """Name, address and coordinates of a place; `otherwise` is the name of an unknown one."""
    if place is None:
        return {"name": otherwise, "address": "", "wgs84": None, "gcj02": None}
    at = place.lon, place.lat
    return {
        "name": place.name,
        "address": "" if isinstance(place, Lab) else f"{place.street} {place.community}",
        "wgs84": [round(each, 6) for each in at],
        "gcj02": [round(each, 6) for each in from_wgs84(*at, Crs.gcj02)],
    }
