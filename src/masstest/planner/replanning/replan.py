"""The stages in order, each starting from what the earlier plan decided."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TypeVar

from masstest.domain.budget import Budget
from masstest.domain.outcome import PlanRefused, Shortage, StageReport, StageResult, StageStatus
from masstest.domain.plan import Officials, Plan, Point, Run
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel
from masstest.planner.draft import Draft
from masstest.planner.planner import Options, Watch, checked_plan
from masstest.planner.replanning.changes import count_changes
from masstest.planner.replanning.losing import with_lost_labs
from masstest.planner.replanning.pace import Pace
from masstest.planner.replanning.past import past_kept
from masstest.planner.replanning.request import (
    Request,
    check_request,
    idle_vehicles,
    requested_roster,
)
from masstest.planner.replanning.shifts import shifts_of_runs
from masstest.solver.doorstep import doorstep_again
from masstest.solver.goods_again import supplies_again, waste_again
from masstest.solver.location import locate_again
from masstest.solver.officials import plan_officials
from masstest.solver.readiness import plan_readiness
from masstest.solver.rostering import (
    doorstep_pairs_available,
    roster_again,
    sampler_supply,
)
from masstest.solver.transport import transport_again
from masstest.solver.transport.lost_labs import losses_of
from masstest.travel import straight_line

NOT_YET = -(10**6)
"""A freeze before everything: nothing has begun."""
TIME_LIMIT_S = 18.0
"""Checks included: only what a change touches is searched, so this is a matter of seconds."""

Part = TypeVar("Part")


def replan(
    plan: Plan,
    roster: Roster,
    options: Options | None = None,
    *,
    travel: Travel | None = None,
    executor: Executor | None = None,
    watch: Watch | None = None,
    freeze: int | None = None,
    pins: Sequence[str] = (),
    excludes: Sequence[str] = (),
    relieve: Collection[str] = (),
    roster_sha256: str = "",
) -> Plan:
    """Change a plan as little as it takes to meet the rules with another roster or request.

    Parameters
    ----------
    plan : the plan that people know
    roster : the roster as it is now
    freeze : `Minute` of now, if the day has begun: what has happened or is under way stays
    pins : ``site=S012``: must be a point; ``lanes=S012``, ``compound=C0112``, ``staff=P0815``:
        lanes, point and duties stay as they are in `plan`
    excludes : ``site=S007``, ``lab=L02``, ``vehicle=V11``, ``staff=P0815``: not to be used (with
        a freeze: from then on)
    relieve : open points (site ids) from which people go elsewhere who can't be sampled in time

    Returns
    -------
    Plan
        Of the whole day, past and future, checked like any other. ``kpis["changes"]`` counts
        whom the changes concern.

    Raises
    ------
    BadInput
        If the request names what isn't there, or the roster lacks what the day has begun with.
    PlanRefused
        If the checker finds a physical rule broken, or anything that has happened moved.
    """
    options, watch = options or Options(), watch or Watch()
    limit_s = min(options.time_limit_s, TIME_LIMIT_S)
    pace = Pace(limit_s)
    request = Request(tuple(pins), tuple(excludes), freeze, frozenset(relieve))
    check_request(plan, roster, request)
    travel = travel or straight_line(roster)
    asked = requested_roster(plan, roster, request)
    if freeze is not None:
        plan = with_lost_labs(plan, roster, request.excluded("lab"), freeze)
    budget = Budget(
        seconds=limit_s,
        seed=options.seed,
        workers=options.workers,
        deterministic=options.deterministic,
        executor=executor,
        stop=watch.stop,
        progress=watch.progress,
    )
    draft = draft_again(plan, asked, travel, request, budget, pace)
    new = checked_plan(asked, travel, draft, options, roster_sha256)
    if freeze is not None and (moved := tuple(past_kept(plan, new, freeze))):
        raise PlanRefused(moved)
    changes = count_changes(plan, new)
    return new.model_copy(update={"kpis": {**new.kpis, "changes": changes}})


@dataclass
class _Stages:
    """Runs stages, tells who watches, and keeps reports and shortages."""

    budget: Budget
    pace: Pace
    reports: dict[str, StageReport]
    shortages: dict[str, tuple[Shortage, ...]]

    def run(self, stage: str, plan: Callable[[Budget], StageResult[Part]]) -> Part:
        self.budget.report(StageReport(stage=stage, status=StageStatus.running, objective=0))
        result = plan(self.pace.budget(self.budget, stage))
        self.budget.report(result.report)
        self.reports[stage] = result.report
        self.shortages[stage] = result.shortages
        return result.value

    def keep_facts(self, stage: str, plan: Plan) -> None:
        """What the earlier plan said of a stage still holds: vehicles that lack, lack again."""
        facts = {name: n for r in plan.stages if r.stage == stage for name, n in r.facts.items()}
        report = self.reports[stage]
        self.reports[stage] = report.model_copy(update={"facts": {**facts, **report.facts}})


def draft_again(
    plan: Plan, roster: Roster, travel: Travel, request: Request, budget: Budget, pace: Pace
) -> Draft:
    """Plan every stage in turn, each from the earlier plan's part."""
    freeze = request.freeze
    start = NOT_YET if freeze is None else freeze
    idle = idle_vehicles(request)
    stages = _Stages(budget, pace, {}, {})
    teams = stages.run(
        "doorstep",
        lambda b: doorstep_again(
            roster,
            travel,
            plan.doorstep,
            b,
            freeze=start,
            pairs_available=doorstep_pairs_available(roster),
        ),
    ).teams
    places = stages.run(
        "location",
        lambda b: locate_again(
            roster,
            travel,
            plan.points,
            plan.coverage,
            b,
            freeze=start,
            sampler_supply=sampler_supply(roster, teams),
            held_compounds=request.pinned("compound"),
            held_lanes=request.pinned("lanes"),
            relieve=request.relieve,
        ),
    )
    points, rows = places.points, places.coverage
    transport = stages.run(
        "transport",
        lambda b: transport_again(
            roster,
            travel,
            points,
            rows,
            teams,
            plan.runs,
            plan.round.transport_mode,
            b,
            freeze=freeze,
            idle=idle,
            losses=losses_of(plan),
        ),
    )
    stages.keep_facts("transport", plan)
    supplies = stages.run(
        "supplies",
        lambda b: supplies_again(
            roster,
            travel,
            points,
            teams,
            plan.supplies,
            plan.supply_runs,
            b,
            freeze=start,
            idle=idle,
        ),
    )
    waste = stages.run(
        "waste",
        lambda b: waste_again(roster, travel, points, plan.waste_runs, b, freeze=start, idle=idle),
    )
    shifts = shifts_of_runs(transport.runs, supplies.runs, waste.runs)
    staffed = stages.run(
        "rostering",
        lambda b: roster_again(
            roster,
            travel,
            points,
            teams,
            shifts,
            plan.duties,
            b,
            freeze=freeze,
            held=request.pinned("staff"),
        ),
    )
    officials = stages.run("officials", lambda b: plan_officials(roster, points))
    complete = tuple(_with_officials(plan, point, officials[point.site_id]) for point in points)
    paired = tuple(
        team.model_copy(update={"staff_ids": tuple(staffed.team_staff[team.team_id])})
        for team in teams
        if team.team_id in staffed.team_staff
    )

    def crewed(run: Run) -> Run:
        return run.model_copy(update={"crew": tuple(staffed.run_crew.get(run.run_id, ()))})

    shortages = tuple(s for part in stages.shortages.values() for s in part)
    return Draft(
        points=complete,
        coverage=rows,
        teams=paired,
        mode=transport.mode,
        runs=tuple(crewed(run) for run in transport.runs),
        labs=transport.labs,
        supplies=supplies.supplies,
        supply_runs=tuple(
            run.model_copy(update={"crew": staffed.run_crew.get(run.run_id, ())})
            for run in supplies.runs
        ),
        waste_runs=tuple(
            run.model_copy(update={"crew": staffed.run_crew.get(run.run_id, ())})
            for run in waste.runs
        ),
        duties=staffed.duties,
        readiness=plan_readiness(
            roster,
            complete,
            rows,
            staffed.duties,
            supplies.supplies,
            supplies.runs,
            paired,
        ),
        reports=tuple(stages.reports.values()),
        shortages=shortages,
    )


def _with_officials(plan: Plan, point: Point, found: Officials) -> Point:
    """The officials that the point had, unless it has none."""
    old = plan.point.get(point.site_id)
    kept = found if old is None or not _complete(old.officials) else old.officials
    return point.model_copy(update={"officials": kept})


def _complete(officials: Officials) -> bool:
    return bool(officials.street and officials.community and officials.point)
