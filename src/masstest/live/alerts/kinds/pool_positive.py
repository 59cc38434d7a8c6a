"""A tube of several people that is positive: everyone in it is tested again, singly."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.live.alerts.condition import Condition, Fact, Kind, Look, Severity
from masstest.live.alerts.places import place_of
from masstest.live.custody import RetestState


def pool_positive(look: Look) -> Iterator[Condition]:
    """A single-tube retest is open."""
    for retest in look.ledger.retests.values():
        if retest.closed_min is None:
            cause = "pool_positive" if retest.persons is not None else "persons_unknown"
            action = "seal_off_and_retest" if retest.sampled_min is None else "await_retest"
            yield _condition(look, retest, Kind.pool_positive, Severity.red, cause, action)


def retest_late(look: Look) -> Iterator[Condition]:
    """A retest isn't confirmed ``retest_due_min`` after the positive (amber:
    ``retest_amber_min`` before that)."""
    for retest in look.ledger.retests.values():
        left_min = retest.opened_min + look.limits.retest_due_min - look.now_min
        if retest.closed_min is not None or left_min > look.limits.retest_amber_min:
            continue
        severity = Severity.red if left_min <= 0 else Severity.amber
        cause = "not_sampled" if retest.sampled_min is None else "no_result"
        yield _condition(look, retest, Kind.retest_late, severity, cause, "hurry_retest")


def _condition(
    look: Look, retest: RetestState, kind: Kind, severity: Severity, cause: str, action: str
) -> Condition:
    place = place_of(look.day, retest.source)
    facts: dict[str, Fact] = {
        "tube": retest.tube_id,
        "box": retest.box_id,
        "point": place.shown or "–",
        "lab": place_of(look.day, retest.lab_id).shown,
        "persons": retest.persons,
        "reported_at_min": retest.opened_min,
        "sampled_at_min": retest.sampled_min,
        "due_at_min": retest.opened_min + look.limits.retest_due_min,
    }
    return Condition(
        kind=kind,
        about=retest.tube_id,
        severity=severity,
        subject=retest.tube_id,
        cause=cause,
        owner="street_official",
        action=action,
        street=place.street,
        community=place.community,
        facts=facts,
    )
