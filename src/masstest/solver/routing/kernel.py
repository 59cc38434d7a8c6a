"""Ruin and recreate on open routes: the inner loop.

Slack induction by string removals: strings of stops are taken out of neighbouring routes and
put back one by one where they cost least, now and then skipping a place; the result is kept
by the rule of simulated annealing. Every insertion is timed exactly (waiting, rests, lateness).

The functions run as they are on lists, and compiled on arrays (`masstest.solver.routing.compiled`):
hence plain loops, tables laid out flat, row after row, and rows of named fields, which both
read quickly.

References
----------
J. Christiaens, G. Vanden Berghe: Slack Induction by String Removals for Vehicle Routing
Problems. Transportation Science 54(2), 2020. doi:10.1287/trsc.2019.0914
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

MEAN_REMOVED = 10.0  # stops taken out per iteration, on average
LONGEST_STRING = 10.0
BLINK = 0.01  # share of places skipped when putting a stop back
SPLIT = 0.5  # share of ruins that keep some stops in the middle of a string
WHOLE = 0.03  # share of strings that are a whole route, so that it may begin elsewhere
MOST_ABSENT_TRIED = 20  # of the stops already left out, per iteration
FORBIDDEN = 1e18


def _ints(*names: str) -> list[tuple[str, type]]:
    return [(name, np.int64) for name in names]


STOP = np.dtype(
    [
        *_ints("service", "group", "earliest", "due", "latest"),
        ("late_price", np.float64),
        ("left_out_price", np.float64),
    ]
)
ROUTE = np.dtype([*_ints("start", "end", "alike"), ("price", np.float64)])
VISITED = np.dtype([*_ints("depart", "stretch", "duty"), ("cost", np.float64)])
LINE = np.dtype(_ints("length", "old_length", "touched", "tried"))
MARK = np.dtype(_ints("route", "absent", "left_out"))


class Data(NamedTuple):
    """A `RoutingProblem` as flat lists or flat arrays.

    Attributes
    ----------
    stops, near_stops : number of stops, and of those listed as near to each
    travel : stops x stops int, minutes
    start_travel : routes x stops int, minutes
    near : stops x near_stops int, the stops nearest to each, itself first
    stop : `STOP` per stop
    route : `ROUTE` per route; `alike` is equal for routes that are alike
    stint_max, rest, duty_max : minutes
    end_due, late_end_price : minute after which a route's end costs so much a minute
    waiting : 1 if some stop may have to be waited for
    horizon : when every route must be over, unless there is waiting: then far away
    """

    stops: int
    near_stops: int
    travel: Any
    start_travel: Any
    near: Any
    stop: Any
    route: Any
    stint_max: int
    rest: int
    duty_max: int
    end_due: int
    late_end_price: float
    waiting: int
    horizon: int


class State(NamedTuple):
    """Routes, what has come about at each of their positions, and room to work in.

    Position p of route r stands at r x longest + p.

    Attributes
    ----------
    longest : most stops of a route
    seq : routes x longest int, stops in order
    visited : `VISITED` per position: departure, begin of the current stretch, minutes of the
        closed stretches, travel and lateness so far (without the route's own price)
    line : `LINE` per route: its length; whether it is touched in this iteration, and its
        length before; whether it is to be looked into
    old_seq : as `seq`, the touched routes as they were
    mark : `MARK` per stop: its route, or -1 when left out; and two lists, of stops to be put back
        and of stops that were left out before
    gone : one int, stops taken out so far in an iteration
    """

    longest: int
    seq: Any
    visited: Any
    line: Any
    old_seq: Any
    mark: Any
    gone: Any


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


def remember(state: State, route: int) -> None:
    """Keep `route` as it was, once per iteration."""
    if state.line[route].touched == 0:
        state.line[route].touched = 1
        state.line[route].old_length = state.line[route].length
        first = route * state.longest
        for at in range(first, first + state.line[route].length):
            state.old_seq[at] = state.seq[at]


def order_absent(data: Data, state: State, count: int) -> None:
    """Sort the first `count` absent stops at random, longest first, or earliest due first."""
    order = np.random.random()
    keys = np.empty(count)
    for k in range(count):
        stop, key = state.mark[k].absent, np.random.random()
        if order < 0.4:
            key -= data.stop[stop].service
        elif order < 0.6:
            key += data.stop[stop].due
        place = k
        while place > 0 and keys[place - 1] > key:
            keys[place] = keys[place - 1]
            state.mark[place].absent = state.mark[place - 1].absent
            place -= 1
        keys[place] = key
        state.mark[place].absent = stop


def recreate(data: Data, state: State, count: int) -> None:
    """Put the first `count` absent stops back, each where it costs least.

    Routes that come near the stop are looked into first, all others only if none of those
    takes it.
    """
    order_absent(data, state, count)
    for k in range(count):
        new = state.mark[k].absent
        for route in range(len(state.line)):
            state.line[route].tried = 0
        for k_near in range(new * data.near_stops, (new + 1) * data.near_stops):
            route = state.mark[data.near[k_near]].route
            if route >= 0:
                state.line[route].tried = 1
        for _ in range(2):
            cost, route, position = best_place(data, state, new)
            if route >= 0 and state.line[route].length > 0:
                break
            for other in range(len(state.line)):
                state.line[other].tried = 1
        if route >= 0 and cost < data.stop[new].left_out_price:
            remember(state, route)
            insert(data, state, route, position, new)


def ruin(data: Data, state: State) -> int:
    """Take strings of stops out of neighbouring routes into `absent`; how many."""
    used, assigned = 0, 0
    for route in range(len(state.line)):
        if state.line[route].length > 0:
            used += 1
            assigned += state.line[route].length
    state.gone[0] = 0
    if used == 0:
        return 0
    longest = min(LONGEST_STRING, assigned / used)
    strings = int(1 + np.random.random() * (4 * MEAN_REMOVED / (1 + longest) - 1))
    centre = np.random.randint(0, data.stops)
    group = data.stop[centre].group
    for k in range(centre * data.near_stops, (centre + 1) * data.near_stops):
        stop = data.near[k]
        route = state.mark[stop].route
        if route < 0 or state.line[route].touched == 1 or data.stop[stop].group != group:
            continue
        take_string(state, route, stop, longest)
        retime(data, state, route)
        strings -= 1
        if strings == 0:
            break
    return int(state.gone[0])


def take_string(state: State, route: int, stop: int, longest: float) -> None:
    """Take a string of stops around `stop` out of `route`, perhaps sparing some in its middle."""
    size = state.line[route].length
    begin = route * state.longest
    length = int(1 + np.random.random() * min(float(size), longest))
    if np.random.random() < WHOLE:
        length = size
    spared = 0
    if 1 < length < size and np.random.random() < SPLIT:
        spared = 1
        while length + spared < size and np.random.random() < 0.5:
            spared += 1
    window = length + spared
    position = 0
    while state.seq[begin + position] != stop:
        position += 1
    lowest, highest = max(0, position - window + 1), min(position, size - window)
    first = np.random.randint(lowest, highest + 1)
    spare_from = first + window
    if spared > 0:
        spare_from = first + 1 + np.random.randint(0, length - 1)
    remember(state, route)
    write, count = first, state.gone[0]
    for read in range(first, size):
        gone = state.seq[begin + read]
        if read >= first + window or spare_from <= read < spare_from + spared:
            state.seq[begin + write] = gone
            write += 1
        else:
            state.mark[count].absent = gone
            state.mark[gone].route = -1
            count += 1
    state.line[route].length = write
    state.gone[0] = count


def restore(data: Data, state: State, count: int) -> None:
    """Undo an iteration."""
    for k in range(count):
        state.mark[state.mark[k].absent].route = -1
    for route in range(len(state.line)):
        if state.line[route].touched == 1:
            state.line[route].length = state.line[route].old_length
            first = route * state.longest
            for at in range(first, first + state.line[route].length):
                stop = state.old_seq[at]
                state.seq[at] = stop
                state.mark[stop].route = route
            retime(data, state, route)


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
