"""Solving a `RoutingProblem` within a budget: construct, then anneal in slices of time."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

from masstest.domain.budget import Budget
from masstest.solver.compiled import compiled
from masstest.solver.routing import kernel
from masstest.solver.routing.problem import (
    NEVER,
    SMALL,
    Route,
    Routing,
    RoutingProblem,
    nearest_stops,
)

NEAR = 80  # stops looked at around a stop
FIRST_SLICE = 20  # iterations before the clock is looked at for the first time
SLICE_S = 0.2  # how often the clock and the stop signal are looked at
DETERMINISTIC_PER_S = 10_000  # iterations that stand for a second when nothing is timed
SMALL_MOST_ITERATIONS = 600  # what a small problem gets at most without being compiled


def solve(
    problem: RoutingProblem,
    budget: Budget,
    initial: Mapping[int, Sequence[int]] | None = None,
    *,
    hot: float = 30.0,
    cold: float = 0.3,
    until_served: bool = False,
    most_iterations: int = 10**9,
) -> Routing:
    """Good routes for `problem`, starting from the `initial` ones (route index -> stops).

    Parameters
    ----------
    hot, cold : temperatures at the start and at the end, in units of cost
    until_served : stop as soon as no stop is left out
    most_iterations : enough for a problem of this size
    """
    if problem.stops == 0 or problem.routes == 0:
        out = tuple(range(problem.stops))
        return Routing((), out, float(problem.unserved_cost.sum()), 0, False)
    run: ModuleType = kernel
    if problem.stops > SMALL:
        run = compiled(kernel)
    else:
        most_iterations = min(most_iterations, SMALL_MOST_ITERATIONS)
    data, state = _data(problem), _state(problem, initial or {})
    best_seq = state.seq.copy()
    best_size = _flat(np.zeros(problem.routes, dtype=np.int64), problem)
    best, _, over = run.anneal(
        data, state, best_seq, best_size, np.inf, 1, hot, hot, budget.seed, True, until_served
    )
    if budget.deterministic:
        most_iterations = min(most_iterations, int(budget.seconds * DETERMINISTIC_PER_S))
    pace = _Pace(budget, most_iterations)
    done, slices = 0, 1
    while not over and (count := pace.next_slice(done)):
        begin, end = pace.share(done), pace.share(done, count)
        best, iterations, over = run.anneal(
            data, state, best_seq, best_size, best, count,
            hot * (cold / hot) ** begin, hot * (cold / hot) ** end,
            budget.seed + slices, False, until_served,
        )  # fmt: skip
        done += iterations
        slices += 1
    for route, size in enumerate(best_size):
        state.line[route].length = size
    chosen = state._replace(seq=best_seq)
    return _routing(problem, run, data, chosen, best, done, pace.stopped)


def prepare(problem: RoutingProblem) -> None:
    """Compile what solving `problem` needs, if that was never done on this computer."""
    if problem.stops > SMALL and problem.routes:
        data, state = _data(problem), _state(problem, {})
        best_size = np.zeros(problem.routes, dtype=np.int64)
        compiled(kernel).anneal(
            data, state, state.seq.copy(), best_size, 0.0, 0, 1.0, 1.0, 1, False, False
        )


class _Pace:
    """How many iterations to do before looking at the clock again."""

    def __init__(self, budget: Budget, most_iterations: int) -> None:
        self._budget = budget
        self._most = most_iterations
        self._first = max(FIRST_SLICE, most_iterations // 200 if budget.deterministic else 0)
        self._started = time.monotonic()
        self._seconds = budget.remaining_s
        self.stopped = False

    def next_slice(self, done: int) -> int:
        """Iterations to do now; 0 when time or iterations are used up, or on the stop signal."""
        self.stopped = self._budget.stop.is_set()
        left = self._most - done
        if self.stopped or left <= 0:
            return 0
        if self._budget.deterministic or done == 0:
            return min(left, self._first)
        elapsed = time.monotonic() - self._started
        if elapsed >= self._seconds:
            return 0
        per_s = done / max(elapsed, 1e-9)
        return max(1, min(left, int(SLICE_S * per_s), int((self._seconds - elapsed) * per_s)))

    def share(self, done: int, more: int = 0) -> float:
        """The share of the search that is over after `done` + `more` iterations: 0 .. 1."""
        by_count = (done + more) / self._most
        if self._budget.deterministic or done == 0:
            return min(1.0, by_count)
        elapsed = time.monotonic() - self._started
        return min(1.0, max(by_count, elapsed * (1 + more / done) / self._seconds))


def only_routes(problem: RoutingProblem, count: int) -> RoutingProblem:
    """`problem` with only the first `count` routes."""
    return replace(
        problem,
        start_travel_min=problem.start_travel_min[:count],
        route_start=problem.route_start[:count],
        route_end=problem.route_end[:count],
        route_cost=problem.route_cost[:count],
        route_class=problem.route_class[:count],
    )


def _flat(values: Any, problem: RoutingProblem) -> Any:
    """Row after row: an array for the compiled kernel, a list for the other."""
    flat = np.array(values, order="C").ravel()
    if problem.stops > SMALL:
        return flat if flat.dtype.names is None else flat.view(np.recarray)
    names = flat.dtype.names
    if names is None:
        return flat.tolist()
    return [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in flat.tolist()]


def _data(problem: RoutingProblem) -> kernel.Data:
    near = nearest_stops(problem, NEAR)
    stop = np.zeros(problem.stops, dtype=kernel.STOP)
    stop["service"] = problem.service_min
    stop["group"] = problem.group
    stop["earliest"] = problem.earliest
    stop["due"] = problem.due
    stop["latest"] = problem.latest
    stop["late_price"] = problem.late_cost
    stop["left_out_price"] = problem.unserved_cost
    route = np.zeros(problem.routes, dtype=kernel.ROUTE)
    route["start"] = problem.route_start
    route["end"] = problem.route_end
    route["alike"] = problem.route_class
    route["price"] = problem.route_cost
    over = int((problem.latest + problem.service_min).max())
    waiting = int(problem.earliest.max() > problem.route_start.min())
    return kernel.Data(
        stops=problem.stops,
        near_stops=near.shape[1],
        travel=_flat(problem.travel_min, problem),
        start_travel=_flat(problem.start_travel_min, problem),
        near=_flat(near, problem),
        stop=_flat(stop, problem),
        route=_flat(route, problem),
        stint_max=problem.stint_max_min,
        rest=problem.rest_min,
        duty_max=problem.duty_max_min,
        end_due=problem.end_due,
        late_end_price=problem.late_end_cost,
        waiting=waiting,
        horizon=NEVER if waiting else min(over, int(problem.route_end.max())),
    )


def _state(problem: RoutingProblem, initial: Mapping[int, Sequence[int]]) -> kernel.State:
    routes, stops = problem.routes, problem.stops
    span = int((problem.route_end - problem.route_start).max())
    longest = max(1, min(stops, span // max(1, int(problem.service_min.min())) + 1))
    seq = np.full((routes, longest), -1, dtype=np.int64)
    line = np.zeros(routes, dtype=kernel.LINE)
    mark = np.zeros(stops, dtype=kernel.MARK)
    mark["route"] = -1
    for route, members in initial.items():
        line["length"][route] = len(members)
        seq[route, : len(members)] = members
        mark["route"][list(members)] = route
    return kernel.State(
        longest=longest,
        seq=_flat(seq, problem),
        visited=_flat(np.zeros((routes, longest), dtype=kernel.VISITED), problem),
        line=_flat(line, problem),
        old_seq=_flat(seq, problem),
        mark=_flat(mark, problem),
        gone=_flat(np.zeros(1, dtype=np.int64), problem),
    )


def _routing(
    problem: RoutingProblem,
    run: ModuleType,
    data: kernel.Data,
    state: kernel.State,
    cost: float,
    iterations: int,
    stopped: bool,
) -> Routing:
    routes = []
    unserved = set(range(problem.stops))
    for route, line in enumerate(state.line):
        size = int(line.length)
        if size == 0:
            continue
        run.retime(data, state, route)
        first = route * state.longest
        stops = tuple(int(stop) for stop in state.seq[first : first + size])
        depart = tuple(int(state.visited[at].depart) for at in range(first, first + size))
        arrive = tuple(d - int(problem.service_min[s]) for s, d in zip(stops, depart, strict=True))
        start = arrive[0] - int(problem.start_travel_min[route, stops[0]])
        routes.append(Route(route, stops, arrive, depart, start))
        unserved -= set(stops)
    return Routing(tuple(routes), tuple(sorted(unserved)), float(cost), iterations, stopped)
