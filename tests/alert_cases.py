"""Conditions and rounds for tests of alerts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from masstest.live.alerts import Condition, Kind, Severity
from masstest.service.live.alerts import Judgement, apply
from masstest.service.live.alerts.changing import Changes
from masstest.service.live.outbox.mail_receivers import MailReceiver
from masstest.store.engine import Store
from masstest.store.tables import Alert, AlertRecipient, Delivery

NINE = dt.datetime(2022, 3, 10, 1, 0, tzinfo=dt.UTC)  # 09:00 in Shanghai

LATE = Condition(
    kind=Kind.late_point,
    about="P1",
    severity=Severity.amber,
    subject="P1",
    cause="not_open",
    owner="point_lead",
    action="call_the_point",
    street="S",
    community="K",
    facts={"point": "P1 School", "opens_at_min": 420.0, "persons": 300},
)
POSITIVE = Condition(
    kind=Kind.pool_positive,
    about="T7",
    severity=Severity.red,
    subject="T7",
    cause="pool_positive",
    owner="street_official",
    action="seal_off_and_retest",
    street="S",
    community="K",
    facts={
        "tube": "T7", "box": "B1", "point": "P1 School", "lab": "L1", "persons": 9,
        "reported_at_min": 540.0, "sampled_at_min": None, "due_at_min": 960.0,
    },
)  # fmt: skip


def help_at(at_min: float) -> Condition:
    return Condition(
        kind=Kind.help_needed,
        about="P1",
        severity=Severity.red,
        subject="P1",
        cause="said_why",
        owner="coordinator",
        action="call_back",
        street="S",
        facts={"point": "P1", "called_at_min": at_min, "text": "Wang Li (13900000000) fell"},
        raised_min=at_min,
    )


def judge(
    store: Store,
    round_id: str,
    minutes: float,
    *conditions: Condition,
    number: int = 1,
    mail_to: Sequence[MailReceiver] = (),
) -> Changes:
    """Apply a judgement so many minutes after nine."""
    now = NINE + dt.timedelta(minutes=minutes)
    with store.writing() as session:
        return apply(session, Judgement(round_id, number, conditions), now, mail_to=mail_to)


def alerts(store: Store) -> list[Alert]:
    with store.reading() as session:
        return list(session.scalars(sa.select(Alert).order_by(Alert.alert_id)))


def recipients(store: Store, alert_id: str) -> list[AlertRecipient]:
    with store.reading() as session:
        return list(
            session.scalars(
                sa.select(AlertRecipient)
                .where(AlertRecipient.alert_id == alert_id)
                .order_by(AlertRecipient.recipient_id)
            )
        )


def told_to(store: Store, level: int | None = None) -> set[tuple[str, str, str]]:
    """Role, scope and place of whom the only alert was told to."""
    (alert,) = alerts(store)
    return {
        (row.role, row.scope, row.place)
        for row in recipients(store, alert.alert_id)
        if level in (None, row.level)
    }


def outbox(store: Store) -> list[dict[str, Any]]:
    with store.reading() as session:
        rows = session.scalars(sa.select(Delivery).order_by(Delivery.delivery_id))
        return [
            {column.key: getattr(row, column.key) for column in Delivery.__table__.columns}
            for row in rows
        ]
