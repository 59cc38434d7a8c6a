"""The transport stage: pickups, runs, laboratories and crews."""

from __future__ import annotations

from collections.abc import Sequence

from masstest.domain.budget import Budget
from masstest.domain.outcome import StageReport, StageResult, StageStatus
from masstest.domain.plan import Coverage, DoorstepTeam, Point
from masstest.domain.roster import Roster, TransportMode
from masstest.domain.travel import Travel
from masstest.solver.stages import TransportPlan
from masstest.solver.transport.bound import lower_bound
from masstest.solver.transport.crews import crew_shifts
from masstest.solver.transport.day import Means, solve_day
from masstest.solver.transport.laboratories import lab_load
from masstest.solver.transport.relief import find_relief, missed
from masstest.solver.transport.shortages import Relief, lateness, shortages_of
from masstest.solver.transport.sources import all_sources

_MAIN_SHARE = 0.75  # of the time; the rest is for the bound, or to find out what would do
_MARGIN_SHARE = 0.25  # of the interval between pickups: no margin takes more of it


def plan_transport(
    roster: Roster,
    travel: Travel,
    points: Sequence[Point],
    coverage: Sequence[Coverage],
    teams: Sequence[DoorstepTeam],
    budget: Budget,
    *,
    at_ease: bool = False,
) -> StageResult[TransportPlan]:
    """Plan pickups, runs, laboratories and crew shifts.

    Parameters
    ----------
    roster, travel : the round's input
    points, coverage : from the location stage; the coverage's slots drive the points' production
    teams : from the doorstep stage; runs meet them at their stops
    budget : seconds for everything, also for planning again with more vehicles if some are
        missing
    at_ease : whether pickups at doorstep teams have a margin (`team_pickup_margin_min`); it goes
        before anything is late or left behind

    Returns
    -------
    The plan with crews still empty. Terms of the objective are those of
    `masstest.domain.objective`, section transport. Shortages name what would do.
    """
    sources = all_sources(roster, travel, points, coverage, teams)
    mode = roster.round.transport_mode
    if mode is TransportMode.auto:
        mode = TransportMode.shared
    if not sources:
        report = StageReport(stage="transport", status=StageStatus.skipped, objective=0.0)
        return StageResult(TransportPlan(mode, (), (), ()), report)
    means = Means.of(roster)
    seconds = _MAIN_SHARE * budget.seconds
    margin_min = _team_margin_min(roster) if at_ease else 0
    day = solve_day(
        roster, travel, sources, means, mode, budget.slice(seconds), team_margin_min=margin_min
    )
    if margin_min and missed(day) > 0 and not budget.stop.is_set():
        strict = solve_day(roster, travel, sources, means, mode, budget.slice(seconds))
        day = min(strict, day, key=missed)
    relief = Relief()
    if day.undeliverable or lateness(day.terms) > 0:
        relief = find_relief(roster, travel, sources, means, mode, day, budget)
    objective = sum(day.terms.values())
    bound = None
    if not day.undeliverable and not budget.stop.is_set():
        bound = lower_bound(roster, travel, sources, means)
    plan = TransportPlan(
        mode=mode,
        runs=day.runs,
        labs=tuple(lab_load(lab_day) for lab_day in day.lab_days),
        shifts=crew_shifts(roster, day.runs),
        undeliverable=day.undeliverable,
    )
    report = StageReport(
        stage="transport",
        status=StageStatus.stopped if budget.stop.is_set() else StageStatus.feasible,
        objective=objective,
        best_bound=bound,
        gap=None if bound is None or objective <= 0 else (objective - bound) / objective,
        wall_s=budget.elapsed_s,
        terms=day.terms,
        note=f"{day.iterations} iterations",
        facts={"missing_vehicles": day.missing_vehicles} if day.missing_vehicles else {},
    )
    shortages = shortages_of(roster, day.runs, day.lab_days, day.undeliverable, relief)
    return StageResult(plan, report, shortages)


def _team_margin_min(roster: Roster) -> int:
    parameters = roster.parameters
    most = int(_MARGIN_SHARE * parameters.pickup_interval_max_min)
    return min(parameters.team_pickup_margin_min, most)
