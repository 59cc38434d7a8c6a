"""Posts man every position, keep the stints, and are as few as can be."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from masstest.domain.parameters import Parameters
from masstest.solver.rostering.posts import (
    WORK_MAX_MIN,
    Pattern,
    patterns,
    posts_needed,
    short_patterns,
    solo_min,
    work_min,
)

DEFAULT = Parameters()


def manned(found: tuple[Pattern, ...], positions: int, minutes: int) -> list[list[int]]:
    """People at each position and minute."""
    people = [[0] * minutes for _ in range(positions)]
    for post in found:
        for stretch in post:
            for minute in range(stretch.start, stretch.end):
                people[stretch.position][minute] += 1
    return people


def assert_keeps_stints(post: Pattern, stint_min: int, rest_min: int) -> None:
    began = ended = None
    for stretch in post:
        if ended is None or stretch.start - ended >= rest_min:
            began = stretch.start
        else:
            assert stretch.start >= ended
        ended = stretch.end
        assert ended - began <= stint_min


windows = st.integers(1, 900)
counts = st.integers(1, 9)


@settings(deadline=None)
@given(
    counts, windows, st.sampled_from([45, 60, 100, 120, 240]), st.sampled_from([0, 20, 30, 60, 90])
)
def test_suited_patterns_man_every_minute_once(
    positions: int, minutes: int, stint_min: int, rest_min: int
) -> None:
    parameters = Parameters(stint_max_min=stint_min, stint_rest_min=rest_min)
    found = patterns(positions, minutes, parameters)
    assert all(set(row) == {1} for row in manned(found, positions, minutes))
    for post in found:
        assert work_min(post) <= WORK_MAX_MIN
        assert_keeps_stints(post, stint_min, rest_min)


@settings(deadline=None)
@given(counts, windows)
def test_other_patterns_are_as_few_as_the_work_allows(positions: int, minutes: int) -> None:
    found = patterns(positions, minutes, DEFAULT, suited=False)
    assert all(set(row) == {1} for row in manned(found, positions, minutes))
    assert all(work_min(post) <= WORK_MAX_MIN for post in found)
    assert all(a.end <= b.start for post in found for a, b in pairwise(post))
    assert len(found) == max(positions, -(-positions * minutes // WORK_MAX_MIN))


@settings(deadline=None)
@given(counts, windows, st.integers(0, 12), st.booleans())
def test_too_few_people_keep_the_stints_too(
    positions: int, minutes: int, people: int, suited: bool
) -> None:
    found = short_patterns(positions, people, minutes, DEFAULT, suited=suited)
    assert len(found) <= people
    assert max(max(row) for row in manned(found, positions, minutes)) <= 1
    for post in found:
        if suited:
            assert_keeps_stints(post, DEFAULT.stint_max_min, DEFAULT.stint_rest_min)


def test_each_person_mans_as_much_as_one_can() -> None:
    (post,) = short_patterns(4, 1, 390, DEFAULT)
    assert work_min(post) == solo_min(390, DEFAULT) == 330


def fewest_by_search(positions: int, minutes: int, parameters: Parameters, step_min: int) -> int:
    """The fewest people by constraint programming on a grid of `step_min`."""
    steps = minutes // step_min
    stint, rest = parameters.stint_max_min // step_min, parameters.stint_rest_min // step_min
    for people in range(positions, 4 * positions + 1):
        model = cp_model.CpModel()
        works = [[model.new_bool_var("") for _ in range(steps)] for _ in range(people)]
        for step in range(steps):
            model.add(sum(row[step] for row in works) == positions)
        for row in works:
            for first in range(steps - stint):
                model.add(sum(row[first : first + stint + 1]) <= stint)
            for step in range(1, steps):  # a pause between stretches is a whole rest
                for back in range(step + 1, min(step + rest, steps)):
                    model.add_bool_or([~row[step - 1], row[step], ~row[back]])
        for row, after in pairwise(works):
            model.add(row[0] >= after[0])
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = 20
        status = solver.solve(model)
        assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        if status == cp_model.OPTIMAL:
            return people
    raise AssertionError("a rotation of twice the people always works")


@pytest.mark.parametrize("minutes", [210, 240, 270, 330, 390, 420])
@pytest.mark.parametrize("positions", [1, 2, 3, 4, 5])
def test_default_stints_need_as_few_as_a_search_finds(positions: int, minutes: int) -> None:
    assert posts_needed(positions, minutes, DEFAULT) == fewest_by_search(
        positions, minutes, DEFAULT, 30
    )


@pytest.mark.parametrize("minutes", [60, 90, 180, 300])
@pytest.mark.parametrize(("stint_min", "rest_min"), [(60, 60), (120, 60), (60, 30)])
def test_heat_needs_as_few_as_a_search_finds(stint_min: int, rest_min: int, minutes: int) -> None:
    parameters = Parameters(stint_max_min=stint_min, stint_rest_min=rest_min)
    for positions in (1, 2, 3):
        found = posts_needed(positions, minutes, parameters)
        assert found == fewest_by_search(positions, minutes, parameters, 30)


@pytest.mark.parametrize("minutes", [241, 300, 390, 480, 540])
def test_up_to_nine_hours_rests_alone_decide(minutes: int) -> None:
    for positions in range(1, 13):
        assert posts_needed(positions, minutes, DEFAULT) == positions + -(-positions // 4)


def test_nothing_needs_nobody() -> None:
    assert posts_needed(0, 100, DEFAULT) == posts_needed(3, 0, DEFAULT) == 0
