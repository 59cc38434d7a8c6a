"""Taking strings of stops out of neighbouring routes."""

from __future__ import annotations

import numpy as np

from masstest.solver.routing.kernel.tables import (
    LONGEST_STRING,
    MEAN_REMOVED,
    SPLIT,
    WHOLE,
    Data,
    State,
)
from masstest.solver.routing.kernel.timing import retime
from masstest.solver.routing.kernel.undoing import remember


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
