"""Where people and vehicles are: the places of duties, and the minutes between places.

Unknown ids have no place; whoever asks for the way there is told 0 minutes, because what does
not exist is reported once, as such, and not as a late arrival too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from masstest.domain.plan import Duty, Plan, Stop
from masstest.domain.roster import Role
from masstest.domain.travel import Place, Travel


class Trip(NamedTuple):
    """One vehicle run of any kind: when it is under way and which places it goes through."""

    run_id: str
    vehicle_id: str
    kind: str  # "specimen", "supply" or "waste"
    crew: tuple[str, ...]
    start: int
    end: int
    stops: tuple[tuple[Place | None, int, int], ...]  # place, arrive, depart


def drive_min(travel: Travel, origin: Place | None, destination: Place | None) -> int:
    """Whole minutes by vehicle, rounded up; 0 when a place is unknown."""
    if origin is None or destination is None or origin == destination:
        return 0
    if origin not in travel.place_index or destination not in travel.place_index:
        return 0
    return travel.drive_min(origin, destination)


def walk_m(travel: Travel, compound_id: str, site_id: str) -> int | None:
    """Metres on foot, to the nearest metre; None when an id is unknown."""
    if compound_id not in travel.compound_row or site_id not in travel.site_col:
        return None
    return int(travel.walk(compound_id, site_id) + 0.5)


def stop_place(stop: Stop) -> Place | None:
    """The place of a specimen run's stop."""
    if stop.lab_id is not None:
        return Place("lab", stop.lab_id)
    if stop.compound_id is not None:
        return Place("compound", stop.compound_id)
    return None if stop.site_id is None else Place("site", stop.site_id)


def trips(plan: Plan) -> list[Trip]:
    """Every run of the plan: specimens, supplies, waste."""
    found = [
        Trip(
            run.run_id,
            run.vehicle_id,
            "specimen",
            run.crew,
            run.start,
            run.end,
            tuple((stop_place(stop), stop.arrive, stop.depart) for stop in run.stops),
        )
        for run in plan.runs
    ]
    for kind, runs in (("supply", plan.supply_runs), ("waste", plan.waste_runs)):
        found.extend(
            Trip(
                run.run_id,
                run.vehicle_id,
                kind,
                run.crew,
                run.start,
                run.end,
                tuple((Place("site", s.site_id), s.arrive, s.depart) for s in run.stops),
            )
            for run in runs
        )
    return found


def trips_by_vehicle(plan: Plan) -> dict[str, list[Trip]]:
    """vehicle_id -> its runs in order of time."""
    found: dict[str, list[Trip]] = defaultdict(list)
    for trip in trips(plan):
        found[trip.vehicle_id].append(trip)
    for own in found.values():
        own.sort(key=lambda trip: (trip.start, trip.end, trip.run_id))
    return found


def origins(vehicle_id: str, own: Sequence[Trip]) -> list[Place | None]:
    """Where a vehicle is before each of its runs: at home first, then where the last run ended."""
    place: Place | None = Place("vehicle", vehicle_id)
    found = []
    for trip in own:
        found.append(place)
        if trip.stops:
            place = trip.stops[-1][0]
    return found


@dataclass(frozen=True)
class Whereabouts:
    """The places of a plan's duties: points stand still, teams and vehicles move."""

    sites: frozenset[str]
    team_stops: dict[str, list[tuple[Place, int, int]]]
    vehicle_trips: dict[str, list[Trip]]

    @classmethod
    def of(cls, plan: Plan) -> Whereabouts:
        return cls(
            frozenset(point.site_id for point in plan.points),
            {
                team.team_id: sorted(
                    ((Place("compound", s.compound_id), s.arrive, s.depart) for s in team.stops),
                    key=lambda stop: stop[1:],
                )
                for team in plan.doorstep
            },
            trips_by_vehicle(plan),
        )

    def place_at_start(self, duty: Duty) -> Place | None:
        """Where one must be when the duty starts."""
        if duty.at in self.sites:
            return Place("site", duty.at)
        if stops := self.team_stops.get(duty.at):
            ahead = [place for place, _, depart in stops if depart > duty.start]
            return ahead[0] if ahead else stops[-1][0]
        if own := self.vehicle_trips.get(duty.at):
            starts = zip(origins(duty.at, own), own, strict=True)
            ahead_of = [origin for origin, trip in starts if trip.end > duty.start]
            return ahead_of[0] if ahead_of else _last_place(own[-1])
        return _garage(duty)

    def place_at_end(self, duty: Duty) -> Place | None:
        """Where one is when the duty ends."""
        if duty.at in self.sites:
            return Place("site", duty.at)
        if stops := self.team_stops.get(duty.at):
            behind = [place for place, arrive, _ in stops if arrive < duty.end]
            return behind[-1] if behind else stops[0][0]
        if own := self.vehicle_trips.get(duty.at):
            done = [trip for trip in own if trip.start < duty.end]
            return _last_place(done[-1]) if done else Place("vehicle", duty.at)
        return _garage(duty)


def _garage(duty: Duty) -> Place | None:
    """Where a crew is whose vehicle makes no run."""
    aboard = duty.role in (Role.driver, Role.courier)
    return Place("vehicle", duty.at) if aboard else None


def _last_place(trip: Trip) -> Place | None:
    return trip.stops[-1][0] if trip.stops else None


def duties_by_person(plan: Plan) -> dict[str, list[Duty]]:
    """staff_id -> the person's duties in order of time."""
    found: dict[str, list[Duty]] = defaultdict(list)
    for duty in plan.duties:
        found[duty.staff_id].append(duty)
    for own in found.values():
        own.sort(key=lambda duty: (duty.start, duty.end))
    return found
