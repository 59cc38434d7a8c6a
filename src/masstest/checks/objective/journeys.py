"""Objective terms of specimens, supplies and waste; in minutes driven."""

from __future__ import annotations

from collections.abc import Iterable

from masstest.checks.lab_queue import intakes
from masstest.checks.sources import deliveries, oldest_in
from masstest.checks.supplies import kit_arrivals, packs_short, supplied_sites
from masstest.checks.waste import emptied_at
from masstest.checks.whereabouts import Trip, drive_min, origins, trips_by_vehicle
from masstest.domain import objective as weight
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.travel import Place, Travel
from masstest.domain.units import DAY_MIN


def transport_terms(roster: Roster, plan: Plan, travel: Travel) -> dict[str, float]:
    """Three terms of missed targets, three of the reserve, four of cost and quality."""
    order, parameters = roster.round, roster.parameters
    late_results, key_reserve, result_reserve, lab_wait = 0, 0, 0, 0.0
    key_target = order.key_result_deadline - parameters.key_result_margin_min
    target = order.result_deadline - parameters.result_margin_min
    age_target = max(0, parameters.specimen_age_max_min - parameters.specimen_age_margin_min)
    for work in intakes(roster, plan):
        late_results += max(0, (work.key_results_at or 0) - order.key_result_deadline)
        late_results += max(0, (work.results_at or 0) - order.result_deadline)
        key_reserve += max(0, (work.key_results_at or 0) - key_target)
        result_reserve += max(0, (work.results_at or 0) - target)
        lab_wait += work.wait_tube_min
    overage = age_reserve = late_pickup = 0
    age = 0
    for run, delivery in deliveries(plan):
        oldest = oldest_in(run)
        if oldest is not None:
            overage += max(0, delivery.arrive - oldest - parameters.specimen_age_max_min)
            age_reserve += max(0, delivery.arrive - oldest - age_target)
        for stop in run.stops:
            if stop.kind == "pickup" and stop.oldest_sample_at is not None:
                wait = stop.arrive - stop.oldest_sample_at
                if stop.lab_id is None:
                    late_pickup += max(0, wait - parameters.pickup_interval_max_min)
                age += stop.tubes * (delivery.arrive - stop.oldest_sample_at)
    used = {run.vehicle_id for run in plan.runs}
    return {
        "late_results": weight.LATE_RESULT_MIN * late_results,
        "overage": weight.OVERAGE_MIN * overage,
        "late_pickup": weight.LATE_PICKUP_MIN * late_pickup,
        "key_reserve": weight.TRANSPORT_RESERVE_MIN * key_reserve,
        "result_reserve": weight.TRANSPORT_RESERVE_MIN * result_reserve,
        "age_reserve": weight.TRANSPORT_RESERVE_MIN * age_reserve,
        "vehicles": weight.SPECIMEN_VEHICLE_MIN * len(used),
        "drive": float(_driven(plan, travel, "specimen")),
        "age": weight.TUBE_AGE_MIN * age,
        "lab_wait": weight.LAB_WAIT_MIN * lab_wait,
    }


def _driven(plan: Plan, travel: Travel, kind: str) -> int:
    """Minutes driven with runs of `kind`, from the vehicle's home on, without the way back."""
    total = 0
    for vehicle_id, own in trips_by_vehicle(plan).items():
        of_kind = [trip for trip in own if trip.kind == kind]
        for trip, place in zip(of_kind, origins(vehicle_id, of_kind), strict=True):
            total += _along(trip, place, travel)
    return total


def _along(trip: Trip, place: Place | None, travel: Travel) -> int:
    total = 0
    here = place
    for there, _, _ in trip.stops:
        total += drive_min(travel, here, there)
        here = there
    return total


def supplies_terms(roster: Roster, plan: Plan, travel: Travel) -> dict[str, float]:
    """missing, late, vehicles, drive."""
    arrivals = kit_arrivals(plan)
    expected = supplied_sites(plan)
    late = 0
    for point in plan.points:
        if point.site_id in expected:
            arrive = arrivals.get(point.site_id, max(point.open_until, point.open_from + 1))
            late += max(0, arrive - point.open_from)
    return {
        "missing": weight.MISSING_PACK_MIN * sum(packs_short(roster, plan).values()),
        "late": weight.LATE_KIT_MIN * late,
        "vehicles": weight.SUPPLY_VEHICLE_MIN * _used(run.vehicle_id for run in plan.supply_runs),
        "drive": float(_driven(plan, travel, "supply")),
    }


def waste_terms(roster: Roster, plan: Plan, travel: Travel) -> dict[str, float]:
    """late, vehicles, drive."""
    emptied = emptied_at(plan)
    late = 0.0
    for point in plan.points:
        limit = point.open_until + roster.parameters.waste_deadline_h * 60
        found = emptied[point.site_id]
        late += max(0.0, (limit + DAY_MIN if found is None else found) - limit)
    return {
        "late": weight.LATE_WASTE_MIN * late,
        "vehicles": weight.WASTE_VEHICLE_MIN * _used(run.vehicle_id for run in plan.waste_runs),
        "drive": float(_driven(plan, travel, "waste")),
    }


def _used(vehicle_ids: Iterable[str]) -> int:
    return len(set(vehicle_ids))
