"""What runs have carried and where it is, against the reports and against what was lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from masstest.domain.day_so_far import DaySoFar
from masstest.domain.plan import Plan, Stop
from masstest.domain.roster import Roster
from masstest.planner.replanning.carried_out.approximations import Differences


def with_room(plan: Plan, roster: Roster, freeze: int, found: Differences) -> Roster:
    """The roster with hours and capacities that allow what has happened."""
    hours: dict[str, int] = {}
    load: dict[str, int] = {}
    received: dict[str, list[int]] = {}
    for run in plan.runs:
        if run.start >= freeze:
            continue
        vehicle_id, delivery = run.vehicle_id, run.stops[-1]
        hours[vehicle_id] = max(hours.get(vehicle_id, run.end), run.end)
        aboard = sum(stop.tubes for stop in run.stops[:-1] if stop.arrive < freeze)
        load[vehicle_id] = max(load.get(vehicle_id, 0), aboard)
        if delivery.arrive < freeze and delivery.lab_id is not None:
            received.setdefault(delivery.lab_id, []).append(delivery.arrive)
    vehicles = []
    for vehicle in roster.vehicles:
        until = max(vehicle.available_until, hours.get(vehicle.vehicle_id, -(10**6)))
        most = max(vehicle.capacity_tubes, load.get(vehicle.vehicle_id, 0))
        if most > vehicle.capacity_tubes:
            found.note("beyond_capacity", vehicle.vehicle_id, most - vehicle.capacity_tubes)
        if (until, most) != (vehicle.available_until, vehicle.capacity_tubes):
            vehicle = vehicle.model_copy(update={"available_until": until, "capacity_tubes": most})
        vehicles.append(vehicle)
    labs = []
    for lab in roster.labs:
        minutes = [lab.receive_from, lab.receive_until, *received.get(lab.lab_id, ())]
        if (min(minutes), max(minutes)) != (lab.receive_from, lab.receive_until):
            lab = lab.model_copy(
                update={"receive_from": min(minutes), "receive_until": max(minutes)}
            )
        labs.append(lab)
    sampled = {point.site_id: min(point.finish_at, freeze) for point in plan.points}
    sites = tuple(
        site.model_copy(update={"open_until": sampled[site.site_id]})
        if sampled.get(site.site_id, site.open_until) > site.open_until
        else site
        for site in roster.sites
    )
    rooms = {"vehicles": tuple(vehicles), "labs": tuple(labs), "sites": sites}
    return roster.model_copy(update=rooms)


def compare_loads(before: Plan, now: Plan, day: DaySoFar, found: Differences) -> None:
    """Note runs whose pickups were counted otherwise than the plan works them out."""
    runs = {run.run_id: run for run in now.runs}
    for run in before.runs:
        reported: dict[str, int] = defaultdict(int)
        for number, stop in enumerate(run.stops[:-1]):
            fact = day.stop_of.get((run.run_id, number))
            if fact is not None and fact.tubes is not None and not fact.skipped:
                reported[_source(stop)] += fact.tubes
        counted: dict[str, int] = defaultdict(int)
        if run.run_id in runs:
            for stop in runs[run.run_id].stops[:-1]:
                counted[_source(stop)] += stop.tubes
        more = sum(counted[source] - tubes for source, tubes in reported.items())
        if more:
            found.note("stop_tubes", run.run_id, more)


def _source(stop: Stop) -> str:
    return stop.team_id or stop.site_id or stop.lab_id or ""


def note_lost(
    plan: Plan,
    day: DaySoFar,
    lost_vehicles: Collection[str],
    lost_labs: Collection[str],
    found: Differences,
) -> None:
    """Note tubes that are on board of vehicles, or started at laboratories, that were lost."""
    for lab_id in lost_labs:
        load = plan.lost_labs.get(lab_id)
        if load is None:
            continue
        if load.tubes:
            found.note("lost_lab_tubes", lab_id, load.tubes)
        said = day.lab.get(lab_id)
        if said is not None and said.started != load.tubes:
            found.note("lost_lab_started", lab_id, load.tubes - said.started)
    for run in plan.runs:
        delivery = run.stops[-1]
        if delivery.arrive < day.now_min:
            continue
        aboard = sum(stop.tubes for stop in run.stops[:-1] if stop.arrive < day.now_min)
        if aboard and run.vehicle_id in lost_vehicles:
            found.note("lost_vehicle_load", run.vehicle_id, aboard)
