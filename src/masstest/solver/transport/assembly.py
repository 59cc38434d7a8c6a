"""From days of visits to runs of the plan, with exact times and tubes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from masstest.domain.plan import Run, Stop
from masstest.domain.roster import Lab, Roster, Vehicle, ZoneClass
from masstest.domain.travel import Place, Travel
from masstest.solver.transport.laboratories import Delivery
from masstest.solver.transport.sources import Meeting, Source


@dataclass(frozen=True)
class Visit:
    """A pickup at a source: where, and when handling begins."""

    source: Source
    meeting: Meeting
    arrive: int


@dataclass(frozen=True)
class Trip:
    """Visits in order, then a laboratory, by one vehicle."""

    vehicle: Vehicle
    visits: tuple[Visit, ...]
    lab: Lab
    deliver_at: int


def possible(roster: Roster, travel: Travel, trips: Sequence[Trip]) -> tuple[Trip, ...]:
    """The trips without what cannot be done: a search that was cut short may contain it.

    Visits outside a meeting's times, trips outside the hours of the vehicle or the laboratory,
    the last visits of overloaded trips, and visits that would find nothing are left out; then
    those that can't be reached in time without them, since the way past a stop can be quicker
    than the way without it. Their tubes go with a later pickup, or stay behind and are reported.
    """
    unload_min = roster.parameters.unload_min
    kept = []
    for trip in trips:
        visits = tuple(v for v in trip.visits if v.meeting.open <= v.arrive <= v.meeting.close)
        in_hours = (
            trip.lab.receive_from <= trip.deliver_at <= trip.lab.receive_until
            and trip.deliver_at + unload_min <= trip.vehicle.available_until
        )
        if visits and in_hours:
            kept.append(replace(trip, visits=visits))
    while True:
        before = sum(len(trip.visits) for trip in kept)
        fruitful = _not_in_vain(_not_overloaded(kept), roster.parameters.pickup_interval_max_min)
        kept = _drivable(roster, travel, fruitful)
        if sum(len(trip.visits) for trip in kept) == before:
            return tuple(kept)


def _not_overloaded(trips: Sequence[Trip]) -> list[Trip]:
    kept = list(trips)
    while True:
        taken = _exact_pickups(kept)
        for position, trip in enumerate(kept):
            load = sum(taken[visit.source.source_id, visit.arrive][0] for visit in trip.visits)
            if load > trip.vehicle.capacity_tubes:
                kept[position] = replace(trip, visits=trip.visits[:-1])
                break
        else:
            return [trip for trip in kept if trip.visits]


def _not_in_vain(trips: Sequence[Trip], interval_min: int) -> list[Trip]:
    """Without visits that find no tubes.

    A vehicle that stays with a doorstep team and would find nothing more takes everything when
    it leaves, if the interval allows: the team may be behind by then.
    """
    taken = _exact_pickups(trips)
    found = []
    for trip in trips:
        visits: list[Visit] = []
        for visit in trip.visits:
            if taken[visit.source.source_id, visit.arrive][0] > 0:
                visits.append(visit)
            elif visits and visits[-1].source is visit.source and visit.source.kind == "team":
                oldest = taken[visit.source.source_id, visits[-1].arrive][2]
                if oldest is not None and visit.arrive - oldest <= interval_min:
                    visits[-1] = visit
        found.append(replace(trip, visits=tuple(visits)))
    return [trip for trip in found if trip.visits]


def _drivable(roster: Roster, travel: Travel, trips: Sequence[Trip]) -> list[Trip]:
    """Without visits for which there is no time on the way, in each vehicle's order."""
    parameters = roster.parameters
    here: dict[str, Place] = {}
    free: dict[str, int] = {}
    found: dict[int, Trip] = {}
    for position, trip in sorted(enumerate(trips), key=lambda row: row[1].deliver_at):
        vehicle = trip.vehicle
        place = here.get(vehicle.vehicle_id, Place("vehicle", vehicle.vehicle_id))
        before = free.get(vehicle.vehicle_id, vehicle.available_from)
        lab = Place("lab", trip.lab.lab_id)
        visits: list[Visit] = []
        for visit in trip.visits:
            if before + travel.drive_min(place, visit.meeting.place) <= visit.arrive:
                visits.append(visit)
                place, before = visit.meeting.place, visit.arrive + parameters.stop_min
        while visits:
            leaves = visits[-1].arrive + parameters.stop_min
            there = leaves + travel.drive_min(visits[-1].meeting.place, lab)
            if there <= trip.deliver_at:
                # earlier than planned, if what came after the last visit was left out
                deliver_at = max(there, trip.lab.receive_from)
                found[position] = replace(trip, visits=tuple(visits), deliver_at=deliver_at)
                here[vehicle.vehicle_id] = lab
                free[vehicle.vehicle_id] = deliver_at + parameters.unload_min
                break
            visits.pop()
    return [found[position] for position in sorted(found)]


