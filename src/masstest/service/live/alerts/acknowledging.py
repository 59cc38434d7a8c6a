"""Somebody says: I know, I see to it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from masstest.access.actor import Actor
from masstest.access.roles import Scope
from masstest.live.alerts import DOUBLE_PUSH
from masstest.service.live.alerts.reading import Told, get
from masstest.service.live.outbox.audience import has_account, oversees, own_rows
from masstest.service.problems import Problem
from masstest.service.versions import check_version
from masstest.store import audit
from masstest.store.tables import AlertRecipient
from masstest.store.tables.base import utc_now


def acknowledge(session: Session, actor: Actor, alert_id: str, version: int) -> Told:
    """Acknowledge an alert as it was seen, for each recipient that `actor` is.

    Most alerts are acknowledged when one recipient has, or somebody who oversees the district. A
    double push is when the locality and the supervising office each have. For a street in which
    nobody has an account the office answers, once it has phoned.

    Raises
    ------
    Problem
        ``not_found``; ``precondition_failed`` if the alert has changed since it was seen;
        ``not_recipient`` if it is others who have to acknowledge it.
    """
    told = get(session, actor, alert_id, for_update=True)
    alert = told.alert
    check_version(alert.version, version)
    mine = _answered_by(session, actor, told)
    if mine is None:
        raise Problem("not_recipient")
    new = [row for row in mine if row.acknowledged_at is None]
    complete = alert.kind not in DOUBLE_PUSH or _both_sides(told.recipients, mine)
    if alert.acknowledged_at is not None or (not new and not complete):
        return told  # said before
    now = utc_now()
    for row in new:
        row.acknowledged_at, row.acknowledged_by = now, actor.user_id
    if complete:
        alert.acknowledged_at, alert.acknowledged_by = now, actor.user_id
        alert.escalates_at = None
    session.flush()
    audit.record(
        session, actor, "alert.acknowledge", f"round:{alert.round_id}",
        alert=alert.alert_id, key=alert.key, severity=alert.severity, level=alert.level,
    )  # fmt: skip
    return told


def may_acknowledge(actor: Actor, told: Told) -> bool:
    """Whether `actor` still has something to acknowledge here."""
    alert, district = told.alert, told.round.district
    if alert.acknowledged_at is not None or alert.closed_at is not None:
        return False
    mine = own_rows(actor, told.recipients, district)
    if alert.kind in DOUBLE_PUSH:
        return any(row.acknowledged_at is None for row in mine)
    return bool(mine) or oversees(actor, district)


def _answered_by(session: Session, actor: Actor, told: Told) -> list[AlertRecipient] | None:
    """The recipients that `actor` answers for; None: they have no say here."""
    district = told.round.district
    mine = own_rows(actor, told.recipients, district)
    if told.alert.kind not in DOUBLE_PUSH:
        return mine if mine or oversees(actor, district) else None
    if any(row.scope == Scope.district for row in mine):
        street = [row for row in told.recipients if row.scope == Scope.street]
        if not has_account(session, street, district):
            mine += [row for row in street if row not in mine]
    return mine or None


def _both_sides(rows: Sequence[AlertRecipient], now_acknowledged: Sequence[AlertRecipient]) -> bool:
    """Whether somebody of each area that was told at once has acknowledged."""
    first = [row for row in rows if row.level == 0]
    done = {
        row.scope for row in first if row.acknowledged_at is not None or row in now_acknowledged
    }
    return {row.scope for row in first} <= done
