"""Laboratories: receiving hours, capacity, and when the results are there."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.checks.lab_queue import Intake, deliveries_by_lab, intake, intakes
from masstest.checks.lost_labs import Unfetched, follow_fetches
from masstest.checks.sources import deliveries, sealed_sources
from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel


def lab_hours(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Deliveries come in receiving hours: receive_from <= arrive <= receive_until.

    A laboratory that was lost receives nothing more: arrive <= lost_at.
    """
    for run, stop in deliveries(plan):
        lab = roster.lab.get(stop.lab_id or "")
        if lab is None:
            continue
        until = lab.receive_until
        load = plan.lost_labs.get(lab.lab_id)
        if load is not None and load.lost_at is not None:
            until = min(until, load.lost_at)
        if lab.receive_from <= stop.arrive <= until:
            continue
        early = stop.arrive < lab.receive_from
        yield Violation(
            rule="lab_hours",
            subjects=(run.run_id, lab.lab_id),
            amount=stop.arrive,
            limit=lab.receive_from if early else until,
            unit="min",
        )


def lab_capacity(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """A laboratory starts no more than it can, and nothing before it is unloaded.

    In the plan's table of hours: started in an hour <= tubes_per_hour; the sum started in the
    hours of 24 from sampling_start <= tubes_per_day; and the sum started up to the end of any
    hour <= what a laboratory working without idling could have started of its deliveries. One that
    was lost keeps no more tubes than it can have started by lost_at.
    """
    received = deliveries_by_lab(plan)
    day_start, day_end = roster.lab_day
    for load in plan.labs:
        lab = roster.lab.get(load.lab_id)
        if lab is None:
            continue
        possible = intake(lab, received.get(load.lab_id, ()), roster.round.sampling_start)
        if load.lost_at is not None:
            most = possible.whole_started_by(load.lost_at)
            if load.tubes > most:
                yield _over(lab.lab_id, load.tubes, most)
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
    """Key groups have their results in time: key_results_at <= key_result_deadline, per lab.

    Key tubes that nobody fetches from a laboratory that was lost = 0: they never have results.
    """
    limit = roster.round.key_result_deadline
    for left in _unfetched(roster, plan):
        if left.key_tubes:
            yield _never("key_result_deadline", left.lab_id, left.key_tubes)
    for work in intakes(roster, plan):
        yield from _late("key_result_deadline", work, work.key_results_at, limit)


def result_deadline(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Everybody has their result in time: results_at <= result_deadline, per lab.

    Tubes that nobody fetches from a laboratory that was lost = 0: they never have results.
    """
    limit = roster.round.result_deadline
    for left in _unfetched(roster, plan):
        yield _never("result_deadline", left.lab_id, left.tubes)
    for work in intakes(roster, plan):
        yield from _late("result_deadline", work, work.results_at, limit)


def _unfetched(roster: Roster, plan: Plan) -> list[Unfetched]:
    if not plan.lost_labs:
        return []
    return follow_fetches(plan, sealed_sources(roster, plan))[1]


def _never(rule: str, lab_id: str, tubes: int) -> Violation:
    return Violation(rule=rule, subjects=(lab_id,), amount=tubes, limit=0, unit="tubes")


def _late(rule: str, work: Intake, last: int | None, limit: int) -> Iterator[Violation]:
    if last is not None and last > limit:
        yield Violation(
            rule=rule, subjects=(work.lab.lab_id,), amount=last, limit=limit, unit="min"
        )
