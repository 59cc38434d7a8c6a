"""The objective terms of a transport plan, from its runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from masstest.domain import objective
from masstest.domain.plan import Run, Stop
from masstest.domain.roster import Roster
from masstest.domain.travel import Place, Travel
from masstest.solver.transport.laboratories import LabDay


def place_of_stop(stop: Stop) -> Place:
    if stop.lab_id is not None:
        return Place("lab", stop.lab_id)
    if stop.compound_id is not None:
        return Place("compound", stop.compound_id)
    assert stop.site_id is not None
    return Place("site", stop.site_id)


def transport_terms(
    roster: Roster, travel: Travel, runs: Sequence[Run], days: Sequence[LabDay]
) -> dict[str, float]:
    """Every term of the transport stage, in minutes driven (see `masstest.domain.objective`)."""
    par, rnd = roster.parameters, roster.round
    late_results = sum(
        max(0, (day.key_results_at or 0) - rnd.key_result_deadline)
        + max(0, (day.results_at or 0) - rnd.result_deadline)
        for day in days
    )
    key_reserve = sum(max(0, (day.key_results_at or 0) - roster.key_result_target) for day in days)
    result_reserve = sum(max(0, (day.results_at or 0) - roster.result_target) for day in days)
    overage = age_reserve = late_pickup = age = 0
    by_vehicle: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        by_vehicle[run.vehicle_id].append(run)
        deliver_at = run.stops[-1].arrive
        oldest_in_run = deliver_at
        for stop in run.stops[:-1]:
            if stop.oldest_sample_at is None:
                continue  # it came and found nothing
            oldest_in_run = min(oldest_in_run, stop.oldest_sample_at)
            if stop.lab_id is None:
                waited = stop.arrive - stop.oldest_sample_at
                late_pickup += max(0, waited - par.pickup_interval_max_min)
            age += stop.tubes * (deliver_at - stop.oldest_sample_at)
        overage += max(0, deliver_at - oldest_in_run - par.specimen_age_max_min)
        age_reserve += max(0, deliver_at - oldest_in_run - roster.specimen_age_target_min)
    drive = 0
    for vehicle_id, own in by_vehicle.items():
        here = Place("vehicle", vehicle_id)
        for run in sorted(own, key=lambda run: run.start):
            for stop in run.stops:
                there = place_of_stop(stop)
                drive += travel.drive_min(here, there)
                here = there
    return {
        "late_results": objective.LATE_RESULT_MIN * late_results,
        "overage": objective.OVERAGE_MIN * overage,
        "late_pickup": objective.LATE_PICKUP_MIN * late_pickup,
        "key_reserve": objective.TRANSPORT_RESERVE_MIN * key_reserve,
        "result_reserve": objective.TRANSPORT_RESERVE_MIN * result_reserve,
        "age_reserve": objective.TRANSPORT_RESERVE_MIN * age_reserve,
        "vehicles": objective.SPECIMEN_VEHICLE_MIN * len(by_vehicle),
        "drive": float(drive),
        "age": objective.TUBE_AGE_MIN * age,
        "lab_wait": objective.LAB_WAIT_MIN * sum(day.wait_tube_min for day in days),
    }
