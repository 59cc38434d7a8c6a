"""What a vehicle has to do: its runs, stop by stop, and what changed since the last plan."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from masstest.domain.plan import Plan
from masstest.domain.roster import ZoneClass, ZoneGroup
from masstest.service.live.in_force.plan_in_force import Published
from masstest.service.live.tasks.people import crew_of, people_told
from masstest.service.live.tasks.stops import dropped, marked, told, visits_of
from masstest.service.problems import not_found


def vehicle_work(found: Published, before: Published | None, vehicle_id: str) -> dict[str, Any]:
    """The day of a vehicle.

    Raises
    ------
    Problem
        ``not_found`` if neither the plan nor the one before it has a run for it.
    """
    plan, roster = found.plan, found.roster
    visits = visits_of(plan, vehicle_id)
    earlier = [] if before is None else visits_of(before.plan, vehicle_id)
    if not visits and not earlier:
        raise not_found("task")
    marks, gone = ({}, []) if before is None else marked(visits, earlier)
    runs = [
        {
            "run_id": run_id,
            "stops": [
                {**told(visit, plan, roster), "change": marks.get((run_id, visit.number))}
                for visit in of_run
            ],
        }
        for run_id, of_run in groupby(visits, key=lambda visit: visit.run_id)
    ]
    vehicle = roster.vehicle.get(vehicle_id)
    return {
        "name": vehicle.plate if vehicle is not None else vehicle_id,
        "crew": people_told(crew_of(plan, vehicle_id), roster),
        "sources": sorted({visit.place[1] for visit in visits if visit.kind == "pickup"}),
        "work": {
            "runs": runs,
            "dropped": [] if before is None else [dropped(visit, before) for visit in gone],
            "changed": bool(marks or gone),
        },
    }


def fetches_of(plan: Plan, vehicle_id: str) -> dict[str, frozenset[str]]:
    """lab_id -> points and teams whose boxes a vehicle may fetch from a laboratory that was lost:
    sealed zones travel apart.

    Parameters
    ----------
    plan : Plan
        The whole one: whose boxes lie there is in no driver's sight.
    """
    found: dict[str, frozenset[str]] = {}
    for run in plan.runs if plan.lost_labs else ():
        if run.vehicle_id != vehicle_id:
            continue
        sealed = run.zone_class is ZoneClass.sealed
        for stop in run.stops:
            if stop.kind == "pickup" and stop.lab_id is not None:
                zones = [(p.site_id, p.zone) for p in plan.points]
                zones += [(team.team_id, team.zone) for team in plan.doorstep]
                found[stop.lab_id] = frozenset(
                    name for name, zone in zones if (zone.group is ZoneGroup.sealed) is sealed
                )
    return found
