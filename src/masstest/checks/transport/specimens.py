"""Tubes from their source to a laboratory: none lost, none old, none in the wrong vehicle."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.checks.lost_labs import follow_fetches
from masstest.checks.sources import (
    deliveries,
    follow_pickups,
    oldest_in,
    pickups,
    sealed_sources,
    source_of,
)
from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan, Run
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel


def _tubes(subjects: tuple[str, ...], amount: int, limit: int, rule: str) -> Violation:
    return Violation(rule=rule, subjects=subjects, amount=amount, limit=limit, unit="tubes")


def tube_conservation(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Every tube made is picked up once and delivered once.

    Each pickup records the tubes (and key tubes) that are ready and not yet taken at its
    arrive; the tubes left at a source after its last pickup = 0; each run delivers what it
    picked up. A pickup at a laboratory that was lost takes no more than lies there then, of its own
    zone class. Amount: tubes recorded (picked up, delivered); limit: tubes there should be.
    """
    rule = "tube_conservation"
    found, leftovers = follow_pickups(roster, plan)
    for pickup in found:
        subjects = (pickup.run.run_id, pickup.source.id)
        if pickup.stop.tubes != pickup.tubes:
            yield _tubes(subjects, pickup.stop.tubes, pickup.tubes, rule)
        elif pickup.stop.key_tubes != pickup.key_tubes:
            yield _tubes(subjects, pickup.stop.key_tubes, pickup.key_tubes, rule)
    fetches, _ = follow_fetches(plan, sealed_sources(roster, plan))
    for fetch in fetches:
        subjects = (fetch.run.run_id, fetch.stop.lab_id or "")
        if fetch.stop.tubes != fetch.tubes:
            yield _tubes(subjects, fetch.stop.tubes, fetch.tubes, rule)
        elif fetch.stop.key_tubes != fetch.key_tubes:
            yield _tubes(subjects, fetch.stop.key_tubes, fetch.key_tubes, rule)
    for leftover in leftovers:
        taken = leftover.made - leftover.left
        yield _tubes((leftover.source.id,), taken, leftover.made, rule)
    for run in plan.runs:
        for key in (False, True):
            taken = _sum(run, "pickup", key)
            delivered = _sum(run, "deliver", key)
            if taken != delivered:
                yield _tubes((run.run_id,), delivered, taken, rule)
                break


def _sum(run: Run, kind: str, key: bool) -> int:
    return sum(s.key_tubes if key else s.tubes for s in run.stops if s.kind == kind)


def pickup_interval(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """No tube waits long at its source: arrive - oldest_sample_at <= pickup_interval_max_min."""
    limit = roster.parameters.pickup_interval_max_min
    for run, stop in pickups(plan):
        source = source_of(stop)
        if stop.oldest_sample_at is None or source is None:
            continue
        wait = stop.arrive - stop.oldest_sample_at
        if wait > limit:
            yield Violation(
                rule="pickup_interval",
                subjects=(run.run_id, source.id),
                amount=wait,
                limit=limit,
                unit="min",
            )


def specimen_age(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """No specimen is old at reception: arrive - oldest_sample_at <= specimen_age_max_min."""
    limit = roster.parameters.specimen_age_max_min
    for run, delivery in deliveries(plan):
        oldest = oldest_in(run)
        if oldest is not None and delivery.arrive - oldest > limit:
            yield Violation(
                rule="specimen_age",
                subjects=(run.run_id,),
                amount=delivery.arrive - oldest,
                limit=limit,
                unit="min",
            )


def sealed_vehicle(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Sealed-zone tubes travel apart: tubes in the wrong vehicle, lab or company = 0.

    They go only in vehicles and to laboratories that are `sealed_ok`, in runs of zone class
    sealed, and such runs carry no others. What a run of that class fetches from a laboratory that
    was lost is sealed too.
    """
    rule = "sealed_vehicle"
    sealed = sealed_sources(roster, plan)
    for run in plan.runs:
        stops = [(source_of(stop), stop) for stop in run.stops if stop.kind == "pickup"]
        fetches_sealed = run.zone_class.value == "sealed"
        apart = [s for source, s in stops if source in sealed or (s.lab_id and fetches_sealed)]
        others = [stop for _, stop in stops if stop not in apart]
        # a stop without tubes still brings the crew into the zone
        tubes = sum(max(1, stop.tubes) for stop in apart)
        if not apart:
            if run.zone_class.value == "sealed" and others:
                yield _tubes((run.run_id,), sum(max(1, s.tubes) for s in others), 0, rule)
            continue
        vehicle = roster.vehicle.get(run.vehicle_id)
        if vehicle is not None and not vehicle.sealed_ok:
            yield _tubes((run.run_id, run.vehicle_id), tubes, 0, rule)
        for stop in run.stops:
            lab = roster.lab.get(stop.lab_id or "")
            if lab is not None and not lab.sealed_ok:
                yield _tubes((run.run_id, lab.lab_id), tubes, 0, rule)
        if others or run.zone_class.value != "sealed":
            yield _tubes((run.run_id,), tubes, 0, rule)
