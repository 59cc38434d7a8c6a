"""The search: ruin, recreate, and keep or undo."""

from __future__ import annotations

from typing import Any

import numpy as np

from masstest.solver.routing.kernel.recreate import recreate
from masstest.solver.routing.kernel.ruin import ruin
from masstest.solver.routing.kernel.tables import MOST_ABSENT_TRIED, Data, State
from masstest.solver.routing.kernel.timing import (
    find_left_out,
    old_cost,
    retime,
    route_cost,
    total_cost,
)
from masstest.solver.routing.kernel.undoing import restore


def anneal(
    data: Data,
    state: State,
    best_seq: Any,
    best_size: Any,
    best: float,
    iterations: int,
    hot: float,
    cold: float,
    seed: int,
    fill: bool,
    until_served: bool,
) -> tuple[float, int, bool]:
    """Improve `state` in place; keep the best routes in `best_seq`, `best_size`.

    The temperature falls geometrically from `hot` to `cold`. With `fill` the first iteration
    takes nothing out, but tries to put in every stop that is left out. With `until_served` it
    ends as soon as no stop is left out. Returns the best cost, the iterations done, and whether it
    ended so.
    """
    np.random.seed(seed)
    routes = len(state.line)
    for route in range(routes):
        retime(data, state, route)
    out = find_left_out(state)
    cost = total_cost(data, state)
    cooling = (cold / hot) ** (1.0 / max(1, iterations))
    temperature = hot
    for iteration in range(iterations):
        for route in range(routes):
            state.line[route].touched = 0
        filling = fill and iteration == 0
        count, tried, new_cost = 0, out, cost
        if not filling:
            count = ruin(data, state)
            tried = min(MOST_ABSENT_TRIED, out)
        for k in range(tried):
            other = np.random.randint(k, out)
            stop = state.mark[other].left_out
            state.mark[other].left_out = state.mark[k].left_out
            state.mark[k].left_out = stop
            state.mark[count].absent = stop
            count += 1
            new_cost -= data.stop[stop].left_out_price
        recreate(data, state, count)
        for k in range(count):
            if state.mark[state.mark[k].absent].route < 0:
                new_cost += data.stop[state.mark[k].absent].left_out_price
        possible = True
        for route in range(routes):
            if state.line[route].touched == 1:
                # where travel breaks the triangle inequality, fewer stops may take longer
                possible = retime(data, state, route) and possible
                new_cost += route_cost(data, state, route) - old_cost(data, state, route)
        accepted = new_cost < cost - temperature * np.log(np.random.random())
        if possible and (accepted or filling):
            cost = new_cost
            out = find_left_out(state)
            if cost < best - 1e-6:
                best = cost
                for route in range(routes):
                    best_size[route] = state.line[route].length
                    first = route * state.longest
                    for at in range(first, first + state.line[route].length):
                        best_seq[at] = state.seq[at]
                if until_served and out == 0:
                    return best, iteration + 1, True
        else:
            restore(data, state, count)
        temperature *= cooling
    return best, iterations, False
