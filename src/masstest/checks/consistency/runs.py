"""Runs are trips: in order of time, with the right kind of vehicle, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from masstest.checks.consistency.mismatch import mismatch
from masstest.checks.whereabouts import trips, trips_by_vehicle
from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan, Run
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel


def consistent_runs(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Runs hang together.

    A specimen run is one or more pickups and then one delivery, with nothing else named at its
    stops; a pickup is at a point, with a team or at a laboratory. Tubes are no fewer than key
    tubes, and neither is negative. Every run has stops, starts before the first and ends with the
    last, and its vehicle is of its kind and in no other run meanwhile.
    """
    code = "consistent_runs"
    for run in plan.runs:
        if [stop.kind for stop in run.stops] != ["pickup"] * (len(run.stops) - 1) + ["deliver"]:
            yield mismatch(code, (run.run_id,), 0, 1, "deliveries")
        elif len(run.stops) < 2:
            yield mismatch(code, (run.run_id,), 0, 1, "pickups")
        yield from _stops(run)
    for trip in trips(plan):
        subjects = (trip.run_id, trip.vehicle_id)
        vehicle = roster.vehicle.get(trip.vehicle_id)
        if vehicle is not None and vehicle.kind.value != trip.kind:
            yield mismatch(code, subjects, 0, 1, "vehicles")
        if not trip.stops:
            yield mismatch(code, subjects, 0, 1, "stops")
        elif trip.end != trip.stops[-1][2]:
            yield mismatch(code, subjects, trip.end, trip.stops[-1][2], "min")
        elif trip.start > trip.stops[0][1]:
            yield mismatch(code, subjects, trip.start, trip.stops[0][1], "min")
    for vehicle_id, own in trips_by_vehicle(plan).items():
        for before, after in pairwise(own):
            if after.start < before.end:
                both = (vehicle_id, before.run_id, after.run_id)
                yield mismatch(code, both, after.start, before.end, "min")


def _stops(run: Run) -> Iterator[Violation]:
    code = "consistent_runs"
    for stop in run.stops:
        named = (
            stop.site_id is not None,
            stop.team_id is not None,
            stop.compound_id is not None,
            stop.lab_id is not None,
        )
        at_point = (True, False, False, False)
        at_team = (False, True, True, False)
        at_lab = (False, False, False, True)
        fits = named == at_lab
        if stop.kind == "pickup":
            fits = named in (at_point, at_team, at_lab)
        if not fits:
            yield mismatch(code, (run.run_id,), sum(named), 1, "places")
        if not 0 <= stop.key_tubes <= stop.tubes:
            yield mismatch(code, (run.run_id,), stop.key_tubes, stop.tubes, "tubes")
