"""What a laboratory's queue does to the results, and what a faster one would do.

Everything is worked out by following the queue with the plan's deliveries: exactly, but with the
same deliveries.
"""

from __future__ import annotations

from collections.abc import Iterator

from masstest.checks.lab_queue import Delivery, Intake, intake
from masstest.domain.roster import Lab
from masstest.domain.units import ceil_min
from masstest.planner.explanation.chain import result_parts
from masstest.planner.explanation.facts import (
    At,
    Fact,
    Section,
    Spare,
    Statement,
    Subject,
    SubjectKind,
    amount,
    said,
)
from masstest.planner.explanation.situation import Situation

MORE_TUBES_PER_H = 100
_MOST_TUBES_PER_H = 100_000


def explain_lab(case: Situation, lab_id: str) -> Iterator[Section]:
    """Load by hour, waiting, deadlines, what more capacity gains, what room is left."""
    about = Subject(kind=SubjectKind.lab, id=lab_id)
    found = case.intake.get(lab_id)
    if found is None or not found.times:
        yield Section(name="subject", about=about, statements=(said("lab_unused"),))
        return
    statements = (*_load(case, found), *_deadlines(case, found))
    yield Section(name="subject", about=about, statements=statements)
    more = (*faster(case, found), *_needed(case, found), *_room(case, found))
    yield Section(name="gains", about=about, statements=more)


def _load(case: Situation, found: Intake) -> Iterator[Statement]:
    lab = found.lab
    yield said(
        "lab_load",
        tubes=amount(found.tubes, "tubes"),
        key=amount(found.key_tubes, "n"),
        deliveries=amount(len(found.received), "deliveries"),
        rate=amount(lab.tubes_per_hour, "tubes/h"),
        wait=amount(round(found.max_wait_min), "min"),
    )
    load = next(load for load in case.plan.labs if load.lab_id == lab.lab_id)
    for hour in load.hours:
        if hour.received or hour.started or hour.waiting:
            yield said(
                "lab_hour",
                at=At(at=hour.hour),
                received=amount(hour.received, "tubes"),
                started=amount(hour.started, "n"),
                waiting=amount(hour.waiting, "n"),
            )


def _deadlines(case: Situation, found: Intake) -> Iterator[Statement]:
    order = case.roster.round
    for code, at, limit, key in (
        ("chain_key_results", found.key_results_at, order.key_result_deadline, True),
        ("chain_results", found.results_at, order.result_deadline, False),
    ):
        if at is not None:
            yield said(
                code,
                at=At(at=at),
                limit=At(at=limit),
                spare=Spare(spare_min=limit - at),
                **result_parts(case, found.lab.lab_id, at, key=key),
            )


def with_rate(case: Situation, found: Intake, more_per_h: int) -> Intake:
    """The same deliveries at a laboratory that starts so many tubes an hour more."""
    per_hour = found.lab.tubes_per_hour + more_per_h
    lab: Lab = found.lab.model_copy(update={"tubes_per_hour": per_hour})
    return intake(lab, found.received, case.roster.round.sampling_start)


def faster(case: Situation, found: Intake) -> Iterator[Statement]:
    """What 100 tubes an hour more would gain."""
    then = with_rate(case, found, MORE_TUBES_PER_H)
    facts: dict[str, Fact] = {
        "lab": Subject(kind=SubjectKind.lab, id=found.lab.lab_id),
        "more": amount(MORE_TUBES_PER_H, "tubes/h"),
    }
    if found.results_at is None or then.results_at is None:
        return
    gain = found.results_at - then.results_at
    key_gain = (found.key_results_at or 0) - (then.key_results_at or 0)
    if gain <= 0 and key_gain <= 0:
        yield said("gain_lab_none", **facts)
        return
    facts |= {"at": At(at=then.results_at), "earlier": amount(gain, "min")}
    if found.key_results_at is None or then.key_results_at is None:
        yield said("gain_lab", **facts)
        return
    yield said(
        "gain_lab_key",
        key_at=At(at=then.key_results_at),
        key_earlier=amount(key_gain, "min"),
        **facts,
    )


def _in_time(case: Situation, found: Intake) -> bool:
    order = case.roster.round
    key_in_time = (found.key_results_at or 0) <= order.key_result_deadline
    return key_in_time and (found.results_at or 0) <= order.result_deadline


def least_more(case: Situation, found: Intake) -> int | None:
    """Fewest tubes an hour more that end the lateness; None if no speed does."""
    if not _in_time(case, with_rate(case, found, _MOST_TUBES_PER_H)):
        return None
    low, high = 0, _MOST_TUBES_PER_H
    while low < high:
        middle = (low + high) // 2
        if _in_time(case, with_rate(case, found, middle)):
            high = middle
        else:
            low = middle + 1
    return low


def _needed(case: Situation, found: Intake) -> Iterator[Statement]:
    if _in_time(case, found):
        return
    least = least_more(case, found)
    lab = Subject(kind=SubjectKind.lab, id=found.lab.lab_id)
    if least is None:
        yield said("lab_too_late_anyway", lab=lab)
    else:
        yield said("lab_needs", lab=lab, more=amount(least, "tubes/h"))


def _room(case: Situation, found: Intake) -> Iterator[Statement]:
    """How many tubes more, with the last delivery, would still be in time."""
    if not _in_time(case, found):
        return
    lab, last = found.lab, found.received[-1]
    low, high = 0, 20 * max(lab.tubes_per_hour, found.tubes)

    def fits(extra: int) -> bool:
        received = (*found.received, Delivery(last.arrive, last.depart, 0, extra))
        return _in_time(case, intake(lab, received, case.roster.round.sampling_start))

    while low < high:
        middle = (low + high + 1) // 2
        if fits(middle):
            low = middle
        else:
            high = middle - 1
    yield said("lab_room", tubes=amount(low, "tubes"), at=At(at=ceil_min(last.arrive)))
