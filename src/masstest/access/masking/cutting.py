"""A plan and a roster cut to what is seen of them; people's rows emptied of what isn't."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import fmean
from typing import TypeVar

from masstest.access.masking.parts import Ids
from masstest.access.masking.sight import Sight
from masstest.domain.plan import (
    DoorstepTeam,
    Officials,
    Plan,
    Point,
    Run,
    Stop,
    SupplyRun,
    SupplyStop,
    WasteRun,
    WasteStop,
)
from masstest.domain.roster import Roster, Staff

_SiteRun = TypeVar("_SiteRun", SupplyRun, WasteRun)


def cut_plan(plan: Plan, sight: Sight) -> Plan:
    """The plan's rows that are in sight, referring to nobody who isn't."""
    at = sight.places | sight.teams | sight.met | sight.vehicles
    return plan.model_copy(
        update={
            "points": tuple(
                _with_officials(point, sight.officials)
                for point in plan.points
                if point.site_id in sight.places
            ),
            "coverage": tuple(c for c in plan.coverage if c.site_id in sight.points),
            "duties": tuple(d for d in plan.duties if d.staff_id in sight.staff and d.at in at),
            "runs": _cut_runs(plan.runs, sight),
            "labs": tuple(load for load in plan.labs if load.lab_id in sight.labs),
            "doorstep": tuple(
                _cut_team(team, sight)
                for team in plan.doorstep
                if team.team_id in sight.teams | sight.met
            ),
            "supplies": tuple(
                row
                for row in plan.supplies
                if row.site_id in sight.points or row.team_id in sight.teams
            ),
            "supply_runs": _cut_site_runs(plan.supply_runs, sight),
            "waste_runs": _cut_site_runs(plan.waste_runs, sight),
            "readiness": tuple(row for row in plan.readiness if row.site_id in sight.points),
            "shortages": tuple(
                s for s in plan.shortages if sight.overview or s.subject in sight.points
            ),
            "violations": tuple(
                v
                for v in plan.violations
                if sight.overview or not sight.points.isdisjoint(v.subjects[:1])
            ),
            "stages": plan.stages if sight.overview else (),
            "kpis": plan.kpis if sight.overview else {},
        }
    )


def cut_roster(roster: Roster, plan: Plan, sight: Sight) -> Roster:
    """The roster's rows that are in sight, or that the cut plan refers to."""
    runs = _cut_runs(plan.runs, sight)
    vehicles = sight.vehicles | {run.vehicle_id for run in runs}
    vehicles |= {run.vehicle_id for run in _cut_site_runs(plan.supply_runs, sight)}
    vehicles |= {run.vehicle_id for run in _cut_site_runs(plan.waste_runs, sight)}
    labs = sight.labs | {stop.lab_id for run in runs for stop in run.stops}
    centre = _centre(roster)
    return roster.model_copy(
        update={
            "compounds": tuple(c for c in roster.compounds if c.compound_id in sight.compounds),
            "sites": tuple(s for s in roster.sites if s.site_id in sight.places),
            "staff": tuple(
                _masked_person(person, sight, centre)
                for person in roster.staff
                if person.staff_id in sight.staff
            ),
            "vehicles": tuple(
                vehicle.model_copy(
                    update={
                        "driver_id": _if_in(sight.staff, vehicle.driver_id),
                        "courier_id": _if_in(sight.staff, vehicle.courier_id),
                    }
                )
                for vehicle in roster.vehicles
                if vehicle.vehicle_id in vehicles
            ),
            "labs": tuple(lab for lab in roster.labs if lab.lab_id in labs),
            "supplies": roster.supplies if sight.points else (),
            "officials": tuple(
                official for official in roster.officials if official.official_id in sight.officials
            ),
            "previous": roster.previous if sight.overview else (),
        }
    )


def _with_officials(point: Point, seen: Ids) -> Point:
    tiers = point.officials

    def only(ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(official_id for official_id in ids if official_id in seen)

    return point.model_copy(
        update={
            "officials": Officials(
                street=only(tiers.street), community=only(tiers.community), point=only(tiers.point)
            )
        }
    )


def _cut_team(team: DoorstepTeam, sight: Sight) -> DoorstepTeam:
    return team.model_copy(
        update={
            "staff_ids": tuple(person for person in team.staff_ids if person in sight.staff),
            "stops": tuple(stop for stop in team.stops if stop.compound_id in sight.compounds),
        }
    )


def _cut_runs(runs: tuple[Run, ...], sight: Sight) -> tuple[Run, ...]:
    """Whole runs of vehicles in sight; of others the stops at places and laboratories in sight."""

    def seen(stop: Stop) -> bool:
        if stop.lab_id is not None:
            return stop.lab_id in sight.labs
        return stop.site_id in sight.points or stop.team_id in sight.teams

    cut = []
    for run in runs:
        whole = run.vehicle_id in sight.vehicles
        stops = run.stops if whole else tuple(stop for stop in run.stops if seen(stop))
        if stops:
            cut.append(run.model_copy(update={"crew": _crew(run.crew, sight), "stops": stops}))
    return tuple(cut)


def _cut_site_runs(runs: tuple[_SiteRun, ...], sight: Sight) -> tuple[_SiteRun, ...]:
    cut = []
    for run in runs:
        whole = run.vehicle_id in sight.vehicles
        stops: list[SupplyStop | WasteStop] = [
            stop for stop in run.stops if whole or stop.site_id in sight.points
        ]
        if stops:
            crew = _crew(run.crew, sight)
            cut.append(run.model_copy(update={"crew": crew, "stops": tuple(stops)}))
    return tuple(cut)


def _crew(crew: tuple[str, ...], sight: Sight) -> tuple[str, ...]:
    return tuple(person for person in crew if person in sight.staff)


def _masked_person(person: Staff, sight: Sight, centre: tuple[float, float]) -> Staff:
    """A person's row without home and history; the number for a name that isn't shown."""
    lon, lat = centre
    named = person.staff_id in sight.names
    return person.model_copy(
        update={
            "name": person.name if named else person.staff_id,
            "phone": person.phone if person.staff_id in sight.phones else "",
            "organisation": person.organisation if named else "",
            "team": person.team if named else "",
            "lon": lon,
            "lat": lat,
            "street": "",
            "trained_until": None,
            "last_duty_end": None,
            "duties_so_far": 0,
            "last_zone": None,
            "pinned_site_id": None,
        }
    )


def _if_in(seen: Ids, person: str | None) -> str | None:
    return person if person in seen else None


def _centre(roster: Roster) -> tuple[float, float]:
    """The middle of the district, in place of people's homes."""
    places = roster.compounds or roster.sites
    if not places:
        return 0.0, 0.0
    return fmean(place.lon for place in places), fmean(place.lat for place in places)
