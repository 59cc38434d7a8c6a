"""Putting stops back, each where it costs least."""

from __future__ import annotations

import numpy as np

from masstest.solver.routing.kernel.insertion import best_place, insert
from masstest.solver.routing.kernel.tables import Data, State
from masstest.solver.routing.kernel.undoing import remember


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