def assemble(
    roster: Roster, travel: Travel, zone_class: ZoneClass, trips: Sequence[Trip], first_number: int
) -> tuple[Run, ...]:
    """The runs of `trips`, numbered by their start from `first_number` on.

    Every pickup takes exactly the tubes that are ready and not yet taken; one that would find
    none is left out. A vehicle leaves its place as late as its first stop allows.
    """
    taken = _exact_pickups(trips)
    by_vehicle: dict[str, list[Trip]] = defaultdict(list)
    for trip in trips:
        by_vehicle[trip.vehicle.vehicle_id].append(trip)
    runs: list[Run] = []
    for vehicle_id, own in by_vehicle.items():
        here, free = Place("vehicle", vehicle_id), own[0].vehicle.available_from
        for trip in sorted(own, key=lambda trip: trip.deliver_at):
            run = _run(roster, travel, zone_class, trip, taken, here, free)
            if run is not None:
                runs.append(run)
                here, free = Place("lab", trip.lab.lab_id), run.end
    runs.sort(key=lambda run: (run.start, run.vehicle_id))
    return tuple(
        run.model_copy(update={"run_id": f"R{number:03d}"})
        for number, run in enumerate(runs, start=first_number)
    )


def _exact_pickups(trips: Sequence[Trip]) -> Mapping[tuple[str, int], tuple[int, int, int | None]]:
    """(source_id, arrive) -> tubes, key tubes and oldest sample of each pickup."""
    times: dict[str, list[int]] = defaultdict(list)
    sources: dict[str, Source] = {}
    for trip in trips:
        for visit in trip.visits:
            times[visit.source.source_id].append(visit.arrive)
            sources[visit.source.source_id] = visit.source
    taken = {}
    for source_id, arrivals in times.items():
        before = float("-inf")
        for arrive in sorted(arrivals):
            taken[source_id, arrive] = sources[source_id].series.between(before, arrive)
            before = arrive
    return taken


def _run(
    roster: Roster,
    travel: Travel,
    zone_class: ZoneClass,
    trip: Trip,
    taken: Mapping[tuple[str, int], tuple[int, int, int | None]],
    here: Place,
    free: int,
) -> Run | None:
    stops: list[Stop] = []
    start = free
    for visit in trip.visits:
        tubes, key_tubes, oldest = taken[visit.source.source_id, visit.arrive]
        if tubes == 0:
            continue
        way = travel.drive_min(here, visit.meeting.place)
        if not stops:
            start = visit.arrive - way
        here = visit.meeting.place
        is_point = visit.source.kind == "site"
        stops.append(
            Stop(
                kind="pickup",
                site_id=visit.source.source_id if is_point else None,
                team_id=None if is_point else visit.source.source_id,
                compound_id=visit.meeting.compound_id,
                arrive=visit.arrive,
                depart=visit.arrive + roster.parameters.stop_min,
                tubes=tubes,
                key_tubes=key_tubes,
                oldest_sample_at=oldest,
            )
        )
    if not stops:
        return None
    end = trip.deliver_at + roster.parameters.unload_min
    stops.append(
        Stop(
            kind="deliver",
            lab_id=trip.lab.lab_id,
            arrive=trip.deliver_at,
            depart=end,
            tubes=sum(stop.tubes for stop in stops),
            key_tubes=sum(stop.key_tubes for stop in stops),
        )
    )
    return Run(
        run_id="",
        vehicle_id=trip.vehicle.vehicle_id,
        zone_class=zone_class,
        start=start,
        end=end,
        stops=tuple(stops),
    )


def deliveries_of(runs: Sequence[Run]) -> dict[str, list[Delivery]]:
    """lab_id -> what the runs bring there."""
    found: dict[str, list[Delivery]] = defaultdict(list)
    for run in runs:
        stop = run.stops[-1]
        if stop.lab_id is not None:
            found[stop.lab_id].append(
                Delivery(stop.arrive, stop.depart, stop.tubes, stop.key_tubes)
            )
    return found
