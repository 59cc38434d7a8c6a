"""Links that open a place in a phone's map application."""

from __future__ import annotations

from urllib.parse import quote

from masstest.domain.coordinates import from_wgs84
from masstest.domain.roster import Crs

_DECIMALS = 6  # what Amap accepts; about a tenth of a metre


def navigation_link(lon: float, lat: float, name: str) -> str:
    """The web address that shows the way by car to a place, in Amap.

    Amap reads GCJ-02: on WGS-84 coordinates it would lead some 500 m astray in mainland China.

    Parameters
    ----------
    lon, lat : float
        WGS-84 degrees.
    name : str
        What the place is called in the application. Commas separate values there: they are
        left out.
    """
    gcj_lon, gcj_lat = from_wgs84(lon, lat, Crs.gcj02)
    label = quote(" ".join(name.replace(",", " ").split()), safe="")
    return (
        f"https://uri.amap.com/navigation?to={gcj_lon:.{_DECIMALS}f},{gcj_lat:.{_DECIMALS}f},{label}"
        "&mode=car&coordinate=gaode"
    )
