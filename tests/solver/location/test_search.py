"""The search: bounds hold, nothing gets worse, and the same seed finds the same."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from masstest.domain.budget import Budget
from masstest.solver.location.linear import Limits
from masstest.solver.location.neighbourhood import Neighbourhoods
from masstest.solver.location.relaxation import kernel, relax
from masstest.solver.location.search import GAP_TOLERANCE, search, solve_siting
from masstest.solver.location.siting import Appraiser, Siting


def siting(customers: int, sites: int, seed: int = 1) -> Siting:
    """Customers and sites on a square, every site in the reach of its nearest customers."""
    rng = np.random.default_rng(seed)
    side = 300.0 * np.sqrt(customers)
    where, places = rng.uniform(0, side, (customers, 2)), rng.uniform(0, side, (sites, 2))
    persons = rng.integers(50, 900, customers).astype(float)
    metres = np.linalg.norm(where[:, None] - places[None], axis=2)
    near = np.argsort(metres, axis=1)[:, : min(12, sites)]
    customer = np.repeat(np.arange(customers), near.shape[1])
    site = near.ravel()
    return Siting(
        load_min=0.6 * persons,
        uncovered_cost=1e6 * persons,
        customer_group=np.zeros(customers, dtype=np.int64),
        site_group=np.zeros(sites, dtype=np.int64),
        pair_customer=customer,
        pair_site=site,
        pair_cost=persons[customer] * metres[customer, site],
        pair_over=np.zeros(len(site)),
        max_lanes=rng.integers(2, 8, sites),
        usable=np.ones(sites, dtype=bool),
        required=np.zeros(sites, dtype=bool),
        point_cost=np.full(sites, 2e5),
        lane_cost=np.full(sites, 3e4),
        opening_site=np.arange(sites),
        opening_span_min=np.full(sites, 390.0),
        opening_late_min=np.zeros(sites),
        late_cost=5e4,
        over_cost=10.0,
    )


def deterministic(seconds: float = 2.0) -> Budget:
    return Budget(seconds, deterministic=True)


def test_small_problems_are_solved_to_optimality() -> None:
    problem = siting(20, 10)
    found = search(problem, deterministic())
    assert found.standing.feasible
    assert found.gap <= GAP_TOLERANCE
    exact = solve_siting(problem, Limits(60.0, 0.0))
    assert exact.proven
    assert found.bound <= exact.bound + 1e-6 * exact.bound
    assert found.standing.cost >= exact.bound * (1 - 1e-9)


@pytest.mark.parametrize("reserve_cost", [0.0, 100.0, 1_000.0])
def test_the_appraiser_and_the_model_agree_on_cost(reserve_cost: float) -> None:
    problem = siting(20, 10, seed=3)
    if reserve_cost:  # the last half hour uses a reserve up
        problem = replace(
            problem,
            opening_late_min=np.full(problem.sites, 30.0),
            opening_span_min=problem.opening_span_min - 30,
            late_cost=0.0,
            late_lane_cost=reserve_cost,
        )
    exact = solve_siting(problem, Limits(60.0, 0.0))
    assert exact.site_of is not None
    standing = Appraiser(problem).appraise(exact.site_of)
    assert standing.feasible
    assert standing.cost == pytest.approx(exact.bound, rel=1e-6)


def test_the_same_seed_finds_the_same() -> None:
    problem = siting(130, 60)
    first, again = search(problem, deterministic(0.4)), search(problem, deterministic(0.4))
    assert (first.standing.site_of == again.standing.site_of).all()
    assert first.bound == again.bound
    assert relax(problem).bound <= first.bound <= first.standing.cost
    assert first.gap < 0.02


def test_side_by_side_finds_a_plan_as_well() -> None:
    problem = siting(130, 60)
    with ThreadPoolExecutor(2) as pool:
        found = search(problem, Budget(3.0, workers=2, executor=pool))
    assert found.standing.feasible
    assert (found.standing.site_of >= 0).all()
    assert found.bound <= found.standing.cost
    assert found.gap < 0.1


def test_a_stop_returns_what_there_is() -> None:
    stop = threading.Event()
    stop.set()
    found = search(siting(130, 60), Budget(60.0, stop=stop))
    assert found.standing.feasible
    assert found.bound <= found.standing.cost


def test_a_kernel_is_part_of_the_problem() -> None:
    problem = siting(130, 60)
    part = kernel(problem, relax(problem), 0.6)
    pairs = set(zip(problem.pair_customer.tolist(), problem.pair_site.tolist(), strict=True))
    kept = set(zip(part.pair_customer.tolist(), part.pair_site.tolist(), strict=True))
    assert kept < pairs


def test_neighbourhoods_keep_clear_of_busy_sites_and_reach_all() -> None:
    near = Neighbourhoods(siting(130, 60), seed=1)
    busy = np.zeros(60, dtype=bool)
    first = near.next(busy)
    busy[first] = True
    assert set(near.next(busy).tolist()).isdisjoint(first.tolist())
    assert len(near.next(np.ones(60, dtype=bool))) == 0
    seen: set[int] = set()
    for _ in range(60):
        seen |= set(near.next().tolist())
    assert seen == set(range(60))


def test_a_part_of_the_problem_is_numbered_anew() -> None:
    problem = siting(20, 10)
    part = problem.restrict(np.array([3, 7]), np.array([2, 5, 9]))
    assert (part.customers, part.sites) == (2, 3)
    assert set(part.pair_site.tolist()) <= {0, 1, 2}
    assert part.load_min.tolist() == problem.load_min[[3, 7]].tolist()
