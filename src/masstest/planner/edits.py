"""A plan that somebody edited: the times that follow, what follows from them, and the check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from masstest.checks import check_plan, recompute_terms, targets
from masstest.checks.objective import STAGES
from masstest.checks.whereabouts import stop_place
from masstest.domain.outcome import Shortage, StageReport, StageStatus, Violation
from masstest.domain.plan import DoorstepStop, DoorstepTeam, Plan, Run, Stop
from masstest.domain.roster import Roster
from masstest.domain.travel import Place, Travel
from masstest.planner.refresh import refresh
from masstest.planner.shortages import merge_shortages
from masstest.sheets.edited import EditedPlan, Timing
from masstest.solver.doorstep.visits import visit_min


@dataclass(frozen=True)
class CheckedEdit:
    """What an edit does to a plan.

    Attributes
    ----------
    plan : the edited plan with everything that follows, and its status
    broken : what the edit broke or made worse, in the order of the rules
    remaining : what was missed before and still is
    mended : what was missed before and no longer is
    """

    plan: Plan
    broken: tuple[Violation, ...]
    remaining: tuple[Violation, ...]
    mended: tuple[Violation, ...]


def check_edited(edited: EditedPlan, roster: Roster, travel: Travel) -> CheckedEdit:
    """Work out what follows from the edits, and check both plans by every rule."""
    before = _checked(edited.original, roster, travel)
    plan = settle(edited, roster, travel)
    after = before if plan == edited.original else _checked(plan, roster, travel)
    was = {(v.rule, v.subjects): _excess(v) for v in before}
    now = {(v.rule, v.subjects) for v in after}
    broken = tuple(v for v in after if _excess(v) > was.get((v.rule, v.subjects), 0.0) + 1e-6)
    if plan != edited.original:
        plan = plan.model_copy(
            update={
                "status": "short" if after else "met",
                "violations": after,
                "shortages": _shortages(edited.original.shortages, before, after),
                "stages": tuple(_edited_stage(r, roster, plan, travel) for r in plan.stages),
            }
        )
    return CheckedEdit(
        plan=plan,
        broken=broken,
        remaining=tuple(v for v in after if v not in broken),
        mended=tuple(v for v in before if (v.rule, v.subjects) not in now),
    )


def settle(edited: EditedPlan, roster: Roster, travel: Travel) -> Plan:
    """The edited plan with everything that follows from its decisions.

    Where stops were changed, later ones that can't be reached in time are put off, unless their
    times were typed; a vehicle sets off when its first stop wants it. The rest is `refresh`'s.
    """
    if edited.plan == edited.original:
        return edited.original
    plan, timing = edited.plan, edited.timing
    runs = [_followed(run, timing, travel) for run in plan.runs]
    changed = plan.model_copy(
        update={
            "runs": _started(runs, edited, travel),
            "doorstep": tuple(_route(team, timing, roster, travel) for team in plan.doorstep),
        }
    )
    return refresh(changed, roster, travel)


def _checked(plan: Plan, roster: Roster, travel: Travel) -> tuple[Violation, ...]:
    """Everything that is wrong with a plan, whatever status it claims."""
    return check_plan(roster, plan.model_copy(update={"status": "short"}), travel)


def _excess(violation: Violation) -> float:
    return abs(violation.amount - violation.limit) or 1.0


def _shortages(
    known: Iterable[Shortage], before: Iterable[Violation], after: Iterable[Violation]
) -> tuple[Shortage, ...]:
    """Shortages of rules that are missed as before stay, with their remedies; others are told."""
    was, now = _by_rule(before), _by_rule(targets(after))
    kept = [s for s in known if s.rule in now and was.get(s.rule) == now[s.rule]]
    return merge_shortages(kept, targets(after))


def _by_rule(violations: Iterable[Violation]) -> Mapping[str, list[Violation]]:
    found: dict[str, list[Violation]] = defaultdict(list)
    for violation in violations:
        found[violation.rule].append(violation)
    return found


def _edited_stage(report: StageReport, roster: Roster, plan: Plan, travel: Travel) -> StageReport:
    """A stage's report for a plan that the stage didn't make: no bound holds any more."""
    if report.stage not in STAGES:
        return report
    terms = recompute_terms(report.stage, roster, plan, travel)
    return report.model_copy(
        update={
            "terms": terms,
            "objective": sum(terms.values()),
            "best_bound": None,
            "gap": None,
            "status": StageStatus.skipped
            if report.status is StageStatus.skipped
            else StageStatus.feasible,
        }
    )


def _followed(run: Run, timing: Timing, travel: Travel) -> Run:
    """A run whose stops follow one another as fast as they have to."""
    if run.run_id not in timing.touched:
        return run
    stops: list[Stop] = []
    for number, stop in enumerate(run.stops):
        if stops and (run.run_id, number) not in timing.typed:
            earliest = stops[-1].depart + _drive_min(travel, stops[-1], stop)
            redirected = stop.kind == "deliver" and run.run_id in timing.redirected
            arrive = earliest if redirected else max(stop.arrive, earliest)
            later = {"arrive": arrive, "depart": arrive + stop.depart - stop.arrive}
            stop = stop.model_copy(update=later)
        stops.append(stop)
    return run.model_copy(update={"stops": tuple(stops), "end": stops[-1].depart})


def _drive_min(travel: Travel, before: Stop, after: Stop) -> int:
    origin, destination = stop_place(before), stop_place(after)
    if origin is None or destination is None or origin == destination:
        return 0
    return travel.drive_min(origin, destination)


def _started(runs: Iterable[Run], edited: EditedPlan, travel: Travel) -> tuple[Run, ...]:
    """Runs that set off in time, where a vehicle's runs are others than before.

    A changed run sets off when its first stop wants it, another one earlier if it has to; but
    not before the vehicle's run before it is over.
    """
    timing = edited.timing
    concerned = {
        run.vehicle_id
        for run in (*edited.original.runs, *edited.plan.runs)
        if run.run_id in timing.touched
    }
    listed = list(runs)
    by_vehicle: dict[str, list[int]] = defaultdict(list)
    for number, run in enumerate(listed):
        if run.vehicle_id in concerned and run.stops:
            by_vehicle[run.vehicle_id].append(number)
    for vehicle_id, numbers in by_vehicle.items():
        here: Place | None = Place("vehicle", vehicle_id)
        free: float = float("-inf")
        for number in sorted(numbers, key=lambda n: (listed[n].stops[0].arrive, listed[n].run_id)):
            run = listed[number]
            first = stop_place(run.stops[0])
            way = 0 if here is None or first is None else travel.drive_min(here, first)
            latest = run.stops[0].arrive - way
            if run.run_id not in timing.typed_starts:
                wanted = latest if run.run_id in timing.touched else min(run.start, latest)
                start = min(max(wanted, free), run.stops[0].arrive)
                listed[number] = run.model_copy(update={"start": int(start)})
            here, free = stop_place(run.stops[-1]), run.end
    return tuple(listed)


def _route(team: DoorstepTeam, timing: Timing, roster: Roster, travel: Travel) -> DoorstepTeam:
    """A team whose stops last as long as their persons take and follow one another."""
    if team.team_id not in timing.touched:
        return team
    stops: list[DoorstepStop] = []
    for number, stop in enumerate(team.stops):
        arrive, lasts = stop.arrive, stop.depart - stop.arrive
        if (team.team_id, number) in timing.stretched:
            lasts = visit_min(roster, roster.compound[stop.compound_id], stop.persons)
        if stops and (team.team_id, number) not in timing.typed:
            before = Place("compound", stops[-1].compound_id)
            way = travel.drive_min(before, Place("compound", stop.compound_id))
            arrive = max(arrive, stops[-1].depart + way)
        stops.append(stop.model_copy(update={"arrive": arrive, "depart": arrive + lasts}))
    return team.model_copy(update={"stops": tuple(stops)})
