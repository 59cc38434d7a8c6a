"""Alerts as those see them whom they concern: recipients, and who oversees the district."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.live.alerts import Severity
from masstest.service import rounds
from masstest.service.live.outbox.audience import addressed_to, oversees
from masstest.service.paging import Page, page_of
from masstest.service.permits import require
from masstest.service.problems import not_found
from masstest.store.tables import Alert, AlertRecipient, StoredRound

State = Literal["open", "closed", "all"]
_MOST_SHOWN = 500


@dataclass(frozen=True)
class Told:
    """An alert with whom it was told to, and the round that it is of."""

    alert: Alert
    recipients: Sequence[AlertRecipient]
    round: StoredRound


def list_page(
    session: Session,
    actor: Actor,
    round_id: str,
    *,
    state: State = "all",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Told]:
    """The alerts of a round that `actor` may see, newest first."""
    stored = rounds.get(session, actor, round_id, Permission.acknowledge_alerts)
    page = page_of(session, _seen_by(actor, stored, state), Alert.alert_id, cursor, limit)
    return Page(_with_recipients(session, page.items, stored), page.next_cursor)


def worst_first(session: Session, actor: Actor, round_id: str) -> list[Told]:
    """What is open: not acknowledged before acknowledged, red before amber, then as it was
    escalated, the oldest first."""
    stored = rounds.get(session, actor, round_id, Permission.acknowledge_alerts)
    order = (
        Alert.acknowledged_at.is_not(None),
        Alert.severity != Severity.red.value,
        Alert.level.desc(),
        Alert.alert_id,
    )
    query = _seen_by(actor, stored, "open").order_by(*order).limit(_MOST_SHOWN)
    return _with_recipients(session, session.scalars(query).all(), stored)


def get(session: Session, actor: Actor, alert_id: str, *, for_update: bool = False) -> Told:
    """An alert.

    Raises
    ------
    Problem
        ``not_found``, also for whom it doesn't concern.
    """
    require(actor, Permission.acknowledge_alerts)
    found = session.get(
        Alert, alert_id, with_for_update=for_update or None, populate_existing=for_update
    )
    if found is None:
        raise not_found("alert")
    stored = rounds.get(session, actor, found.round_id, Permission.acknowledge_alerts)
    seen = _seen_by(actor, stored, "all").where(Alert.alert_id == alert_id)
    if session.scalar(seen.with_only_columns(Alert.alert_id)) is None:
        raise not_found("alert")
    return _with_recipients(session, [found], stored)[0]


def _seen_by(actor: Actor, stored: StoredRound, state: State) -> sa.Select[Alert]:
    query: sa.Select[Alert] = sa.select(Alert).where(Alert.round_id == stored.round_id)
    if state != "all":
        over = Alert.closed_at.is_not(None)
        query = query.where(over if state == "closed" else ~over)
    if oversees(actor, stored.district):
        return query
    told = sa.select(AlertRecipient.alert_id).where(addressed_to(actor, stored.district))
    return query.where(Alert.alert_id.in_(told))


def _with_recipients(session: Session, alerts: Sequence[Alert], stored: StoredRound) -> list[Told]:
    rows: dict[str, list[AlertRecipient]] = {alert.alert_id: [] for alert in alerts}
    query = (
        sa.select(AlertRecipient)
        .where(AlertRecipient.alert_id.in_(rows))
        .order_by(AlertRecipient.level, AlertRecipient.recipient_id)
    )
    for row in session.scalars(query):
        rows[row.alert_id].append(row)
    return [Told(alert, rows[alert.alert_id], stored) for alert in alerts]
