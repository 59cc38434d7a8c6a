"""Vehicles and their crews: capacity, hours, minutes between stops, two people aboard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from masstest.checks.whereabouts import Trip, drive_min, origins, trips, trips_by_vehicle
from masstest.domain.outcome import Violation
from masstest.domain.plan import Duty, Plan
from masstest.domain.roster import Role, Roster
from masstest.domain.travel import Place, Travel


def vehicle_capacity(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """A vehicle carries at most what it can: tubes picked up in a run <= capacity_tubes."""
    for run in plan.runs:
        vehicle = roster.vehicle.get(run.vehicle_id)
        load = sum(max(0, stop.tubes) for stop in run.stops if stop.kind == "pickup")
        if vehicle is not None and load > vehicle.capacity_tubes:
            yield Violation(
                rule="vehicle_capacity",
                subjects=(run.run_id, run.vehicle_id),
                amount=load,
                limit=vehicle.capacity_tubes,
                unit="tubes",
            )


def vehicle_hours(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """A vehicle works in its hours: start >= available_from, end <= available_until."""
    for trip in trips(plan):
        vehicle = roster.vehicle.get(trip.vehicle_id)
        if vehicle is None:
            continue
        start = min([trip.start, *(arrive for _, arrive, _ in trip.stops)])
        end = max([trip.end, *(depart for _, _, depart in trip.stops)])
        if start < vehicle.available_from:
            yield _min("vehicle_hours", trip, start, vehicle.available_from)
        if end > vehicle.available_until:
            yield _min("vehicle_hours", trip, end, vehicle.available_until)


def _min(rule: str, trip: Trip, amount: int, limit: int) -> Violation:
    return Violation(
        rule=rule,
        subjects=(trip.run_id, trip.vehicle_id),
        amount=amount,
        limit=limit,
        unit="min",
    )


def drive_time(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """A vehicle has the time its way takes.

    From where it is (home, or where its last run ended) to the first stop, and from stop to
    stop: arrive - departure before >= minutes between the places. At a pickup, a supply or a
    waste stop depart - arrive >= stop_min, at a laboratory >= unload_min. A run starts no earlier
    than the one before has ended. Amount: minutes there are; limit: minutes needed.
    """
    for vehicle_id, own in trips_by_vehicle(plan).items():
        free_from: int | None = None
        for trip, origin in zip(own, origins(vehicle_id, own), strict=True):
            if free_from is not None and trip.start < free_from:
                yield _min("drive_time", trip, trip.start - free_from, 0)
            yield from _along(roster, trip, origin, travel)
            last = max([trip.end, *(depart for _, _, depart in trip.stops)])
            free_from = last if free_from is None else max(free_from, last)


def _along(roster: Roster, trip: Trip, origin: Place | None, travel: Travel) -> Iterator[Violation]:
    left = trip.start
    for place, arrive, depart in trip.stops:
        needed = drive_min(travel, origin, place)
        if arrive - left < needed:
            yield _min("drive_time", trip, arrive - left, needed)
        at_lab = place is not None and place.kind == "lab"
        handling = roster.parameters.unload_min if at_lab else roster.parameters.stop_min
        if depart - arrive < handling:
            yield _min("drive_time", trip, depart - arrive, handling)
        origin, left = place, depart


def crew_of_two(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """A specimen run has a driver and a courier from start to end: crew members >= 2.

    Supply and waste runs need the driver only: >= 1. Nobody counts twice.
    """
    aboard: dict[str, list[Duty]] = defaultdict(list)
    for duty in plan.duties:
        if duty.role in (Role.driver, Role.courier):
            aboard[duty.at].append(duty)
    for trip in trips(plan):
        needed = 2 if trip.kind == "specimen" else 1
        present = crew_present(trip, aboard.get(trip.vehicle_id, []))
        if present < needed:
            yield Violation(
                rule="crew_of_two",
                subjects=(trip.run_id, trip.vehicle_id),
                amount=present,
                limit=needed,
                unit="persons",
            )


def crew_present(trip: Trip, duties: list[Duty]) -> int:
    """How many of driver and (for specimens) courier are aboard for all of the run."""
    drivers = _throughout(trip, duties, Role.driver)
    if trip.kind != "specimen":
        return min(1, len(drivers))
    couriers = _throughout(trip, duties, Role.courier)
    return min(2, min(1, len(drivers)) + min(1, len(couriers)), len(drivers | couriers))


def _throughout(trip: Trip, duties: list[Duty], role: Role) -> set[str]:
    """People with duties of `role` that cover the whole run without a gap."""
    covered_to: dict[str, int] = {}
    for duty in sorted(duties, key=lambda d: d.start):
        if duty.role is role and duty.start <= covered_to.get(duty.staff_id, trip.start):
            reached = covered_to.get(duty.staff_id, trip.start)
            covered_to[duty.staff_id] = max(reached, duty.end)
    return {staff_id for staff_id, reached in covered_to.items() if reached >= trip.end}
