"""The stages in order, each with its share of the time: a draft that is not yet checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from masstest.domain.budget import Budget
from masstest.domain.outcome import Shortage, StageReport, StageResult, StageStatus
from masstest.domain.plan import (
    Coverage,
    DoorstepTeam,
    Duty,
    LabLoad,
    Officials,
    Point,
    Readiness,
    Run,
    Supply,
    SupplyRun,
    WasteRun,
)
from masstest.domain.roster import Roster, SiteStatus, TransportMode
from masstest.domain.travel import Travel
from masstest.planner.doorstep_reserve import eased
from masstest.solver.doorstep import doorstep_terms, plan_doorstep
from masstest.solver.location import locate, location_terms
from masstest.solver.officials import plan_officials
from masstest.solver.readiness import plan_readiness
from masstest.solver.rostering import (
    doorstep_pairs_available,
    pairs_to_spare,
    plan_rostering,
    sampler_supply,
)
from masstest.solver.stages import LocationPlan, RosteringPlan, TransportPlan
from masstest.solver.supplies import plan_supplies
from masstest.solver.transport import plan_transport
from masstest.solver.waste import plan_waste

# Shares of the time by stage, where the value of a second was measured (docs/benchmarks.md).
_SHARES = {
    "doorstep": 0.08,
    "doorstep reserve": 0.05,
    "location": 0.36,
    "transport": 0.34,
    "supplies": 0.05,
    "waste": 0.03,
    "rostering": 0.09,
}


@dataclass(frozen=True)
class Draft:
    """All parts of a plan before it is checked."""

    points: tuple[Point, ...]
    coverage: tuple[Coverage, ...]
    teams: tuple[DoorstepTeam, ...]
    mode: TransportMode
    runs: tuple[Run, ...]
    labs: tuple[LabLoad, ...]
    supplies: tuple[Supply, ...]
    supply_runs: tuple[SupplyRun, ...]
    waste_runs: tuple[WasteRun, ...]
    duties: tuple[Duty, ...]
    readiness: tuple[Readiness, ...]
    reports: tuple[StageReport, ...]
    shortages: tuple[Shortage, ...]


Part = TypeVar("Part")


class _Clock:
    """Runs the stages, handing each its share of what is left of the budget."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._left = dict(_SHARES)

    def run(
        self, stage: str, plan: Callable[[Budget], StageResult[Part]], *, share: str | None = None
    ) -> StageResult[Part]:
        """Run one stage within its share and tell whoever watches when it begins and ends."""
        self._budget.report(StageReport(stage=stage, status=StageStatus.running, objective=0))
        result = plan(self._slice(share or stage))
        self._budget.report(result.report)
        return result

    def leave_out(self, share: str) -> None:
        """Leave the time of `share` to those that come after."""
        self._left.pop(share, None)

    def _slice(self, stage: str) -> Budget:
        share = self._left.pop(stage, _SHARES[stage])
        rest = share + sum(self._left.values())
        own = self._budget.seconds * _SHARES[stage]
        if self._budget.deterministic:  # what is left of the wall clock must not matter
            return self._budget.slice(own)
        # never less than its own share: the first run on a computer compiles the searches,
        # which must not be at the expense of the stages that come after
        return self._budget.slice(max(own, self._budget.remaining_s * share / rest))


