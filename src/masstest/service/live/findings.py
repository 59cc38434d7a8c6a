"""Inspectors' findings, and confirmations of the eight lights: events like all others."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.domain.plan import ReadinessItem
from masstest.domain.units import DAY_MIN
from masstest.live.events import Finding, FindingClosed, PlainFact, ReadinessConfirmed
from masstest.live.round_clock import moment_at
from masstest.live.summary.lines import finding_lines
from masstest.live.summary.shapes import FindingLine
from masstest.service.live.desk.projection import catch_up, projections
from masstest.service.live.desk.questions import at_the_desk
from masstest.service.live.ledger.outcomes import Status
from masstest.service.live.ledger.recording import record
from masstest.service.live.ledger.wire import SentEvent
from masstest.service.live.reports import round_time, seen_street
from masstest.service.problems import not_found
from masstest.store.engine import Store

LAST_MINUTE_MIN = DAY_MIN - 1
"""Findings are put right the same day (督查整改不过夜)."""


@at_the_desk
def findings(
    store: Store, actor: Actor, round_id: str, street: str | None = None
) -> tuple[FindingLine, ...]:
    """The findings that `actor` may see: open ones first, the most overdue first.

    Raises
    ------
    Problem
        As `reports.seen_street`.
    """
    _, street, _ = seen_street(store, actor, round_id, Permission.report_findings, street)
    projection = projections(store).of(round_id)
    with projection.lock:
        return finding_lines(projection.day, projection.ledger, projection.now_min, street)


def find(
    store: Store,
    actor: Actor,
    round_id: str,
    *,
    site_id: str,
    text: str,
    item: ReadinessItem | None = None,
    due_min: float | None = None,
) -> str:
    """Put a finding on record; it is due today, unless told otherwise.

    Returns
    -------
    str
        Its id.

    Raises
    ------
    Problem
        ``not_found``, ``no_plan_in_force``, and why the event was refused.
    """
    finding_id = f"F-{secrets.token_hex(4)}"
    fact = Finding(
        finding_id=finding_id,
        site_id=site_id,
        item=item,
        text=text,
        due_min=float(LAST_MINUTE_MIN) if due_min is None else due_min,
    )
    _report(store, actor, round_id, [(site_id, fact)])
    return finding_id


def close(store: Store, actor: Actor, round_id: str, finding_id: str, text: str) -> None:
    """Say that a finding has been put right, and how.

    Raises
    ------
    Problem
        ``not_found`` if there is no such finding, and why the event was refused.
    """
    site_id = site_of(store, round_id, finding_id)
    fact = FindingClosed(finding_id=finding_id, text=text)
    _report(store, actor, round_id, [(site_id, fact)])


@at_the_desk
def site_of(store: Store, round_id: str, finding_id: str) -> str:
    """Where something was found.

    Raises
    ------
    Problem
        ``not_found``.
    """
    projection = projections(store).of(round_id)
    with projection.lock:
        found = projection.ledger.findings.get(finding_id)
    if found is None:
        raise not_found("finding")
    return found.site_id


def confirm(
    store: Store,
    actor: Actor,
    round_id: str,
    site_id: str,
    items: Sequence[ReadinessItem],
    *,
    ok: bool,
    text: str = "",
) -> None:
    """Confirm lights of a point, or say that they aren't in place.

    Raises
    ------
    Problem
        ``not_found``, ``no_plan_in_force``, and why an event was refused.
    """
    facts = [
        (site_id, ReadinessConfirmed(site_id=site_id, item=item, ok=ok, text=text))
        for item in items
    ]
    _report(store, actor, round_id, facts)


def _report(
    store: Store, actor: Actor, round_id: str, facts: Sequence[tuple[str, PlainFact]]
) -> None:
    """Report facts at the time that it is in the round; the first that is refused raises."""
    day, now_min = round_time(store, round_id)
    sent = [
        SentEvent(
            event_id=secrets.token_hex(12), at=moment_at(day, now_min), place=place, fact=fact
        )
        for place, fact in facts
    ]
    for outcome in record(store, actor, round_id, sent):
        if outcome.status is Status.refused and outcome.problem is not None:
            raise outcome.problem
    catch_up(store, round_id)  # whoever looks next sees it
