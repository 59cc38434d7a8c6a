"""Which places lie outside the hull of the others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masstest.sheets.reading.outline import far_outside, outside_m

GRID = np.array([(x, y) for x in range(0, 1000, 200) for y in range(0, 1000, 200)], dtype=float)


def test_distance_to_a_hull() -> None:
    square = np.array([(0, 0), (100, 0), (100, 100), (0, 100), (50, 50)], dtype=float)
    assert outside_m(np.array([50.0, 50.0]), square) == 0
    assert outside_m(np.array([100.0, 50.0]), square) == 0
    assert outside_m(np.array([160.0, 50.0]), square) == 60
    assert outside_m(np.array([130.0, 140.0]), square) == 50
    line = np.array([(0, 0), (100, 0)], dtype=float)
    assert outside_m(np.array([50.0, 30.0]), line) == 30
    assert outside_m(np.array([3.0, 4.0]), line[:1]) == 5


def test_only_what_is_over_500_m_outside_is_reported() -> None:
    assert far_outside(np.vstack([GRID, (1300.0, 400.0)])) == []
    assert far_outside(np.vstack([GRID, (1301.0, 400.0)])) == [(25, 501.0)]


def test_two_wrong_places_do_not_vouch_for_each_other() -> None:
    both = np.vstack([GRID, (90_000.0, 80_000.0), (90_010.0, 80_000.0)])
    assert [index for index, _ in far_outside(both)] == [25, 26]


def test_few_places_say_nothing() -> None:
    assert far_outside(np.array([(0, 0), (9000, 0), (0, 9000)], dtype=float)) == []


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-3000, 3000), st.integers(-3000, 3000)), min_size=5))
def test_agrees_with_trying_every_direction(points: list[tuple[int, int]]) -> None:
    """The distance to a hull is the largest margin in any direction (its support function).

    The largest is in the direction of a corner, or square to the line of two.
    """
    place, others = np.array(points[0], dtype=float), np.array(points[1:], dtype=float)
    edges = (others[:, None] - others[None]).reshape(-1, 2)
    square = np.stack([-edges[:, 1], edges[:, 0]], axis=1)
    directions = np.concatenate([place - others, square, -square])
    lengths = np.hypot(*directions.T)
    directions = directions[lengths > 0] / lengths[lengths > 0, None]
    margins = directions @ place - (directions @ others.T).max(axis=1)
    assert outside_m(place, others) == pytest.approx(max(0.0, margins.max(initial=0)), abs=1e-6)