def draft_plan(
    roster: Roster, travel: Travel, budget: Budget, *, staff_limits: bool = True
) -> Draft:
    """Plan every stage in turn.

    Parameters
    ----------
    staff_limits : False plans points and teams as if there were people enough; rostering then
        says how many are missing of each role. Then tours have no margin either.
    """
    clock = _Clock(budget)
    pairs = doorstep_pairs_available(roster) if staff_limits else None
    doorstep = clock.run(
        "doorstep", lambda b: plan_doorstep(roster, travel, b, pairs_available=pairs)
    )
    supply = sampler_supply(roster, doorstep.value.teams) if staff_limits else None
    location = clock.run("location", lambda b: locate(roster, travel, b, sampler_supply=supply))
    places, strict = location.value, doorstep
    spare = 0
    if staff_limits and strict.report.terms.get("reserve"):
        spare = pairs_to_spare(roster, places.points, strict.value.teams)
    if spare:
        more = partial(eased, roster, travel, strict, places.points, pairs=spare)
        doorstep = clock.run("doorstep", more, share="doorstep reserve")
    else:
        clock.leave_out("doorstep reserve")
    reports = {"doorstep": doorstep.report, "location": location.report}
    shortages = {"doorstep": doorstep.shortages, "location": location.shortages}

    # a margin is the first thing to go where people, or time, are short
    at_ease = staff_limits and not doorstep.shortages and not location.shortages
    teams = doorstep.value.teams
    given_up: list[Shortage] = []  # what was said of the points and teams that were taken out
    while True:  # each pass takes out at least one source, or ends
        points, rows = places.points, places.coverage
        transport = clock.run(
            "transport",
            partial(plan_transport, roster, travel, points, rows, teams, at_ease=at_ease),
        )
        supplies = clock.run(
            "supplies", partial(plan_supplies, roster, travel, points, rows, teams, None)
        )
        waste = clock.run("waste", partial(plan_waste, roster, travel, points))
        shifts = (*transport.value.shifts, *supplies.value.shifts, *waste.value.shifts)
        rostering = clock.run(
            "rostering", partial(plan_rostering, roster, travel, points, teams, shifts)
        )
        stranded = set(transport.value.undeliverable)
        unstaffed = {t.team_id for t in teams} - set(rostering.value.team_staff)
        if not stranded and (not unstaffed or not staff_limits):
            break
        if doorstep is not strict and (stranded | unstaffed) & {t.team_id for t in teams}:
            doorstep, teams = strict, strict.value.teams  # the margin goes before anybody's visit
            reports["doorstep"] = doorstep.report
            continue
        said = (*transport.shortages, *rostering.shortages)
        given_up += [s for s in said if s.subject in stranded | unstaffed]
        if any(point.site_id in stranded for point in points):
            places = _without_points(roster, places, stranded)
        if any(team.team_id in stranded | unstaffed for team in teams):
            teams = tuple(t for t in teams if t.team_id not in stranded | unstaffed)

    parts = (
        ("transport", transport),
        ("supplies", supplies),
        ("waste", waste),
        ("rostering", rostering),
    )
    if places is not location.value:
        reports["location"] = _amended(location.report, location_terms(roster, places))
    if teams is not doorstep.value.teams:
        reports["doorstep"] = _amended(doorstep.report, doorstep_terms(roster, travel, teams))
    for stage, result in parts:
        reports[stage] = result.report
        shortages[stage] = result.shortages
    shortages["given_up"] = tuple(given_up)
    officials = plan_officials(roster, places.points)
    reports["officials"], shortages["officials"] = officials.report, officials.shortages
    complete = _with_officials(places.points, officials.value)
    teams = _with_staff(teams, rostering.value)
    so_far = tuple(s for part in shortages.values() for s in part)
    return Draft(
        points=complete,
        coverage=places.coverage,
        teams=teams,
        mode=transport.value.mode,
        runs=_with_crews(transport.value, rostering.value),
        labs=transport.value.labs,
        supplies=supplies.value.supplies,
        supply_runs=tuple(
            run.model_copy(update={"crew": rostering.value.run_crew.get(run.run_id, ())})
            for run in supplies.value.runs
        ),
        waste_runs=tuple(
            run.model_copy(update={"crew": rostering.value.run_crew.get(run.run_id, ())})
            for run in waste.value.runs
        ),
        duties=rostering.value.duties,
        readiness=plan_readiness(
            roster,
            complete,
            places.coverage,
            rostering.value.duties,
            supplies.value.supplies,
            supplies.value.runs,
            teams,
        ),
        reports=tuple(reports.values()),
        shortages=so_far,
    )


def _amended(report: StageReport, terms: Mapping[str, float]) -> StageReport:
    """`report` after something was taken out of its part: the bound of all still holds."""
    objective = sum(terms.values())
    bound = report.best_bound
    return report.model_copy(
        update={
            "objective": objective,
            "terms": dict(terms),
            "status": StageStatus.feasible,
            "gap": (objective - bound) / objective if bound is not None and objective else None,
        }
    )


def _without_points(roster: Roster, places: LocationPlan, site_ids: set[str]) -> LocationPlan:
    """Nobody goes to these sites; a required one stays open, with one lane for one slot."""

    def emptied(point: Point) -> Point:
        site = roster.site[point.site_id]
        slot_end = point.open_from + roster.parameters.slot_min
        nobody = dict.fromkeys(("persons", "key_persons", "tubes", "key_tubes"), 0)
        hours = {"finish_at": point.open_from, "open_until": min(slot_end, site.open_until)}
        return point.model_copy(update={"lanes": 1, **nobody, **hours})

    def required(point: Point) -> bool:
        return roster.site[point.site_id].status is SiteStatus.required

    return replace(
        places,
        points=tuple(
            emptied(point) if point.site_id in site_ids else point
            for point in places.points
            if point.site_id not in site_ids or required(point)
        ),
        coverage=tuple(row for row in places.coverage if row.site_id not in site_ids),
    )


def _with_officials(
    points: Sequence[Point], officials: Mapping[str, Officials]
) -> tuple[Point, ...]:
    return tuple(
        point.model_copy(update={"officials": officials.get(point.site_id, Officials())})
        for point in points
    )


def _with_staff(
    teams: Sequence[DoorstepTeam], rostering: RosteringPlan
) -> tuple[DoorstepTeam, ...]:
    return tuple(
        team.model_copy(update={"staff_ids": tuple(rostering.team_staff.get(team.team_id, ()))})
        for team in teams
    )


def _with_crews(transport: TransportPlan, rostering: RosteringPlan) -> tuple[Run, ...]:
    return tuple(
        run.model_copy(update={"crew": tuple(rostering.run_crew.get(run.run_id, ()))})
        for run in transport.runs
    )
