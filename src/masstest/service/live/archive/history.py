"""What the service itself keeps of a round: publications, alerts, proposals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from masstest.service.live.archive.plain import plain
from masstest.store.tables import (
    Alert,
    AlertRecipient,
    Proposal,
    Publication,
    StoredPlan,
    User,
)

Namer = Callable[[str | None], str | None]
"""user_id -> login, as far as it may be told."""


def namer(session: Session, *, names_people: bool) -> Namer:
    """Logins of users, or nothing for who may not know them."""
    logins: dict[str, str] = {}
    if names_people:
        logins = {row[0]: row[1] for row in session.execute(sa.select(User.user_id, User.login))}
    return lambda user_id: logins.get(user_id or "")


def publications(session: Session, round_id: str, name_of: Namer) -> list[dict[str, Any]]:
    """Every plan that was ever in force, the first one first."""
    query = (
        sa.select(Publication, StoredPlan)
        .join(StoredPlan, StoredPlan.plan_id == Publication.plan_id)
        .where(Publication.round_id == round_id)
        .order_by(Publication.number)
    )
    return [
        _row(publication, name_of) | {"plan_number": plan.number, "plan_note": plan.note}
        for publication, plan in session.execute(query).all()
    ]


def alerts(session: Session, round_id: str, name_of: Namer) -> list[dict[str, Any]]:
    """Every alert with whom it was told to and who acknowledged it."""
    recipients: dict[str, list[dict[str, Any]]] = {}
    told = (
        sa.select(AlertRecipient)
        .join(Alert, Alert.alert_id == AlertRecipient.alert_id)
        .where(Alert.round_id == round_id)
        .order_by(AlertRecipient.recipient_id)
    )
    for row in session.scalars(told):
        recipients.setdefault(row.alert_id, []).append(_row(row, name_of))
    query = sa.select(Alert).where(Alert.round_id == round_id).order_by(Alert.alert_id)
    return [
        _row(alert, name_of) | {"recipients": recipients.get(alert.alert_id, [])}
        for alert in session.scalars(query)
    ]


def proposals(session: Session, round_id: str, name_of: Namer) -> list[dict[str, Any]]:
    """Every change that was proposed, and what was decided."""
    query = sa.select(Proposal).where(Proposal.round_id == round_id).order_by(Proposal.number)
    return [_row(proposal, name_of) for proposal in session.scalars(query)]


def _row(row: Any, name_of: Namer) -> dict[str, Any]:
    """All columns of a row; users by login."""
    found = {c.key: getattr(row, c.key) for c in sa.inspect(type(row)).column_attrs}
    return {
        name: name_of(value) if name.endswith("_by") else plain(value)
        for name, value in found.items()
    }
