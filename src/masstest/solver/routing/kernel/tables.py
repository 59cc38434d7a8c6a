"""The problem and its routes as flat tables, and what a row of each has."""

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
