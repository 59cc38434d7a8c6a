"""Runs as they were driven until now, and as they can still be driven."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from masstest.domain.day_so_far import DaySoFar, StopSoFar
from masstest.domain.plan import Plan, Run, Stop
from masstest.domain.roster import Roster
from masstest.domain.travel import Place, Travel
from masstest.domain.units import ceil_min
from masstest.planner.replanning.carried_out.approximations import Differences
from masstest.solver.transport.terms import place_of_stop

ON_TIME_MIN = 5
"""Stops this near to their planned time are where they were planned."""
OVERDUE_MIN = 10
"""A stop that a reporting vehicle should have made so long ago is still to come."""
LONGEST_WAIT_MIN = 45
"""A vehicle waits no longer for a doorstep team that is late."""


@dataclass(frozen=True)
class _Road:
    """Where a vehicle is and from when on it is free."""

    place: Place
    free_min: int


@dataclass(frozen=True)
class _Scene:
    """What a run is driven in.

    Attributes
    ----------
    closed : lab_id -> when a lost laboratory got its last tubes
    is_lost : its vehicle makes no more pickups
    reports : the vehicle has said something of its day
    since_min : it has made a stop of a later run by then, so this one is over
    """

    plan: Plan
    roster: Roster
    travel: Travel
    day: DaySoFar
    found: Differences
    closed: Mapping[str, int]
    is_lost: bool = False
    reports: bool = False
    since_min: float | None = None


def driven_so_far(
    plan: Plan,
    roster: Roster,
    travel: Travel,
    day: DaySoFar,
    lost: Collection[str],
    moved_teams: Collection[str],
    freeze: int,
    found: Differences,
) -> Plan:
    """The plan with stops at the times at which they were made, and without those passed over.

    A vehicle that reports but hasn't made a stop long due is late for it and for all that
    comes after; one that is lost makes no more pickups, and those who fetch what it
    has on board bring it where it was going. Nothing is fetched from a lost laboratory before the
    last run that brought something there.
    """
    seen = partial(_driven_all, plan, roster, travel, day, lost, moved_teams)
    runs = seen(found=Differences(), closed={})
    closed = _closed_labs(plan, runs, freeze)
    return plan.model_copy(update={"runs": seen(found=found, closed=closed)})


def _closed_labs(plan: Plan, runs: Sequence[Run], freeze: int) -> dict[str, int]:
    """lab_id -> when the last run came to a lost laboratory that was on its way there."""
    found: dict[str, int] = {}
    for run in runs:
        lab_id, arrive = str(run.stops[-1].lab_id), run.stops[-1].arrive
        if lab_id in plan.lost_labs and arrive < freeze:
            found[lab_id] = max(arrive, found.get(lab_id, arrive))
    return found


def _driven_all(
    plan: Plan,
    roster: Roster,
    travel: Travel,
    day: DaySoFar,
    lost: Collection[str],
    moved_teams: Collection[str],
    *,
    found: Differences,
    closed: Mapping[str, int],
) -> tuple[Run, ...]:
    own: dict[str, list[Run]] = {}
    for run in sorted(plan.runs, key=lambda run: (run.start, run.end)):
        own.setdefault(run.vehicle_id, []).append(run)
    driven: dict[str, Run] = {}
    for vehicle_id, runs in own.items():
        reports = any((r.run_id, k) in day.stop_of for r in runs for k in range(len(r.stops)))
        if not reports:
            if runs[0].start < day.now_min:
                found.note("silent_vehicles", vehicle_id, 1)
            meets = any(stop.team_id in moved_teams for run in runs for stop in run.stops)
            meets = meets or any(stop.lab_id in closed for run in runs for stop in run.stops[:-1])
            if vehicle_id not in lost and not meets:
                driven |= {run.run_id: run for run in runs}
                continue
        scene = _Scene(plan, roster, travel, day, found, closed, vehicle_id in lost, reports)
        road = _Road(Place("vehicle", vehicle_id), -(10**6))
        for number, run in enumerate(runs):
            kept = _driven(
                run, road, replace(scene, since_min=_first_made(runs[number + 1 :], day))
            )
            if kept is not None:
                driven[kept.run_id] = kept
                road = _Road(place_of_stop(kept.stops[-1]), kept.end)
    return tuple(driven[run.run_id] for run in plan.runs if run.run_id in driven)


def _first_made(runs: Sequence[Run], day: DaySoFar) -> float | None:
    """When the first stop was made that is known of these runs."""
    facts = (day.stop_of.get((run.run_id, n)) for run in runs for n in range(len(run.stops)))
    return next((_moment(fact) for fact in facts if fact is not None and _made(fact)), None)


def _driven(run: Run, road: _Road, scene: _Scene) -> Run | None:
    """A run as it was or will be driven; None if nothing is left of it."""
    day, found = scene.day, scene.found
    known = [day.stop_of.get((run.run_id, number)) for number in range(len(run.stops))]
    last = max((n for n, fact in enumerate(known) if _made(fact)), default=-1)
    stops: list[Stop] = []
    here, free = road.place, max(road.free_min, run.start)
    for number, (planned, fact) in enumerate(zip(run.stops, known, strict=True)):
        pickup = planned.kind == "pickup"
        over = number < last or scene.since_min is not None
        to_come = not over and number > last and (scene.reports or scene.is_lost)
        earliest = free + scene.travel.drive_min(here, place_of_stop(planned))
        if pickup and planned.lab_id is not None:
            earliest = max(earliest, scene.closed.get(planned.lab_id, earliest))
        if pickup and scene.is_lost and to_come and planned.arrive >= day.now_min - OVERDUE_MIN:
            continue
        stop = _timed(planned, fact, earliest, to_come, scene, run.run_id)
        if pickup:
            if (fact is not None and fact.skipped) or (
                over and not _made(fact) and _too_late(stop, known, number, scene.since_min)
            ):
                found.note("stop_skipped", run.run_id, 1)
                continue
            met = _met(stop, scene)
            if met is None:
                found.note("meeting_missed", run.run_id, 1)
                continue
            stop = met
        stops.append(stop)
        here, free = place_of_stop(stop), stop.depart
    if len(stops) < 2:
        return None
    start = max(run.start, road.free_min)
    if last < 0 and stops[0].arrive > run.stops[0].arrive:
        # it hasn't begun, or nobody has said so: it sets off for its first stop
        way = scene.travel.drive_min(road.place, place_of_stop(stops[0]))
        start = max(start, stops[0].arrive - way)
    if tuple(stops) == run.stops and start == run.start:
        return run
    return run.model_copy(update={"stops": tuple(stops), "start": start, "end": stops[-1].depart})


def _made(fact: StopSoFar | None) -> bool:
    return fact is not None and not fact.skipped and _moment(fact) is not None


def _moment(fact: StopSoFar) -> float | None:
    return fact.arrived_min if fact.arrived_min is not None else fact.departed_min


def _too_late(
    stop: Stop, known: Sequence[StopSoFar | None], number: int, since_min: float | None
) -> bool:
    """Whether a stop that nobody reported can't have been made before the next that is known."""
    moments = (_moment(fact) for fact in known[number + 1 :] if fact is not None and _made(fact))
    after = next(moments, since_min)
    return after is not None and stop.arrive > after


