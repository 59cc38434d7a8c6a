"""Straight-line travel: known distances, shapes, symmetry, barriers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from masstest.demo import make_roster
from masstest.domain.coordinates import great_circle_m
from masstest.domain.outcome import BadInput
from masstest.domain.roster import Roster, Setting
from masstest.domain.travel import Place
from masstest.text import translator
from masstest.travel import (
    StreetFactors,
    read_street_factors,
    straight_line,
    travel_problem_sentence,
)
from masstest.travel.street_factors import IMPASSABLE_M
from support import compound, lab, north, person, roster, site, vehicle


@pytest.mark.parametrize(
    ("origin", "destination", "metres"),
    [
        ((0.0, 0.0), (1.0, 0.0), 111_195),  # a degree along the equator
        ((107.0, 34.0), (107.0, 35.0), 111_195),  # a degree of a meridian
        ((107.0, 34.0), (108.0, 34.0), 92_183),  # a degree of the parallel of 34 degrees
        ((0.0, 0.0), (180.0, 0.0), math.pi * 6_371_008.8),  # to the antipode
        ((0.0, 90.0), (50.0, -90.0), math.pi * 6_371_008.8),  # from pole to pole
    ],
)
def test_known_distances_within_a_thousandth(
    origin: tuple[float, float], destination: tuple[float, float], metres: float
) -> None:
    found = great_circle_m(np.array([origin]), np.array([destination]))
    assert found[0, 0] == pytest.approx(metres, rel=0.001)


LON = st.floats(-180, 180)
LATS = st.floats(-90, 90)
POINTS = st.lists(st.tuples(LON, LATS), min_size=1, max_size=6)


@given(POINTS, POINTS)
def test_great_circle_is_a_distance(
    origins: list[tuple[float, float]], destinations: list[tuple[float, float]]
) -> None:
    a, b = np.array(origins), np.array(destinations)
    there, back = great_circle_m(a, b), great_circle_m(b, a)
    assert there.shape == (len(a), len(b))
    assert np.all(there >= 0)
    assert np.all(there <= math.pi * 6_371_008.8 + 1)
    np.testing.assert_allclose(there, back.T, rtol=1e-9, atol=1e-3)
    # half a millimetre: the chord of neighbouring points loses digits
    np.testing.assert_allclose(np.diag(great_circle_m(a, a)), 0, atol=5e-4)


@given(POINTS, st.tuples(LON, LATS))
def test_no_detour_is_shorter(
    origins: list[tuple[float, float]], by_way_of: tuple[float, float]
) -> None:
    a, via = np.array(origins), np.array([by_way_of])
    legs = great_circle_m(a, via) + great_circle_m(via, a)
    assert np.all(great_circle_m(a, a) <= legs + 0.1)


def two_banks(**more: object) -> Roster:
    """Two streets a kilometre apart, with a lab and a garage on the north bank."""
    return roster(
        (
            compound("C1", street="North", lat=north(1000)),
            compound("C2", street="South"),
            compound("C3", street="South", lat=north(-500), setting=Setting.rural),
        ),
        (
            site("P1", street="North", lat=north(1000)),
            site("P2", street="South", lat=north(-600), setting=Setting.rural),
        ),
        (person("A", "sampler", street="South"), person("B", "sampler", lat=north(900))),
        (vehicle("V1", lat=north(1200)),),
        (lab("L1", lat=north(1400)),),
        **more,
    )


def test_shapes_follow_the_roster() -> None:
    travel = straight_line(two_banks())
    assert travel.walk_m.shape == (3, 2)
    assert travel.drive_m.shape == travel.drive_s.shape == (7, 7)
    assert travel.commute_m.shape == (2, 7)
    assert list(travel.place_index.values()) == list(range(7))


def test_detours_and_speeds() -> None:
    travel = straight_line(two_banks())
    assert travel.walk("C1", "P2") == pytest.approx(1600 * 1.3, rel=1e-6)
    urban = Place("compound", "C1"), Place("lab", "L1")
    assert travel.drive_km(*urban) == pytest.approx(0.4 * 1.4, rel=1e-6)
    assert travel.drive_min(*urban) == math.ceil(0.56 / 25 * 60)
    # rural only where both ends are
    km, minutes = 0.1 * 1.4, 60 * travel.drive_s[2, 4] / 3600
    assert minutes == pytest.approx(km / 40 * 60, rel=1e-6)
    assert travel.drive_s[1, 2] == pytest.approx(0.5 * 1.4 / 25 * 3600, rel=1e-6)


@pytest.mark.parametrize("case", ["town", "weibin"])
def test_matrices_of_a_district(case: str) -> None:
    district = make_roster(case)
    travel = straight_line(district)
    places = sum(
        len(part) for part in (district.compounds, district.sites, district.labs, district.vehicles)
    )
    assert travel.walk_m.shape == (len(district.compounds), len(district.sites))
    assert travel.drive_m.shape == (places, places)
    assert travel.commute_m.shape == (len(district.staff), places)
    for matrix in (travel.walk_m, travel.drive_m, travel.drive_s, travel.commute_m):
        assert np.all(np.isfinite(matrix))
        assert np.all(matrix >= 0)
    np.testing.assert_allclose(travel.drive_s, travel.drive_s.T)
    np.testing.assert_allclose(travel.drive_m, travel.drive_m.T)
    assert np.all(np.diag(travel.drive_m) == 0)


def test_a_river_stops_walkers_and_delays_vehicles() -> None:
    free = straight_line(two_banks())
    river = StreetFactors(walk={("North", "South"): math.inf}, drive={("North", "South"): 1.8})
    travel = straight_line(two_banks(), river)
    assert travel.walk("C1", "P2") == IMPASSABLE_M
    assert travel.walk("C2", "P1") == IMPASSABLE_M
    assert travel.walk("C2", "P2") == free.walk("C2", "P2")
    # the lab and the garage stand on the north bank
    for place in (Place("lab", "L1"), Place("vehicle", "V1"), Place("site", "P1")):
        south = Place("compound", "C2")
        assert travel.drive_km(south, place) == pytest.approx(1.8 * free.drive_km(south, place))
    assert travel.commute("A", Place("lab", "L1")) == pytest.approx(
        1.8 * free.commute("A", Place("lab", "L1"))
    )
    # B has no street: it is that of the nearest compound
    assert travel.commute("B", Place("lab", "L1")) == free.commute("B", Place("lab", "L1"))
    assert "street factors" in travel.provider


def test_directions_may_differ_and_blocked_roads_stay_numbers() -> None:
    blocked = StreetFactors(drive={("North", "South"): math.inf, ("South", "North"): 2.0})
    free, travel = straight_line(two_banks()), straight_line(two_banks(), blocked)
    there, back = Place("compound", "C1"), Place("compound", "C2")
    assert travel.drive_km(there, back) == IMPASSABLE_M / 1000
    assert travel.drive_min(there, back) > 1440
    assert travel.drive_km(back, there) == pytest.approx(2 * free.drive_km(back, there))


def test_a_place_is_always_where_it_is() -> None:
    hills = StreetFactors(drive={("South", "South"): math.inf})
    assert np.all(np.diag(straight_line(two_banks(), hills).drive_m) == 0)


@pytest.mark.parametrize("factor", [0.0, -1.0, math.nan])
def test_a_factor_is_above_zero(factor: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        StreetFactors(walk={("North", "South"): factor})


def test_an_empty_roster_has_empty_matrices() -> None:
    travel = straight_line(roster())
    assert travel.walk_m.shape == (0, 0)
    assert travel.drive_m.shape == (0, 0)


def test_factors_from_a_file(tmp_path) -> None:
    path = tmp_path / "factors.csv"
    path.write_text(
        "\ufeffstreet,other_street,walk,drive\nNorth,South,inf,1.8\nNorth,North,,1.2\n", "utf-8"
    )
    factors = read_street_factors(path, ["North", "South"])
    assert factors == StreetFactors(
        walk={("North", "South"): math.inf},
        drive={("North", "South"): 1.8, ("North", "North"): 1.2},
    )


def test_every_problem_of_a_factors_file_is_told(tmp_path) -> None:
    path = tmp_path / "factors.csv"
    path.write_text("street,other_street,walk,drive\nNorth,Suoth,x,0\n", "utf-8")
    with pytest.raises(BadInput) as caught:
        read_street_factors(path, ["North", "South"])
    assert [(p.code, p.cell, p.value) for p in caught.value.problems] == [
        ("factors_street", "factors.csv:2", "Suoth"),
        ("factors_number", "factors.csv:2", "x"),
        ("factors_number", "factors.csv:2", "0"),
    ]
    sentence = travel_problem_sentence(caught.value.problems[0], translator("en"))
    assert sentence.startswith("factors.csv:2: no compound or site of the roster is in")


@pytest.mark.parametrize(
    ("content", "code", "value"),
    [
        (b"street,walk,drive\n", "factors_column", "other_street"),
        (b"", "factors_column", "street"),
        ("街道,".encode("gb18030"), "factors_text", "factors.csv"),
    ],
)
def test_a_file_of_another_kind(tmp_path, content: bytes, code: str, value: str) -> None:
    path = tmp_path / "factors.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        read_street_factors(path, [])
    assert caught.value.problems[0].code == code
    assert caught.value.problems[0].value == value
