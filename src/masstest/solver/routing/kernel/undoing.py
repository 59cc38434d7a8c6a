"""Keeping touched routes as they were, and going back to them."""

from __future__ import annotations

from masstest.solver.routing.kernel.tables import Data, State
from masstest.solver.routing.kernel.timing import retime


def remember(state: State, route: int) -> None:
    """Keep `route` as it was, once per iteration."""
    if state.line[route].touched == 0:
        state.line[route].touched = 1
        state.line[route].old_length = state.line[route].length
        first = route * state.longest
        for at in range(first, first + state.line[route].length):
            state.old_seq[at] = state.seq[at]


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
