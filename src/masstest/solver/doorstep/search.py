"""Searching routes of doorstep teams: the fewest, the shortest, and with too few people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from masstest.domain.budget import Budget
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel
from masstest.solver.doorstep.model import doorstep_deadline, routing_problem
from masstest.solver.doorstep.visits import Visit
from masstest.solver.routing import Routing, RoutingProblem, only_routes, solve

Routes = dict[int, tuple[int, ...]]

ENOUGH_PER_VISIT = 500  # iterations per visit, at most
LEFT_OUT_MIN = 40.0  # price of a minute of visits left out while a team is being dissolved
LOOSE = 1.15  # so many times the workload's teams nearly always suffice
FIRST_SHARE = 0.3  # of the time, for dissolving all teams beyond these at once


def enough_for(visits: Sequence[Visit]) -> int:
    """Iterations after which a search of so many visits need not go on."""
    return ENOUGH_PER_VISIT * max(20, len(visits))


def goes_on(budget: Budget) -> bool:
    """Whether there is time left and nobody has stopped it."""
    return not budget.stop.is_set() and (budget.deterministic or budget.remaining_s > 0)


def part_of(budget: Budget, share: float) -> Budget:
    """A share of the time that is left; of all time when none is measured."""
    return budget.slice(share * (budget.seconds if budget.deterministic else budget.remaining_s))


def routes_of(routing: Routing) -> Routes:
    """The routes numbered from 0, as another search may begin with them."""
    return {n: route.stops for n, route in enumerate(routing.routes)}


def fewest_teams(
    problem: RoutingProblem, routes: Routes, fewest: int, budget: Budget, enough: int
) -> Routes:
    """Dissolve one team after another while its visits find room in the others.

    The first teams are dissolved together, as far as that is easy. The reserve at the end of
    the tours doesn't matter here, only the limits of the problem.
    """
    surplus = len(routes) - math.ceil(LOOSE * fewest)
    while len(routes) > fewest and goes_on(budget):
        at_once = max(1, surplus)
        work = {n: int(problem.service_min[list(stops)].sum()) for n, stops in routes.items()}
        smallest = frozenset(sorted(work, key=work.__getitem__)[:at_once])
        kept = [stops for n, stops in routes.items() if n not in smallest]
        fewer = replace(
            only_routes(problem, len(kept)),
            unserved_cost=LEFT_OUT_MIN * (10 + problem.service_min.astype(float)),
            late_end_cost=0.0,
        )
        attempt = solve(
            fewer,
            part_of(budget, FIRST_SHARE if at_once > 1 else 1.0),
            dict(enumerate(kept)),
            hot=100.0,
            cold=1.0,
            until_served=True,
            most_iterations=enough,
        )
        if not attempt.unserved:
            routes = routes_of(attempt)
        elif at_once == 1:
            break
        surplus = 0
    return routes


def polish(
    problem: RoutingProblem, routes: Routes, budget: Budget, enough: int, hot: float = 10.0
) -> Routing:
    """Shorten the ways of the teams there are, and what they work beyond the target."""
    return solve(problem, part_of(budget, 1.0), routes, hot=hot, cold=0.1, most_iterations=enough)


def with_too_few(
    roster: Roster,
    travel: Travel,
    visits: Sequence[Visit],
    routes: Routes,
    budget: Budget,
    pairs: int | None,
    enough: int,
) -> Routing:
    """Visit the most persons, late if need be, with at most `pairs` teams."""
    by_persons = sorted(routes.values(), key=lambda r: -sum(visits[v].persons for v in r))
    teams = len(by_persons) if pairs is None else pairs
    kept = dict(enumerate(by_persons[:teams]))
    for key_early in (True, False):
        deadline = doorstep_deadline(roster, visits, late=True, key_early=key_early)
        problem = routing_problem(roster, travel, visits, teams, deadline)
        part = part_of(budget, 0.4 if key_early else 0.6)
        routing = solve(problem, part, kept, hot=3000.0, cold=30.0, most_iterations=enough)
        kept = routes_of(routing)
        if not any(visits[v].key_persons for v in routing.unserved):
            break
    return polish(problem, kept, budget, enough)
