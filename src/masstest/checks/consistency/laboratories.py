"""The table of a laboratory's day is what its deliveries make of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from masstest.checks.consistency.mismatch import mismatch
from masstest.checks.lab_queue import Intake, deliveries_by_lab, intake
from masstest.domain.outcome import Violation
from masstest.domain.plan import LabLoad, Plan
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel


def consistent_labs(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Tubes, key tubes, result times and hours of a lab follow from what is delivered to it.

    Over the hours, received, started and resulted each add up to the lab's tubes. In every hour
    received, started, resulted and waiting are those of a lab that never idles while a tube
    waits (started, resulted and waiting to within a tube, for rounding).
    """
    received = deliveries_by_lab(plan)
    loads = {load.lab_id: load for load in plan.labs}
    for lab in roster.labs:
        came = received.get(lab.lab_id, ())
        load = loads.get(lab.lab_id, LabLoad(lab_id=lab.lab_id, tubes=0, key_tubes=0))
        if came or lab.lab_id in loads:
            yield from _totals(load, intake(lab, came, roster.round.sampling_start))


def _totals(load: LabLoad, right: Intake) -> Iterator[Violation]:
    code = "consistent_labs"
    for name, recorded, found, unit in (
        ("tubes", load.tubes, right.tubes, "tubes"),
        ("key_tubes", load.key_tubes, right.key_tubes, "tubes"),
        ("key_results_at", load.key_results_at, right.key_results_at, "min"),
        ("results_at", load.results_at, right.results_at, "min"),
        ("received", sum(h.received for h in load.hours), right.tubes, "tubes"),
        ("started", sum(h.started for h in load.hours), right.tubes, "tubes"),
        ("resulted", sum(h.resulted for h in load.hours), right.tubes, "tubes"),
    ):
        if recorded != found:
            yield mismatch(
                code,
                (load.lab_id, name),
                -1 if recorded is None else recorded,
                -1 if found is None else found,
                unit,
            )
    yield from _hours(load, right)


def _hours(load: LabLoad, right: Intake) -> Iterator[Violation]:
    code = "consistent_labs"
    turnaround = right.lab.turnaround_min
    hours = sorted(load.hours, key=lambda h: h.hour)
    for before, after in pairwise(hours):
        if after.hour - before.hour != 60:
            yield mismatch(code, (load.lab_id, "hour"), after.hour, before.hour + 60, "min")
    came = started = resulted = 0
    for row in hours:
        end = row.hour + 60
        came += row.received
        started += row.started
        resulted += row.resulted
        whole = right.whole_started_by(end)
        for name, recorded, found in (
            ("hour", row.hour % 60, 0),
            ("received", came, right.received_before(end)),
            ("started", started, whole),
            ("resulted", resulted, right.whole_started_by(end - turnaround)),
            ("waiting", row.waiting, right.received_before(end) - whole),
        ):
            if recorded != found:
                subjects = (load.lab_id, name, str(row.hour))
                yield mismatch(code, subjects, recorded, found, "tubes")
        if min(row.received, row.started, row.resulted, row.waiting) < 0:
            yield mismatch(code, (load.lab_id, str(row.hour)), -1, 0, "tubes")
