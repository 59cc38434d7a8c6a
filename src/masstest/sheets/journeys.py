"""Journeys: what vehicles and doorstep teams do, as the places where they stop and when.

Specimen, supply and waste runs and doorstep routes differ in the plan; on maps, in GeoJSON and
in GPX they are all stops at places. Places that the roster doesn't know are None.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from masstest.domain.plan import DoorstepTeam, Plan, Run, Stop, SupplyRun, WasteRun
from masstest.domain.roster import Roster

JourneyKind: TypeAlias = Literal["specimen", "supply", "waste"]
CallKind: TypeAlias = Literal["pickup", "deliver", "supply", "waste", "visit"]


class Located(Protocol):
    """Anything of the roster with a place, in WGS-84 degrees."""

    @property
    def lon(self) -> float: ...
    @property
    def lat(self) -> float: ...


@dataclass(frozen=True)
class Call:
    """A stop: where, when and what for. `arrive`, `depart`: `Minute`s; `tubes` taken or given."""

    place: Located | None
    place_id: str
    kind: CallKind
    arrive: int
    depart: int
    tubes: int | None = None
    key_tubes: int | None = None
    team_id: str | None = None
    oldest_sample_at: int | None = None


@dataclass(frozen=True)
class Journey:
    """One vehicle trip: from `origin`, where the vehicle was before, through its calls."""

    kind: JourneyKind
    run: Run | SupplyRun | WasteRun
    origin: Located | None
    calls: tuple[Call, ...]


def journeys(plan: Plan, roster: Roster) -> Iterator[Journey]:
    """Every run: those of specimens by vehicle and time, then those of supplies and of waste.

    A vehicle's first specimen run begins at its home, a later one where the last one ended.
    Supply and waste runs begin at home: the goods are loaded there, the waste is brought there.
    """
    was_at: dict[str, Located | None] = {}
    for run in sorted(plan.runs, key=lambda run: (run.vehicle_id, run.start)):
        origin = was_at.get(run.vehicle_id, roster.vehicle.get(run.vehicle_id))
        calls = tuple(_specimen_call(stop, roster) for stop in run.stops)
        yield Journey("specimen", run, origin, calls)
        if calls:
            was_at[run.vehicle_id] = calls[-1].place
    for supply_run in plan.supply_runs:
        yield _goods_journey("supply", supply_run, roster)
    for waste_run in plan.waste_runs:
        yield _goods_journey("waste", waste_run, roster)


def visits(team: DoorstepTeam, roster: Roster) -> tuple[Call, ...]:
    """A doorstep team's stops at its compounds."""
    return tuple(
        Call(
            roster.compound.get(stop.compound_id),
            stop.compound_id,
            "visit",
            stop.arrive,
            stop.depart,
            stop.tubes,
            stop.key_tubes,
        )
        for stop in team.stops
    )


def _specimen_call(stop: Stop, roster: Roster) -> Call:
    place: Located | None
    if stop.lab_id is not None:
        place, place_id = roster.lab.get(stop.lab_id), stop.lab_id
    elif stop.site_id is not None:
        place, place_id = roster.site.get(stop.site_id), stop.site_id
    else:
        place, place_id = roster.compound.get(stop.compound_id or ""), stop.compound_id or ""
    return Call(
        place,
        place_id,
        stop.kind,
        stop.arrive,
        stop.depart,
        stop.tubes,
        stop.key_tubes,
        stop.team_id,
        stop.oldest_sample_at,
    )


def _goods_journey(
    kind: Literal["supply", "waste"], run: SupplyRun | WasteRun, roster: Roster
) -> Journey:
    calls = tuple(
        Call(roster.site.get(stop.site_id), stop.site_id, kind, stop.arrive, stop.depart)
        for stop in run.stops
    )
    return Journey(kind, run, roster.vehicle.get(run.vehicle_id), calls)
