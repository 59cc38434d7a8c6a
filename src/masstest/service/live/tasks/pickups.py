"""Vehicles that come to a point, a doorstep team or a laboratory: which, when, for what."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import Any

from masstest.domain.plan import Plan, Run, Stop, SupplyRun, WasteRun
from masstest.domain.roster import Roster
from masstest.live.custody import Ledger, VehicleStop
from masstest.live.stops_made import places_of_day, stops_made
from masstest.service.live.tasks.people import people_told
from masstest.service.live.tasks.stops import AnyStop


def vehicles_coming(plan: Plan, roster: Roster, place: str) -> list[dict[str, Any]]:
    """Every stop of any vehicle at `place`, in the order of time.

    Parameters
    ----------
    plan, roster : Plan, Roster
        As the place may see them: names and phones of crews are told as they are there.
    place : str
        A site, a doorstep team or a laboratory.
    """
    rows = [
        _told(run, stop, "supply" if isinstance(run, SupplyRun) else "waste", roster)
        for run in _goods_runs(plan)
        for stop in run.stops
        if stop.site_id == place
    ]
    rows += [
        {
            **_told(run, stop, stop.kind, roster),
            "tubes": stop.tubes,
            "key_tubes": stop.key_tubes,
            "boxes": ceil(stop.tubes / roster.parameters.tubes_per_box),
            "meet": _meeting(stop, roster),
        }
        for run in plan.runs
        for stop in run.stops
        if place in _places(stop)
    ]
    return sorted(rows, key=lambda row: (row["arrive_min"], row["vehicle_id"]))


def lateness(
    ledger: Ledger, plan: Plan, roster: Roster, vehicles: Iterable[str]
) -> dict[str, dict[str, float]]:
    """By vehicle: how many minutes behind the plan it was where it was heard of last, and when."""
    places, wanted = places_of_day(plan, roster), set(vehicles)
    last: dict[str, tuple[VehicleStop, AnyStop]] = {}
    for run in _runs(plan):
        state = ledger.vehicles.get(run.vehicle_id) if run.vehicle_id in wanted else None
        if state is None or state.last_stop is None:
            continue
        for number, seen in stops_made(run, state.stops, places).items():
            if seen == state.last_stop:
                last[run.vehicle_id] = seen, _stops(run)[number]
    found = {}
    for vehicle_id, (seen, stop) in last.items():
        if seen.departed_min is not None:
            late_min = seen.departed_min - stop.depart
        elif seen.arrived_min is not None:
            late_min = seen.arrived_min - stop.arrive
        else:
            continue
        found[vehicle_id] = {"late_min": round(late_min, 1), "at_min": round(seen.last_min, 1)}
    return found


def arrivals(
    ledger: Ledger, plan: Plan, roster: Roster, place: str
) -> dict[str, dict[str, float | None]]:
    """The runs that have come to `place`: when each arrived, and when it left."""
    places = places_of_day(plan, roster)
    found: dict[str, dict[str, float | None]] = {}
    for run in _runs(plan):
        state = ledger.vehicles.get(run.vehicle_id)
        if state is None:
            continue
        for number, seen in sorted(stops_made(run, state.stops, places).items()):
            stop = _stops(run)[number]
            if place == stop.site_id or (isinstance(stop, Stop) and place in _places(stop)):
                found[run.run_id] = {
                    "arrived_min": seen.arrived_min, "departed_min": seen.departed_min,
                }  # fmt: skip
    return found


def _told(run: Run | SupplyRun | WasteRun, stop: Any, kind: str, roster: Roster) -> dict[str, Any]:
    vehicle = roster.vehicle.get(run.vehicle_id)
    return {
        "run_id": run.run_id,
        "vehicle_id": run.vehicle_id,
        "plate": run.vehicle_id if vehicle is None else vehicle.plate,
        "kind": kind,
        "arrive_min": stop.arrive,
        "depart_min": stop.depart,
        "tubes": 0,
        "key_tubes": 0,
        "boxes": 0,
        "meet": None,
        "crew": people_told(run.crew, roster),
    }


def _places(stop: Stop) -> set[str]:
    named = stop.team_id or stop.site_id, stop.lab_id
    return {place for place in named if place is not None}


def _meeting(stop: Stop, roster: Roster) -> str | None:
    """Where a vehicle meets a team."""
    if stop.team_id is None or stop.compound_id is None:
        return None
    compound = roster.compound.get(stop.compound_id)
    return stop.compound_id if compound is None else compound.name


def _goods_runs(plan: Plan) -> tuple[SupplyRun | WasteRun, ...]:
    return (*plan.supply_runs, *plan.waste_runs)


def _runs(plan: Plan) -> tuple[Run | SupplyRun | WasteRun, ...]:
    return (*plan.runs, *plan.supply_runs, *plan.waste_runs)


def _stops(run: Run | SupplyRun | WasteRun) -> tuple[AnyStop, ...]:
    return run.stops
