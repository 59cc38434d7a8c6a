"""Open routes through stops: the problem that doorstep teams, supply and waste vehicles share.

A route begins at its own place at its own earliest time, visits stops one after another and
ends at the last one (the way home is nobody's concern). Between stops it travels; a working
stretch that would become too long is broken by a rest. Stops may have an earliest and a due
time, and may be left out at a price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from masstest.domain.travel import Floats, Ints

NEVER = 10**7  # a minute that no plan reaches
SMALL = 60  # stops up to which it isn't worth while to compile


@dataclass(frozen=True)
class RoutingProblem:
    """Stops and routes in whole minutes.

    Attributes
    ----------
    travel_min : (stops, stops) int array, minutes from row to column
    service_min : (stops,) int array, minutes a stop takes
    group : (stops,) int array; a route visits stops of one group only
    earliest : (stops,) int array, a stop may not begin before
    due : (stops,) int array; beginning later costs `late_cost` per minute
    latest : (stops,) int array, a stop may not begin after
    late_cost : (stops,) float array, per minute
    unserved_cost : (stops,) float array, for leaving the stop out
    start_travel_min : (routes, stops) int array, minutes from the route's place to the stop
    route_start, route_end : (routes,) int arrays, the span of the route
    route_cost : (routes,) float array, for a route with at least one stop
    route_class : (routes,) int array; routes of a class are alike (tried once while empty)
    stint_max_min : longest working stretch, first arrival to last departure
    rest_min : between two stretches, beside the travel; `NEVER`: no rest is possible
    duty_max_min : all stretches of a route together
    end_due : a route that ends later costs `late_end_cost` per minute
    """

    travel_min: Ints
    service_min: Ints
    group: Ints
    earliest: Ints
    due: Ints
    latest: Ints
    late_cost: Floats
    unserved_cost: Floats
    start_travel_min: Ints
    route_start: Ints
    route_end: Ints
    route_cost: Floats
    route_class: Ints
    stint_max_min: int
    rest_min: int
    duty_max_min: int
    end_due: int = NEVER
    late_end_cost: float = 0.0

    @property
    def stops(self) -> int:
        return len(self.service_min)

    @property
    def routes(self) -> int:
        return len(self.route_start)


@dataclass(frozen=True)
class Route:
    """One route of a solution.

    `stops` are indices in order of visit; `arrive` and `depart` minutes, aligned with them.
    `start` is when the route leaves its own place (for routes without one: the first arrival).
    """

    index: int
    stops: tuple[int, ...]
    arrive: tuple[int, ...]
    depart: tuple[int, ...]
    start: int


@dataclass(frozen=True)
class Routing:
    """A solution: the used routes, the stops left out, the cost, and whether it was cut short."""

    routes: tuple[Route, ...]
    unserved: tuple[int, ...]
    cost: float
    iterations: int
    stopped: bool

    @property
    def sequences(self) -> dict[int, tuple[int, ...]]:
        return {route.index: route.stops for route in self.routes}


def terms(problem: RoutingProblem, routes: Sequence[Route]) -> tuple[int, float]:
    """(minutes travelled, minutes late) of `routes`, lateness unweighted."""
    travelled, late = 0, 0.0
    for route in routes:
        travelled += int(problem.start_travel_min[route.index, route.stops[0]])
        for here, there in zip(route.stops, route.stops[1:], strict=False):
            travelled += int(problem.travel_min[here, there])
        for stop, arrive in zip(route.stops, route.arrive, strict=True):
            late += max(0, arrive - int(problem.due[stop]))
    return travelled, late


def nearest_stops(problem: RoutingProblem, count: int) -> Ints:
    """(stops, <= count) int array: for each stop itself and the stops nearest to it.

    Stops of other groups come last, as they can't share a route.
    """
    between = np.minimum(problem.travel_min, problem.travel_min.T).astype(np.float64)
    between[problem.group[:, None] != problem.group[None, :]] = np.inf
    np.fill_diagonal(between, -1.0)
    order: Ints = np.argsort(between, axis=1, kind="stable")[:, : min(count, problem.stops)]
    return np.ascontiguousarray(order)
