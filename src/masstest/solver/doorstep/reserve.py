"""Tours that end with a margin: more teams, as far as people are left over for them."""

from __future__ import annotations

from masstest.domain.budget import Budget
from masstest.domain.outcome import StageResult
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel
from masstest.solver.doorstep.bound import Lowest
from masstest.solver.doorstep.model import at_ease, doorstep_deadline, key_first, routing_problem
from masstest.solver.doorstep.planning import Cut, cut_until, finished, first_routes
from masstest.solver.doorstep.search import (
    Routes,
    enough_for,
    fewest_teams,
    part_of,
    polish,
    routes_of,
)
from masstest.solver.doorstep.shortages import WHOLE_DISTRICT
from masstest.solver.doorstep.visits import Visit, visit_min
from masstest.solver.stages import DoorstepPlan

DISSOLVING = 0.6  # share of the time for the fewest teams that end by the target
FILLING = 100.0  # temperature at which routes that are still empty draw stops from the others


def with_reserve(
    roster: Roster,
    travel: Travel,
    planned: StageResult[DoorstepPlan],
    budget: Budget,
    *,
    pairs_to_spare: int,
) -> StageResult[DoorstepPlan]:
    """The visits with more teams that end by the doorstep target, if that is worth it.

    `planned` stays where nobody is to spare, where it is short of anybody or of time (then the
    margin is the first thing to go), and where the new teams would cost more.

    Parameters
    ----------
    pairs_to_spare : most teams that may be added to those of `planned`
    """
    before = planned.report
    if pairs_to_spare <= 0 or not before.terms.get("reserve") or budget.stop.is_set():
        return planned
    if any(shortage.subject == WHOLE_DISTRICT for shortage in planned.shortages):
        return planned
    most = len(planned.value.teams) + pairs_to_spare
    cut, routes, hot = cut_until(roster, roster.doorstep_target), None, 10.0
    lowest = Lowest(roster, cut.visits, travel)
    if lowest.teams_at_ease <= most:
        routes = _at_ease(roster, travel, cut, lowest.teams_at_ease, budget)
    in_time = doorstep_deadline(roster, cut.visits, late=False)
    if routes is not None and len(routes) <= most:
        teams = min(most, len(routes) + 1)
        in_time = key_first(roster, cut.visits, in_time)
    else:
        cut, routes, hot = *_as_planned(roster, planned, cut), FILLING
        lowest, teams = Lowest(roster, cut.visits, travel), min(most, len(cut.visits))
        in_time = doorstep_deadline(roster, cut.visits, late=False)
    problem = routing_problem(roster, travel, cut.visits, teams, in_time)
    routing = polish(problem, routes, budget, enough_for(cut.visits), hot=hot)
    found = finished(roster, travel, cut, routing, lowest.cost(most), budget)
    if found.report.objective >= before.objective:
        return planned
    wall_s = before.wall_s + found.report.wall_s
    report = found.report.model_copy(update={"wall_s": wall_s})
    return StageResult(found.value, report, found.shortages)


def _at_ease(
    roster: Roster, travel: Travel, cut: Cut, fewest: int, budget: Budget
) -> Routes | None:
    """Routes that are over by the target, key persons first, as few as can be found."""
    in_time = doorstep_deadline(roster, cut.visits, late=False)
    easy = key_first(roster, cut.visits, at_ease(roster, cut.visits, in_time))
    problem, routing = first_routes(roster, travel, cut, easy, roster.doorstep_target, budget)
    if routing.unserved:
        return None
    enough = enough_for(cut.visits)
    return fewest_teams(problem, routes_of(routing), fewest, part_of(budget, DISSOLVING), enough)


def _as_planned(roster: Roster, planned: StageResult[DoorstepPlan], cut: Cut) -> tuple[Cut, Routes]:
    """The visits and the routes of the planned teams."""
    visits: list[Visit] = []
    routes: Routes = {}
    for team in planned.value.teams:
        first = len(visits)
        for stop in team.stops:
            compound = roster.compound[stop.compound_id]
            minutes = visit_min(roster, compound, stop.persons)
            visits.append(Visit(compound, stop.persons, stop.key_persons, minutes))
        routes[len(routes)] = tuple(range(first, len(visits)))
    return Cut(visits, {}, cut.cut_off), routes
