"""Points and runs as GeoJSON (RFC 7946) for maps and geographic information systems.

Coordinates are WGS-84, longitude first. Every feature says what it is in its property ``kind``;
times are local ISO times, as in `plan.json`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from masstest.domain.plan import Plan, Run
from masstest.domain.roster import Roster
from masstest.domain.units import iso
from masstest.sheets.journeys import Call, Journey, Located, journeys, visits

_DECIMALS = 6  # about a tenth of a metre

Feature = dict[str, Any]


def write_geojson(plan: Plan, roster: Roster, folder: Path) -> None:
    """Write `points.geojson` and `runs.geojson` into `folder`, which must exist.

    `points.geojson`: features of kind ``point``, ``compound`` and ``lab``, all of them points.
    `runs.geojson`: ``specimen``, ``supply`` and ``waste`` runs and ``doorstep`` routes as straight
    lines through their stops (a vehicle's from where it was before; a point if there is only
    one place), and every stop of them as a point of kind ``stop``.
    """
    places = [*_points(plan, roster), *_compounds(plan, roster), *_labs(plan, roster)]
    _write(folder / "points.geojson", places)
    routes = [*_runs(plan, roster), *_doorstep_routes(plan, roster)]
    _write(folder / "runs.geojson", routes)


def _write(path: Path, features: Sequence[Feature]) -> None:
    """One feature a line, so that two versions of a file can be compared."""
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, allow_nan=False) for f in features)
    text = f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'
    path.write_text(text, encoding="utf-8")


def _position(place: Located) -> list[float]:
    return [round(place.lon, _DECIMALS), round(place.lat, _DECIMALS)]


def _feature(geometry: Feature, properties: dict[str, Any]) -> Feature:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _at(place: Located, properties: dict[str, Any]) -> Feature:
    return _feature({"type": "Point", "coordinates": _position(place)}, properties)


def _points(plan: Plan, roster: Roster) -> Iterator[Feature]:
    compounds: dict[str, list[str]] = defaultdict(list)
    for row in plan.coverage:
        compounds[row.site_id].append(row.compound_id)
    date = plan.round.date
    for point in plan.points:
        site = roster.site.get(point.site_id)
        if site is None:
            continue
        yield _at(
            site,
            {
                "kind": "point",
                "site_id": point.site_id,
                "name": point.name,
                "street": site.street,
                "community": site.community,
                "zone": point.zone.value,
                "lanes": point.lanes,
                "open_from": iso(point.open_from, date),
                "finish_at": iso(point.finish_at, date),
                "slack_min": roster.finish_target - point.finish_at,
                "persons": point.persons,
                "key_persons": point.key_persons,
                "tubes": point.tubes,
                "compound_ids": sorted(set(compounds[point.site_id])),
            },
        )


def _compounds(plan: Plan, roster: Roster) -> Iterator[Feature]:
    sites: dict[str, list[str]] = defaultdict(list)
    walk_m: dict[str, int] = {}
    for row in plan.coverage:
        sites[row.compound_id].append(row.site_id)
        walk_m[row.compound_id] = max(row.walk_m, walk_m.get(row.compound_id, 0))
    teams: dict[str, list[str]] = defaultdict(list)
    for team in plan.doorstep:
        for stop in team.stops:
            teams[stop.compound_id].append(team.team_id)
    for compound in roster.compounds:
        demand = roster.demand(compound)
        if not demand.walking and not demand.doorstep:
            continue
        yield _at(
            compound,
            {
                "kind": "compound",
                "compound_id": compound.compound_id,
                "name": compound.name,
                "street": compound.street,
                "community": compound.community,
                "compound_kind": compound.kind.value,
                "zone": compound.zone.value,
                "walking": demand.walking,
                "doorstep": demand.doorstep,
                "site_ids": sites[compound.compound_id],
                "team_ids": sorted(set(teams[compound.compound_id])),
                "walk_m": walk_m.get(compound.compound_id),
            },
        )


def _labs(plan: Plan, roster: Roster) -> Iterator[Feature]:
    date = plan.round.date
    for load in plan.labs:
        lab = roster.lab.get(load.lab_id)
        if lab is None:
            continue
        yield _at(
            lab,
            {
                "kind": "lab",
                "lab_id": lab.lab_id,
                "name": lab.name,
                "lab_kind": lab.kind.value,
                "tubes": load.tubes,
                "tubes_per_hour": lab.tubes_per_hour,
                "results_at": None if load.results_at is None else iso(load.results_at, date),
            },
        )


def _runs(plan: Plan, roster: Roster) -> Iterator[Feature]:
    for journey in journeys(plan, roster):
        yield from _route(journey, plan, roster)


def _route(journey: Journey, plan: Plan, roster: Roster) -> Iterator[Feature]:
    """The line of a vehicle's run, then its stops."""
    run = journey.run
    vehicle = roster.vehicle.get(run.vehicle_id)
    date = plan.round.date
    properties = {
        "kind": journey.kind,
        "run_id": run.run_id,
        "vehicle_id": run.vehicle_id,
        "plate": vehicle.plate if vehicle else run.vehicle_id,
        "start": iso(run.start, date),
        "end": iso(run.end, date),
        "stops": len(journey.calls),
    }
    if isinstance(run, Run):
        properties |= _cargo(run, plan)
    yield from _line([journey.origin, *(call.place for call in journey.calls)], properties)
    whose = {"run_id": run.run_id, "vehicle_id": run.vehicle_id}
    yield from _stops(journey.calls, whose, plan)


def _cargo(run: Run, plan: Plan) -> dict[str, Any]:
    delivery = run.stops[-1]
    oldest = [s.oldest_sample_at for s in run.stops if s.oldest_sample_at is not None]
    return {
        "zone_class": run.zone_class.value,
        "lab_id": delivery.lab_id,
        "tubes": delivery.tubes,
        "key_tubes": delivery.key_tubes,
        "oldest_sample_at": iso(min(oldest), plan.round.date) if oldest else None,
    }


def _doorstep_routes(plan: Plan, roster: Roster) -> Iterator[Feature]:
    date = plan.round.date
    for team in plan.doorstep:
        calls = visits(team, roster)
        properties = {
            "kind": "doorstep",
            "team_id": team.team_id,
            "zone": team.zone.value,
            "persons": sum(stop.persons for stop in team.stops),
            "start": iso(team.stops[0].arrive, date) if team.stops else None,
            "end": iso(team.stops[-1].depart, date) if team.stops else None,
            "stops": len(calls),
        }
        yield from _line([call.place for call in calls], properties)
        yield from _stops(calls, {"team_id": team.team_id}, plan)


def _line(places: Sequence[Located | None], properties: dict[str, Any]) -> Iterator[Feature]:
    """A line through the places that are known; a point where all of them are the same."""
    positions: list[list[float]] = []
    for place in places:
        if place is not None and (not positions or positions[-1] != _position(place)):
            positions.append(_position(place))
    if len(positions) == 1:
        yield _feature({"type": "Point", "coordinates": positions[0]}, properties)
    elif positions:
        yield _feature({"type": "LineString", "coordinates": positions}, properties)


def _stops(calls: Sequence[Call], whose: dict[str, str], plan: Plan) -> Iterator[Feature]:
    date = plan.round.date
    for number, call in enumerate(calls, start=1):
        if call.place is not None:
            yield _at(
                call.place,
                {
                    "kind": "stop",
                    **whose,
                    "stop": number,
                    "task": call.kind,
                    "place_id": call.place_id,
                    "arrive": iso(call.arrive, date),
                    "depart": iso(call.depart, date),
                    "tubes": call.tubes,
                },
            )
