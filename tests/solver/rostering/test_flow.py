"""The flow over few arcs is optimal for all of them."""

from __future__ import annotations

import numpy as np
import pytest
from ortools.sat.python import cp_model

import support
from masstest.domain.roster import Role
from masstest.domain.travel import Place
from masstest.solver.rostering.flow import assign, reduced_costs_dm
from masstest.solver.rostering.market import Lot, Market
from masstest.solver.rostering.squads import linear_dm
from masstest.solver.rostering.stations import Post
from masstest.solver.rostering.workforce import Served, Task


def post(at: str, minutes: int) -> Post:
    place = Place("site", at)
    task = Task(Role.usher, at, None, 0, minutes, place, place, Served.common)
    return Post("point", at, (Role.usher,), (task,), Served.common, (minutes,))


def market(seed: int, people: int, lots: int, most_posts: int, density: float) -> Market:
    rng = np.random.default_rng(seed)
    rows = tuple(
        Lot(
            tuple(
                post(f"P{n}", int(minutes))
                for minutes in sorted(rng.integers(1, 400, rng.integers(1, most_posts + 1)))[::-1]
            )
        )
        for n in range(lots)
    )
    lot, person = np.nonzero(rng.random((lots, people)) < density)
    cost = rng.integers(0, 100_000, len(lot)) + (person % 4 == 0) * 10_000_000
    return Market(rows, people, lot, person, cost)


def optimum_dm(found: Market) -> int:
    """The same by CP-SAT, over all pairs at once."""
    model = cp_model.CpModel()
    takes = [model.new_bool_var("") for _ in found.lot]
    missing = []
    for person in range(found.people):
        model.add_at_most_one(t for t, p in zip(takes, found.person, strict=True) if p == person)
    for row, lot in enumerate(found.lots):
        empty = [model.new_bool_var("") for _ in lot.posts]
        own = [t for t, n in zip(takes, found.lot, strict=True) if n == row]
        model.add(sum(own) + sum(empty) == len(lot.posts))
        missing += zip(empty, lot.missing_dm, strict=True)
    model.minimize(
        sum(int(dm) * t for t, dm in zip(takes, found.cost_dm, strict=True))
        + sum(dm * empty for empty, dm in missing)
    )
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = 30
    assert solver.solve(model) == cp_model.OPTIMAL
    return round(solver.objective_value)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("people", "density"), [(12, 0.5), (30, 0.4), (30, 0.9)])
def test_as_good_as_a_general_solver(seed: int, people: int, density: float) -> None:
    found = market(seed, people, lots=6, most_posts=4, density=density)
    result = assign(found)
    optimum = optimum_dm(found)
    assert result.cost_dm == linear_dm(found, result.lot_of) == result.bound_dm == optimum
    few = np.random.default_rng(seed).random(len(found.lot)) < 0.5
    hasty = assign(found, few, prove=False)
    assert hasty.bound_dm <= optimum <= hasty.cost_dm


@pytest.mark.parametrize("seed", range(3))
def test_prices_prove_it_on_every_pair(seed: int) -> None:
    found = market(seed, people=600, lots=40, most_posts=8, density=0.8)
    result = assign(found)
    assert result.arcs.sum() < len(found.lot)
    reduced = reduced_costs_dm(found, result.person_price_dm, result.lot_price_dm)
    assert reduced.min() >= 0
    used = result.lot_of[found.person] == found.lot
    assert not reduced[used].any()
    assert not result.person_price_dm[result.lot_of < 0].any()


def test_people_do_not_exceed_posts() -> None:
    found = market(1, people=50, lots=5, most_posts=3, density=1.0)
    filled = np.bincount(assign(found).lot_of + 1, minlength=6)[1:]
    assert filled.tolist() == [len(lot.posts) for lot in found.lots]


def test_the_shortest_posts_stay_empty() -> None:
    lots = (Lot((post("P0", 300), post("P0", 100))), Lot((post("P1", 200),)))
    pairs = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    found = assign(Market(lots, 2, *pairs, np.zeros(4, dtype=np.int64)))
    assert sorted(found.lot_of.tolist()) == [0, 1]
    assert found.cost_dm == 100 * 10_000_000


def test_nobody_to_assign() -> None:
    empty = np.empty(0, dtype=np.int64)
    person = support.roster(sites=(support.site(),)).staff
    found = assign(Market((Lot((post("P0", 10),)),), len(person), empty, empty, empty))
    assert found.lot_of.tolist() == []
    assert found.cost_dm == 10 * 10_000_000
