"""Chinese map coordinates to WGS-84 and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from masstest.domain.coordinates import from_wgs84, great_circle_m, is_shifted, to_wgs84
from masstest.domain.roster import Crs

SHIFTED = [Crs.gcj02, Crs.bd09]


def apart_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(great_circle_m(np.array([a]), np.array([b]))[0, 0])


@pytest.mark.parametrize("crs", SHIFTED)
@given(lon=st.floats(75, 134), lat=st.floats(19, 53))
def test_there_and_back_is_less_than_a_metre(crs: Crs, lon: float, lat: float) -> None:
    there = from_wgs84(lon, lat, crs)
    if is_shifted(lon, lat) and is_shifted(*there):
        assert apart_m(to_wgs84(*there, crs), (lon, lat)) < 0.2


def test_the_shift_is_that_of_the_maps() -> None:
    """Some hundred metres, and Baidu's about a kilometre."""
    weibin = (107.15, 34.36)
    assert 400 < apart_m(weibin, from_wgs84(*weibin, Crs.gcj02)) < 700
    assert 900 < apart_m(weibin, from_wgs84(*weibin, Crs.bd09)) < 1500
    # Tiananmen: an often published pair
    assert apart_m(to_wgs84(116.397428, 39.90923, Crs.gcj02), (116.391184, 39.907827)) < 5


@pytest.mark.parametrize("crs", SHIFTED)
@pytest.mark.parametrize(
    "place",
    [(114.1694, 22.3193), (114.12, 22.50), (113.5439, 22.1987), (139.69, 35.68), (-0.13, 51.5)],
    ids=["Hong Kong", "Sheung Shui", "Macau", "Tokyo", "London"],
)
def test_unshifted_regions_stay(crs: Crs, place: tuple[float, float]) -> None:
    assert to_wgs84(*place, crs) == from_wgs84(*place, crs) == place


@pytest.mark.parametrize(
    "place",
    [(114.0579, 22.5431), (114.13, 22.55), (113.5767, 22.2711), (113.51, 22.23), (114.27, 22.60)],
    ids=["Shenzhen", "Luohu", "Zhuhai", "Zhuhai at the border", "Yantian"],
)
def test_neighbours_of_those_regions_are_shifted(place: tuple[float, float]) -> None:
    assert is_shifted(*place)


def test_wgs84_is_not_touched() -> None:
    assert to_wgs84(107.123456789, 34.3, Crs.wgs84) == (107.123456789, 34.3)
