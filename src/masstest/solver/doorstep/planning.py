"""Planning the doorstep teams: fewest teams first, then the shortest ways."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from masstest.domain.budget import Budget
from masstest.domain.objective import UNVISITED_PERSON_MIN
from masstest.domain.outcome import StageReport, StageResult, StageStatus
from masstest.domain.roster import Compound, Roster
from masstest.domain.travel import Travel
from masstest.solver.doorstep.bound import Lowest, team_capacity_min
from masstest.solver.doorstep.model import Deadline, doorstep_deadline, routing_problem
from masstest.solver.doorstep.search import (
    Routes,
    enough_for,
    fewest_teams,
    part_of,
    polish,
    routes_of,
    with_too_few,
)
from masstest.solver.doorstep.shortages import doorstep_shortages
from masstest.solver.doorstep.teams import doorstep_teams
from masstest.solver.doorstep.terms import doorstep_terms
from masstest.solver.doorstep.visits import Visit, demanded, reachable, visits_of
from masstest.solver.routing import Routing, RoutingProblem, only_routes, prepare, solve
from masstest.solver.stages import DoorstepPlan

OPTIMAL_GAP = 1e-6


class Cut(NamedTuple):
    """The demand in visits, whole days as first routes, compounds without a laboratory."""

    visits: list[Visit]
    days: Routes
    cut_off: list[Compound]


def plan_doorstep(
    roster: Roster, travel: Travel, budget: Budget, *, pairs_available: int | None = None
) -> StageResult[DoorstepPlan]:
    """Teams with routes for everybody who is sampled at home or on the spot.

    As few teams as the rules allow; `with_reserve` adds to them where people are left over.

    Parameters
    ----------
    pairs_available : most teams that can be staffed; None: as many as it takes. With too few,
        as many persons as possible are visited (key persons first), then as early as possible.

    Returns
    -------
    Teams without staff; shortages ``doorstep_coverage`` and ``doorstep_deadline`` with what
    would end them.
    """
    cut = cut_until(roster, roster.doorstep_deadline)
    if not cut.visits and not cut.cut_off:
        report = StageReport(stage="doorstep", status=StageStatus.skipped, objective=0.0)
        return StageResult(DoorstepPlan(()), report)
    in_time = doorstep_deadline(roster, cut.visits, late=False)
    prepare(routing_problem(roster, travel, cut.visits, 1, in_time))
    budget = budget.slice(budget.seconds)  # compiling, once on a computer, isn't counted
    lowest = Lowest(roster, cut.visits, travel)
    needed, routing = _search(roster, travel, cut, budget, pairs_available, lowest.teams)
    teams = len(routing.routes)
    short = bool(routing.unserved) or any(
        route.depart[-1] > roster.doorstep_deadline for route in routing.routes
    )
    most = pairs_available if short else teams
    return finished(
        roster, travel, cut, routing, lowest.cost(most), budget, max(0, needed - teams) * short
    )


def finished(
    roster: Roster,
    travel: Travel,
    cut: Cut,
    routing: Routing,
    bound: float,
    budget: Budget,
    missing_teams: int = 0,
) -> StageResult[DoorstepPlan]:
    """The stage's result for a routing.

    Parameters
    ----------
    bound : lower bound of what serving the visits costs
    missing_teams : teams more with which everybody would be visited in time
    """
    teams = doorstep_teams(roster, cut.visits, routing.routes)
    values = doorstep_terms(roster, travel, teams)
    unreachable = sum(roster.demand(compound).doorstep for compound in cut.cut_off)
    bound += UNVISITED_PERSON_MIN * unreachable
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
    shortages = doorstep_shortages(
        roster, cut.visits, routing, missing_teams=missing_teams, cut_off=cut.cut_off
    )
    return StageResult(DoorstepPlan(teams), report, shortages)


def cut_until(roster: Roster, until: int) -> Cut:
    """The demand as visits, whole days of which end by `until` (`Minute`)."""
    cut = Cut([], {}, [])
    for compound in demanded(roster):
        if not reachable(roster, compound.zone.group):
            cut.cut_off.append(compound)
            continue
        whole_days, single = visits_of(roster, compound, until=until)
        for day in whole_days:
            first = len(cut.visits)
            cut.days[len(cut.days)] = tuple(range(first, first + len(day)))
            cut.visits.extend(day)
        cut.visits.extend(single)
    return cut


def first_routes(
    roster: Roster, travel: Travel, cut: Cut, deadline: Deadline, until: int, budget: Budget
) -> tuple[RoutingProblem, Routing]:
    """Whole days filled and all other visits put in, in as many teams as it takes."""
    teams = len(cut.days) + _teams_guess(roster, cut.visits, until)
    while True:
        most = min(teams, len(cut.visits))
        problem = routing_problem(roster, travel, cut.visits, most, deadline)
        routing = solve(problem, budget, cut.days, most_iterations=0)
        if not routing.unserved or teams >= len(cut.visits):
            return problem, routing
        teams *= 2


def _search(
    roster: Roster, travel: Travel, cut: Cut, budget: Budget, pairs: int | None, fewest: int
) -> tuple[int, Routing]:
    """(teams that would be enough, the routes chosen)."""
    enough = enough_for(cut.visits)
    in_time = doorstep_deadline(roster, cut.visits, late=False)
    problem, routing = first_routes(roster, travel, cut, in_time, roster.doorstep_deadline, budget)
    if not cut.visits:
        return 0, routing
    short = pairs is not None and fewest > pairs
    routes = routes_of(routing)
    if not routing.unserved:
        share = 0.4 if short else 0.7
        routes = fewest_teams(problem, routes, fewest, part_of(budget, share), enough)
    needed = len(routes)
    if not routing.unserved and (pairs is None or needed <= pairs):
        return needed, polish(only_routes(problem, needed), routes, budget, enough)
    return needed, with_too_few(roster, travel, cut.visits, routes, budget, pairs, enough)


def _teams_guess(roster: Roster, visits: Sequence[Visit], until: int) -> int:
    """Teams that are likely to be enough, generously."""
    capacity = max(1, team_capacity_min(roster, until, 0))
    return 3 + math.ceil(1.5 * sum(v.minutes for v in visits) / capacity)