def _met(stop: Stop, scene: _Scene) -> Stop | None:
    """A pickup when its source can be met: a team while it is where they meet, or soon after."""
    team = scene.plan.team.get(stop.team_id or "")
    if team is None:
        return stop
    for visit, following in zip(team.stops, [*team.stops[1:], None], strict=True):
        if visit.compound_id != stop.compound_id:
            continue
        arrive = max(stop.arrive, visit.arrive)
        until = None
        if following is not None:
            here, there = (Place("compound", v.compound_id) for v in (visit, following))
            until = following.arrive - scene.travel.drive_min(here, there)
        if (until is None or arrive <= until) and arrive <= stop.arrive + LONGEST_WAIT_MIN:
            if arrive == stop.arrive:
                return stop
            lasts = stop.depart - stop.arrive
            return stop.model_copy(update={"arrive": arrive, "depart": arrive + lasts})
    return None


def _timed(
    stop: Stop,
    fact: StopSoFar | None,
    earliest: int,
    to_come: bool,
    scene: _Scene,
    run_id: str,
) -> Stop:
    """A stop at its real time, or as soon as it can be made."""
    par, now_min = scene.roster.parameters, scene.day.now_min
    handling = par.stop_min if stop.lab_id is None else par.unload_min
    lasts = max(handling, stop.depart - stop.arrive)
    arrive = stop.arrive
    if fact is not None and fact.arrived_min is not None:
        arrive = round(fact.arrived_min)
    elif fact is not None and fact.departed_min is not None:
        arrive = round(fact.departed_min) - lasts
    elif to_come and stop.arrive < now_min - OVERDUE_MIN:
        arrive = ceil_min(now_min)
    if abs(arrive - stop.arrive) <= ON_TIME_MIN:
        arrive = stop.arrive
    if arrive < earliest:
        if _made(fact) and earliest > stop.arrive:
            scene.found.note("stop_sooner", run_id, earliest - arrive)
        arrive = earliest
    depart = arrive + lasts
    if fact is not None and fact.departed_min is not None and fact.arrived_min is not None:
        stayed = round(fact.departed_min)
        if stayed > depart + ON_TIME_MIN:
            depart = stayed
        elif stayed < depart:
            depart = max(arrive + handling, min(depart, stayed))
    if (arrive, depart) == (stop.arrive, stop.depart):
        return stop
    return stop.model_copy(update={"arrive": arrive, "depart": depart})


def without_empty_calls(
    plan: Plan, travel: Travel, freeze: int, lost_sites: Collection[str]
) -> Plan:
    """The plan without pickups before the freeze at points that have sampled nobody by then, and
    without what was brought to those of them that are lost: they will never have been points.

    Runs are left out that have no other stop; stops that can't be passed by in time stay.
    """
    unopened = {point.site_id for point in plan.points if point.open_from >= freeze}
    if not unopened:
        return plan
    runs, supply_runs = [], []
    for run in plan.runs:
        stops = [
            stop
            for number, stop in enumerate(run.stops)
            if stop.site_id not in unopened or stop.arrive >= freeze or _is_way(run, number, travel)
        ]
        if len(stops) > 1:
            runs.append(run.model_copy(update={"stops": tuple(stops)}))
    gone = unopened.intersection(lost_sites)
    for supply_run in plan.supply_runs:
        calls = tuple(call for call in supply_run.stops if call.site_id not in gone)
        if calls:
            supply_runs.append(
                supply_run.model_copy(update={"stops": calls, "end": calls[-1].depart})
            )
    return plan.model_copy(update={"runs": tuple(runs), "supply_runs": tuple(supply_runs)})


def _is_way(run: Run, number: int, travel: Travel) -> bool:
    """Whether the way without stop `number` takes longer than there is time."""
    if number == 0:
        return False
    before, after = run.stops[number - 1], run.stops[number + 1]
    way = travel.drive_min(place_of_stop(before), place_of_stop(after))
    return after.arrive - before.depart < way
