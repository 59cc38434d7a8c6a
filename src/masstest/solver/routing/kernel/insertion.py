"""The cheapest place for a stop, and putting it there."""

from __future__ import annotations

import numpy as np

from masstest.solver.routing.kernel.tables import BLINK, FORBIDDEN, Data, State
from masstest.solver.routing.kernel.timing import retime, visit


def insertion_cost(
    data: Data, state: State, route: int, position: int, new: int, ceiling: float
) -> float:
    """What putting `new` at `position` adds; FORBIDDEN when impossible or above `ceiling`."""
    first = route * state.longest
    at, end = first + position, first + state.line[route].length
    before, depart, stretch, duty, cost = -1, 0, 0, 0, 0.0
    if position > 0:
        before = state.seq[at - 1]
        now = state.visited[at - 1]
        depart, stretch, duty, cost = now.depart, now.stretch, now.duty, now.cost
    old = state.visited[end - 1].cost if end > first else 0.0
    stop = new
    while True:
        fits, depart, stretch, duty, more = visit(data, route, before, stop, depart, stretch, duty)
        cost += more
        if not fits or cost - old >= ceiling:
            return FORBIDDEN
        if at == end:
            return float(cost - old)
        before = stop
        stop = state.seq[at]
        at += 1


def best_place(data: Data, state: State, new: int) -> tuple[float, int, int]:
    """The cheapest place for `new` in the routes marked as `tried`: (cost, route, position)."""
    best, best_route, best_position = FORBIDDEN, -1, -1
    empty_tried = -1
    stops, group, service = data.stops, data.stop[new].group, data.stop[new].service
    from_new = new * stops
    for route in range(len(state.line)):
        size = state.line[route].length
        if size == 0:
            alike = data.route[route].alike
            if alike == empty_tried:
                continue
            empty_tried = alike
            cost = data.route[route].price
            cost += insertion_cost(data, state, route, size, new, best - cost)
            if cost < best:
                best, best_route, best_position = cost, route, 0
            continue
        if state.line[route].tried == 0 or size == state.longest:
            continue
        first, start = route * state.longest, route * stops
        after = state.seq[first]
        # without waiting, every minute put in makes the end a minute later, and the duty longer
        end = state.visited[first + size - 1]
        spare = data.horizon - service - end.depart
        on_duty = end.duty + end.depart - end.stretch
        if spare < 0 or (data.waiting == 0 and on_duty + service > data.duty_max):
            continue
        if data.stop[after].group != group:
            continue
        change = (
            data.start_travel[start + new]
            + data.travel[from_new + after]
            - data.start_travel[start + after]
        )
        for position in range(size + 1):
            if position > 0:
                before = after
                change = data.travel[before * stops + new]
                if position < size:
                    after = state.seq[first + position]
                    change += data.travel[from_new + after] - data.travel[before * stops + after]
            if change >= best or change > spare or np.random.random() < BLINK:
                continue
            cost = insertion_cost(data, state, route, position, new, best)
            if cost < best:
                best, best_route, best_position = cost, route, position
    return best, best_route, best_position


def insert(data: Data, state: State, route: int, position: int, new: int) -> None:
    """Put `new` into `route` at `position`."""
    at = route * state.longest + position
    for later in range(route * state.longest + state.line[route].length, at, -1):
        state.seq[later] = state.seq[later - 1]
    state.seq[at] = new
    state.line[route].length += 1
    state.mark[new].route = route
    retime(data, state, route)
