"""Runs that can be driven after others, or some of their stops, were taken out.

Driving times don't obey the triangle inequality: the way past a stop can be quicker than the way
without it, since speeds differ between town and country. So leaving something out can make what
comes after it impossible.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from masstest.domain.plan import Run, Stop
from masstest.domain.travel import Place
from masstest.solver.transport.again.standing import Ground, by_vehicle
from masstest.solver.transport.terms import place_of_stop


def drivable(ground: Ground, runs: Sequence[Run]) -> list[Run]:
    """The runs without stops and runs to come for which there is no time on the way.

    A run to come leaves earlier where the way to its first stop has become longer.
    """
    found: dict[str, Run] = {}
    for vehicle_id, own in by_vehicle(runs).items():
        vehicle = ground.roster.vehicle[vehicle_id]
        here, free = Place("vehicle", vehicle_id), max(ground.freeze, vehicle.available_from)
        for run in own:
            kept: Run | None = run
            if run.end > ground.freeze:
                kept = _with_ways(ground, run)
                if kept is not None and run.start >= ground.freeze:
                    kept = _with_start(ground, kept, here, free)
            if kept is not None:
                found[kept.run_id] = kept
                here, free = place_of_stop(kept.stops[-1]), max(free, kept.end)
    return [found[run.run_id] for run in runs if run.run_id in found]


def _with_ways(ground: Ground, run: Run) -> Run | None:
    """The run with the pickups that it has time for; None without any."""
    delivery = run.stops[-1]
    pickups = list(_on_time(ground, run.stops[:-1]))
    while pickups and pickups[-1].arrive >= ground.freeze and _late(ground, pickups[-1], delivery):
        pickups.pop()
    if not pickups:
        return None
    if len(pickups) == len(run.stops) - 1:
        return run
    return run.model_copy(update={"stops": (*pickups, delivery)})


def _on_time(ground: Ground, pickups: Sequence[Stop]) -> Iterator[Stop]:
    last: Stop | None = None
    for stop in pickups:
        if last is None or stop.arrive < ground.freeze or not _late(ground, last, stop):
            yield stop
            last = stop


def _late(ground: Ground, stop: Stop, after: Stop) -> bool:
    way = ground.travel.drive_min(place_of_stop(stop), place_of_stop(after))
    return after.arrive - stop.depart < way


def _with_start(ground: Ground, run: Run, here: Place, free: int) -> Run | None:
    """The run to come, leaving in time; None if its vehicle is not free so early."""
    first = run.stops[0]
    latest = first.arrive - ground.travel.drive_min(here, place_of_stop(first))
    start = min(run.start, latest)
    if start < free:
        return None
    return run if start == run.start else run.model_copy(update={"start": start})
