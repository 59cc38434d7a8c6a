"""Laboratories: receiving hours, capacity, and when the results are there."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.checks.lab_queue import Intake, deliveries_by_lab, intake, intakes
from masstest.checks.sources import deliveries
from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel


def lab_hours(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Deliveries come in receiving hours: receive_from <= arrive <= receive_until."""
    for run, stop in deliveries(plan):
        lab = roster.lab.get(stop.lab_id or "")
        if lab is None or lab.receive_from <= stop.arrive <= lab.receive_until:
            continue
        early = stop.arrive < lab.receive_from
        yield Violation(
            rule="lab_hours",
            subjects=(run.run_id, lab.lab_id),
            amount=stop.arrive,
            limit=lab.receive_from if early else lab.receive_until,
            unit="min",
        )


def lab_capacity(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """A laboratory starts no more than it can, and nothing before it is unloaded.

    In the plan's table of hours: started in an hour <= tubes_per_hour; the sum started in the
    hours of 24 from sampling_start <= tubes_per_day; and the sum started up to the end of any
    hour <= what a laboratory working without idling could have started of its deliveries.
    """
    received = deliveries_by_lab(plan)
    day_start, day_end = roster.lab_day
    for load in plan.labs:
        lab = roster.lab.get(load.lab_id)
        if lab is None:
            continue
        possible = intake(lab, received.get(load.lab_id, ()), roster.round.sampling_start)
        total = today = 0
        for row in sorted(load.hours, key=lambda h: h.hour):
            total += row.started
            if day_start <= row.hour and row.hour + 60 <= day_end:
                today += row.started
            if row.started > lab.tubes_per_hour:
                yield _over(lab.lab_id, row.started, lab.tubes_per_hour)
            most = possible.whole_started_by(row.hour + 60)
            if total > most:
                yield _over(lab.lab_id, total, most)
        if lab.tubes_per_day is not None and today > lab.tubes_per_day:
            yield _over(lab.lab_id, today, lab.tubes_per_day)


def _over(lab_id: str, amount: int, limit: int) -> Violation:
    return Violation(
        rule="lab_capacity", subjects=(lab_id,), amount=amount, limit=limit, unit="tubes"
    )


def key_result_deadline(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Key groups have their results in time: key_results_at <= key_result_deadline, per lab."""
    limit = roster.round.key_result_deadline
    for work in intakes(roster, plan):
        yield from _late("key_result_deadline", work, work.key_results_at, limit)


def result_deadline(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Everybody has their result in time: results_at <= result_deadline, per lab."""
    limit = roster.round.result_deadline
    for work in intakes(roster, plan):
        yield from _late("result_deadline", work, work.results_at, limit)


def _late(rule: str, work: Intake, last: int | None, limit: int) -> Iterator[Violation]:
    if last is not None and last > limit:
        yield Violation(
            rule=rule, subjects=(work.lab.lab_id,), amount=last, limit=limit, unit="min"
        )
