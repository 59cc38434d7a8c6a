"""The routing core: exact timing, honest bounds, optimal on tiny problems, compiled or not."""

from __future__ import annotations

import threading
from itertools import combinations, pairwise, permutations

import numpy as np
import pytest

import plan_parts
from masstest.solver.routing import NEVER, Routing, RoutingProblem, search, solve, terms
from masstest.solver.routing import bound as bound_module
from masstest.solver.routing.bound import travel_bound

STINT_MIN, REST_MIN, DUTY_MIN = 60, 20, 150


def problem_of(stops: int, routes: int, seed: int, *, open_start: bool = True) -> RoutingProblem:
    """Random stops in a square; teams with two groups of stops, or vehicles with places."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 20, (stops + routes, 2))
    way = np.ceil(np.linalg.norm(places[:, None] - places[None, :], axis=2)).astype(np.int64)
    between, start = way[:stops, :stops], way[stops:, :stops]
    return RoutingProblem(
        travel_min=between,
        service_min=rng.integers(5, 25, stops),
        group=(np.arange(stops) % 3 == 2).astype(np.int64) * open_start,
        earliest=rng.integers(0, 60, stops),
        due=rng.integers(60, 140, stops),
        latest=np.full(stops, 180, dtype=np.int64),
        late_cost=np.full(stops, 5.0),
        unserved_cost=np.full(stops, 500.0),
        start_travel_min=np.zeros_like(start) if open_start else start,
        route_start=np.zeros(routes, dtype=np.int64),
        route_end=np.full(routes, 240, dtype=np.int64),
        route_cost=np.full(routes, 30.0),
        route_class=np.zeros(routes, dtype=np.int64) if open_start else np.arange(routes),
        stint_max_min=STINT_MIN,
        rest_min=REST_MIN,
        duty_max_min=DUTY_MIN,
        end_due=100,
        late_end_cost=3.0,
    )


def cost_of(problem: RoutingProblem, route: int, stops: tuple[int, ...]) -> float | None:
    """Cost of one route by the book, rests as late as possible; None if it breaks a limit."""
    if len({int(problem.group[s]) for s in stops}) > 1:
        return None
    cost = float(problem.route_cost[route])
    depart = stretch = duty = 0
    for n, stop in enumerate(stops):
        if n == 0:
            way = int(problem.start_travel_min[route, stop])
            arrive = max(int(problem.route_start[route]) + way, int(problem.earliest[stop]))
            stretch = arrive - way
        else:
            way = int(problem.travel_min[stops[n - 1], stop])
            arrive = max(depart + way, int(problem.earliest[stop]))
            if arrive + problem.service_min[stop] - stretch > problem.stint_max_min:
                duty += depart - stretch
                arrive = max(depart + problem.rest_min + way, int(problem.earliest[stop]))
                stretch = arrive
        depart = arrive + int(problem.service_min[stop])
        if arrive > problem.latest[stop] or depart > problem.route_end[route]:
            return None
        if duty + depart - stretch > problem.duty_max_min:
            return None
        late = max(0, arrive - int(problem.due[stop]))
        cost += way + late * float(problem.late_cost[stop])
    return cost + problem.late_end_cost * max(0, depart - problem.end_due)


def total_of(problem: RoutingProblem, routing: Routing) -> float:
    total = sum(float(problem.unserved_cost[stop]) for stop in routing.unserved)
    for route in routing.routes:
        cost = cost_of(problem, route.index, route.stops)
        assert cost is not None, route
        total += cost
    return total


def best_of(problem: RoutingProblem) -> float:
    """The optimum by trying everything: for one or two routes and a handful of stops."""
    everything = frozenset(range(problem.stops))
    cheapest: list[dict[frozenset[int], float]] = []
    for route in range(problem.routes):
        own = {frozenset[int](): 0.0}
        for size in range(1, problem.stops + 1):
            for chosen in combinations(range(problem.stops), size):
                costs = [cost_of(problem, route, order) for order in permutations(chosen)]
                possible = [cost for cost in costs if cost is not None]
                if possible:
                    own[frozenset(chosen)] = min(possible)
        cheapest.append(own)
    served = {frozenset[int](): 0.0}
    for own in cheapest:
        more: dict[frozenset[int], float] = {}
        for before, cost in served.items():
            for chosen, extra in own.items():
                if not before & chosen:
                    both = before | chosen
                    more[both] = min(more.get(both, np.inf), cost + extra)
        served = more
    return min(
        cost + sum(float(problem.unserved_cost[s]) for s in everything - chosen)
        for chosen, cost in served.items()
    )


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("open_start", [True, False])
def test_tiny_problems_are_solved_to_optimality(seed: int, open_start: bool) -> None:
    problem = problem_of(5, 2, seed, open_start=open_start)
    routing = solve(problem, plan_parts.budget(), most_iterations=400)
    assert routing.cost == pytest.approx(total_of(problem, routing))
    assert routing.cost == pytest.approx(best_of(problem))


@pytest.mark.parametrize("small", [0, 10**6], ids=["compiled", "as it is"])
def test_times_and_cost_are_exact(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "SMALL", small)
    problem = problem_of(40, 12, seed=3, open_start=False)
    routing = solve(problem, plan_parts.budget(), most_iterations=300)
    assert routing.cost == pytest.approx(total_of(problem, routing))
    visited = [stop for route in routing.routes for stop in route.stops]
    assert sorted([*visited, *routing.unserved]) == list(range(problem.stops))
    travelled, late = terms(problem, routing.routes)
    late_ends = sum(max(0, route.depart[-1] - 100) for route in routing.routes)
    assert late_ends > 0
    left_out = 500.0 * len(routing.unserved)
    assert routing.cost == pytest.approx(
        travelled + 5 * late + 30 * len(routing.routes) + 3 * late_ends + left_out
    )


def test_the_same_seed_gives_the_same_routes() -> None:
    problem = problem_of(40, 12, seed=5)
    first, second = (solve(problem, plan_parts.budget(seed=9)) for _ in range(2))
    assert first == second


def test_initial_routes_are_kept_when_there_is_no_time() -> None:
    problem = problem_of(6, 6, seed=1)
    initial = {0: (0,), 3: (4,)}
    routing = solve(problem, plan_parts.budget(), initial, most_iterations=0)
    at = {stop: route.index for route in routing.routes for stop in route.stops}
    assert (at[0], at[4]) == (0, 3)


def test_a_stop_signal_ends_the_search_with_the_best_so_far() -> None:
    stop = threading.Event()
    stop.set()
    problem = problem_of(20, 8, seed=2)
    routing = solve(problem, plan_parts.budget(60, stop=stop))
    assert routing.stopped
    assert routing.cost == pytest.approx(total_of(problem, routing))


def test_without_routes_everything_is_left_out() -> None:
    problem = problem_of(4, 1, seed=0)
    nothing = search.only_routes(problem, 0)
    assert solve(nothing, plan_parts.budget()).unserved == (0, 1, 2, 3)


def test_rests_are_impossible_with_a_rest_that_never_ends() -> None:
    problem = problem_of(12, 12, seed=4)
    unresting = RoutingProblem(**(vars(problem) | {"rest_min": NEVER}))
    routing = solve(unresting, plan_parts.budget())
    for route in routing.routes:
        assert route.depart[-1] - route.arrive[0] <= STINT_MIN


@pytest.mark.parametrize("small", [0, 60], ids=["compiled", "as it is"])
@pytest.mark.parametrize("seed", range(4))
def test_travel_bound_is_below_the_best_paths(
    seed: int, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bound_module, "SMALL", small)
    rng = np.random.default_rng(seed)
    stops = 6
    travel = rng.integers(1, 30, (stops, stops))
    np.fill_diagonal(travel, 0)
    bound = travel_bound(travel, 2)
    for routes in range(1, stops + 1):
        best = min(
            sum(int(travel[a, b]) for n, (a, b) in enumerate(pairwise(order)) if n + 1 not in cuts)
            for order in permutations(range(stops))
            for cuts in combinations(range(1, stops), routes - 1)
        )
        assert bound[routes] <= best + 1e-9
    assert bound[stops] == 0
