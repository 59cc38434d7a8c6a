"""Planning the doorstep teams: fewest teams first, then the shortest ways."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from masstest.domain.budget import Budget
from masstest.domain.objective import UNVISITED_PERSON_MIN
from masstest.domain.outcome import StageReport, StageResult, StageStatus
from masstest.domain.roster import Compound, Roster
from masstest.domain.travel import Travel
from masstest.solver.doorstep.bound import Lowest, team_capacity_min
from masstest.solver.doorstep.model import doorstep_deadline, routing_problem
from masstest.solver.doorstep.shortages import doorstep_shortages
from masstest.solver.doorstep.teams import doorstep_teams
from masstest.solver.doorstep.terms import doorstep_terms
from masstest.solver.doorstep.visits import Visit, demanded, reachable, visits_of
from masstest.solver.routing import Routing, RoutingProblem, only_routes, prepare, solve
from masstest.solver.stages import DoorstepPlan

Routes = dict[int, tuple[int, ...]]

OPTIMAL_GAP = 1e-6
ENOUGH_PER_VISIT = 500  # iterations per visit, at most
LEFT_OUT_MIN = 40.0  # price of a minute of visits left out while a team is being dissolved


def plan_doorstep(
    roster: Roster, travel: Travel, budget: Budget, *, pairs_available: int | None = None
) -> StageResult[DoorstepPlan]:
    """Teams with routes for everybody who is sampled at home or on the spot.

    Parameters
    ----------
    pairs_available : most teams that can be staffed; None: as many as it takes. With too few,
        as many persons as possible are visited (key persons first), then as early as possible.

    Returns
    -------
    Teams without staff; shortages ``doorstep_coverage`` and ``doorstep_deadline`` with what
    would end them.
    """
    visits, days, cut_off = _cut(roster)
    if not visits and not cut_off:
        report = StageReport(stage="doorstep", status=StageStatus.skipped, objective=0.0)
        return StageResult(DoorstepPlan(()), report)
    in_time = doorstep_deadline(roster, visits, late=False)
    prepare(routing_problem(roster, travel, visits, 1, in_time))
    budget = budget.slice(budget.seconds)  # compiling, once on a computer, isn't counted
    lowest = Lowest(roster, visits, travel)
    needed, routing = _search(roster, travel, visits, days, budget, pairs_available, lowest.teams)
    teams = doorstep_teams(roster, visits, routing.routes)
    values = doorstep_terms(roster, travel, teams)
    unreachable = sum(roster.demand(compound).doorstep for compound in cut_off)
    bound = UNVISITED_PERSON_MIN * unreachable + lowest.cost(pairs_available)
    objective = sum(values.values())
    gap = (objective - bound) / objective if objective else 0.0
    status = StageStatus.optimal if gap <= OPTIMAL_GAP else StageStatus.feasible
    if routing.stopped:
        status = StageStatus.stopped
    report = StageReport(
        stage="doorstep",
        status=status,
        objective=objective,
        best_bound=bound,
        gap=gap,
        wall_s=budget.elapsed_s,
        terms=values,
    )
    missing = max(0, needed - len(teams)) if routing.unserved or values["late"] else 0
    return StageResult(
        DoorstepPlan(teams),
        report,
        doorstep_shortages(roster, visits, routing, missing_teams=missing, cut_off=cut_off),
    )


def _cut(roster: Roster) -> tuple[list[Visit], Routes, list[Compound]]:
    """(visits, whole days as first routes, compounds whose tubes can't get to a laboratory)."""
    visits: list[Visit] = []
    days: Routes = {}
    cut_off: list[Compound] = []
    for compound in demanded(roster):
        if not reachable(roster, compound.zone.group):
            cut_off.append(compound)
            continue
        whole_days, single = visits_of(roster, compound)
        for day in whole_days:
            days[len(days)] = tuple(range(len(visits), len(visits) + len(day)))
            visits += day
        visits += single
    return visits, days, cut_off


def _search(
    roster: Roster,
    travel: Travel,
    visits: Sequence[Visit],
    days: Routes,
    budget: Budget,
    pairs: int | None,
    fewest: int,
) -> tuple[int, Routing]:
    """(teams that would be enough, the routes chosen)."""
    enough = ENOUGH_PER_VISIT * max(20, len(visits))
    in_time = doorstep_deadline(roster, visits, late=False)
    teams = len(days) + _teams_guess(roster, visits)
    while True:
        problem = routing_problem(roster, travel, visits, min(teams, len(visits)), in_time)
        routing = solve(problem, budget, days, most_iterations=0)
        if not routing.unserved or teams >= len(visits):
            break
        teams *= 2
    if not visits:
        return 0, routing
    short = pairs is not None and fewest > pairs
    routes = _routes(routing)
    if not routing.unserved:
        share = 0.4 if short else 0.6
        routes = _fewest_teams(problem, routes, fewest, _part(budget, share), enough)
    needed = len(routes)
    if not routing.unserved and (pairs is None or needed <= pairs):
        return needed, _polish(only_routes(problem, needed), routes, budget, enough)
    return needed, _with_too_few(roster, travel, visits, routes, budget, pairs, enough)


def _teams_guess(roster: Roster, visits: Sequence[Visit]) -> int:
    """Teams that are likely to be enough, generously."""
    capacity = max(1, team_capacity_min(roster, roster.doorstep_deadline, 0))
    return 3 + math.ceil(1.5 * sum(v.minutes for v in visits) / capacity)


def _goes_on(budget: Budget) -> bool:
    return not budget.stop.is_set() and (budget.deterministic or budget.remaining_s > 0)


def _part(budget: Budget, share: float) -> Budget:
    """A share of the time that is left; of all time when none is measured."""
    return budget.slice(share * (budget.seconds if budget.deterministic else budget.remaining_s))


def _routes(routing: Routing) -> Routes:
    return {n: route.stops for n, route in enumerate(routing.routes)}


def _fewest_teams(
    problem: RoutingProblem, routes: Routes, fewest: int, budget: Budget, enough: int
) -> Routes:
    """Dissolve one team after another while its visits find room in the others."""
    while len(routes) > fewest and _goes_on(budget):
        work = {n: int(problem.service_min[list(stops)].sum()) for n, stops in routes.items()}
        smallest = min(work, key=work.__getitem__)
        kept = [stops for n, stops in routes.items() if n != smallest]
        fewer = replace(
            only_routes(problem, len(kept)),
            unserved_cost=LEFT_OUT_MIN * (10 + problem.service_min.astype(float)),
        )
        attempt = solve(
            fewer,
            _part(budget, 1.0),
            dict(enumerate(kept)),
            hot=100.0,
            cold=1.0,
            until_served=True,
            most_iterations=enough,
        )
        if attempt.unserved:
            break
        routes = _routes(attempt)
    return routes


def _polish(problem: RoutingProblem, routes: Routes, budget: Budget, enough: int) -> Routing:
    """Shorten the ways of the teams there are."""
    return solve(problem, _part(budget, 1.0), routes, hot=10.0, cold=0.1, most_iterations=enough)


def _with_too_few(
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
        part = _part(budget, 0.4 if key_early else 0.6)
        routing = solve(problem, part, kept, hot=3000.0, cold=30.0, most_iterations=enough)
        kept = _routes(routing)
        if not any(visits[v].key_persons for v in routing.unserved):
            break
    return _polish(problem, kept, budget, enough)
