"""Colours: told apart with any colour vision, and different among neighbours."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from map_cases import district
from masstest.sheets.map.colours import PALETTE, spread_colours
from masstest.sheets.map.outlines import METRES_PER_DEGREE, middle, outline

# Machado, Oliveira, Fernandes (2009), severity 1.0: linear RGB seen with each deficiency.
SEEN = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def linear(colour: str) -> np.ndarray:
    rgb = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* (D65) of linear RGB."""
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = to_xyz @ np.clip(rgb, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("vision", SEEN)
def test_colours_differ_for_every_colour_vision(vision: str) -> None:
    seen = [lab(SEEN[vision] @ linear(colour)) for colour in PALETTE]
    differences = [np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)]
    assert min(differences) > 15  # 2.3 is just noticeable side by side


def test_equal_colours_lie_apart() -> None:
    """The nearest point of the same colour is farther than the nearest of all, much of the time."""
    _, roster = district()
    places = np.array([(s.lon, s.lat) for s in roster.sites])
    colours = np.array(spread_colours([tuple(place) for place in places]))
    assert set(colours) == set(range(len(PALETTE)))
    away = np.hypot(*(places[:, None] - places[None, :]).T)
    np.fill_diagonal(away, np.inf)
    same = np.where(colours[:, None] == colours[None, :], away, np.inf)
    assert np.mean(same.min(axis=1) > 2 * away.min(axis=1)) > 0.8


def test_few_places_have_different_colours() -> None:
    assert spread_colours([]) == []
    assert len(set(spread_colours([(107.0 + n / 100, 34.0) for n in range(7)]))) == 7
    assert len(set(spread_colours([(107.0, 34.0)] * 7))) == 7


def test_an_outline_is_around_its_places() -> None:
    places = [(107.1, 34.3), (107.2, 34.3), (107.15, 34.4), (107.15, 34.33)]
    corners = outline(places)
    lons, lats = np.array(corners).T
    margin = 150 / METRES_PER_DEGREE
    assert lats.min() == pytest.approx(34.3 - margin)
    assert lats.max() == pytest.approx(34.4 + margin)
    assert lons.min() == pytest.approx(107.1 - margin / np.cos(np.radians(34.3)))
    turns = [
        (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
        for a, b, c in zip(
            corners, corners[1:] + corners[:1], corners[2:] + corners[:2], strict=True
        )
    ]
    assert min(turns) > 0


def test_an_outline_of_one_place_is_a_circle() -> None:
    assert len(outline([(107.1, 34.3)])) == 12
    assert outline([]) == []


def test_the_middle_is_in_the_thick_of_the_places() -> None:
    assert middle([(107.1, 34.3), (107.101, 34.301), (107.102, 34.302), (107.9, 34.9)])[0] < 107.2
