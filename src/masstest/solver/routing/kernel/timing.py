"""The times of a route and what they cost; of all routes and the stops left out."""

from __future__ import annotations

from masstest.solver.routing.kernel.tables import Data, State


def visit(
    data: Data, route: int, before: int, stop: int, depart: int, stretch: int, duty: int
) -> tuple[bool, int, int, int, float]:
    """Go from `before` (-1: the route's place) on to `stop`.

    Returns
    -------
    whether that is possible, departure, begin of the stretch, minutes of closed stretches, and
    what it costs
    """
    own = data.stop[stop]
    if before < 0:
        way = data.start_travel[route * data.stops + stop]
        arrive = max(data.route[route].start + way, own.earliest)
        stretch, duty = arrive - way, 0
    else:
        way = data.travel[before * data.stops + stop]
        arrive = max(depart + way, own.earliest)
        if arrive + own.service - stretch > data.stint_max:
            duty += depart - stretch
            arrive = max(depart + data.rest + way, own.earliest)
            stretch = arrive
    end = arrive + own.service
    possible = (
        arrive <= own.latest
        and end <= data.route[route].end
        and end - stretch <= data.stint_max
        and duty + end - stretch <= data.duty_max
    )
    cost = float(way)
    if arrive > own.due:
        cost += own.late_price * (arrive - own.due)
    if end > data.end_due:  # what this stop adds to the lateness of the end
        cost += data.late_end_price * (end - max(depart, data.end_due))
    return possible, end, stretch, duty, cost


def retime(data: Data, state: State, route: int) -> bool:
    """Recompute the positions of `route`; False when it breaks a limit."""
    first = route * state.longest
    before, depart, stretch, duty, cost = -1, 0, 0, 0, 0.0
    possible = True
    for at in range(first, first + state.line[route].length):
        stop = state.seq[at]
        fits, depart, stretch, duty, more = visit(data, route, before, stop, depart, stretch, duty)
        possible = possible and fits
        cost += more
        state.visited[at].depart = depart
        state.visited[at].stretch = stretch
        state.visited[at].duty = duty
        state.visited[at].cost = cost
        before = stop
    return possible


def route_cost(data: Data, state: State, route: int) -> float:
    """Price of a route in use, its travel and its lateness."""
    size = state.line[route].length
    if size == 0:
        return 0.0
    return float(data.route[route].price + state.visited[route * state.longest + size - 1].cost)


def old_cost(data: Data, state: State, route: int) -> float:
    """Cost of `route` as it was before the iteration."""
    cost = 0.0
    before, depart, stretch, duty = -1, 0, 0, 0
    first = route * state.longest
    for at in range(first, first + state.line[route].old_length):
        stop = state.old_seq[at]
        _, depart, stretch, duty, more = visit(data, route, before, stop, depart, stretch, duty)
        cost += more
        before = stop
    if state.line[route].old_length > 0:
        cost += data.route[route].price
    return cost


def total_cost(data: Data, state: State) -> float:
    """Cost of all routes and of all stops left out."""
    cost = 0.0
    for route in range(len(state.line)):
        cost += route_cost(data, state, route)
    for stop in range(len(state.mark)):
        if state.mark[stop].route < 0:
            cost += data.stop[stop].left_out_price
    return cost


def find_left_out(state: State) -> int:
    """List the stops that no route visits; how many."""
    count = 0
    for stop in range(len(state.mark)):
        if state.mark[stop].route < 0:
            state.mark[count].left_out = stop
            count += 1
    return count
