"""The outbox: what has to be sent for alerts, to whom, and how far it has come.

A row is made in the transaction of its alert, so that neither is there without the other. Whoever
sends claims rows first. A webhook that was being sent when its server died is sent again under
the same number, so that the receiver can tell; a mail can't say that, so it is left
``unconfirmed`` rather than sent twice.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from masstest.sending import Outcome, Sent
from masstest.service.live.outbox.audience import Addressed, is_for
from masstest.service.live.outbox.mail_receivers import MailReceiver
from masstest.store.engine import Store
from masstest.store.tables import Alert, Delivery, StoredRound, Webhook

CLAIM_LASTS = dt.timedelta(minutes=5)
"""Longer than sending can take: who hasn't said anything until then is dead."""
MOST_AT_ONCE = 8
_FIRST_WAIT_S = 30.0
_LONGEST_WAIT_S = 3600.0
MOST_ATTEMPTS = 13
"""With the waits between them they last some six hours."""
_SPREAD = (0.8, 1.2)


@dataclass(frozen=True)
class Parcel:
    """All that is needed to send one delivery, outside of any transaction."""

    delivery_id: str
    attempt: int
    channel: str
    receiver: str
    level: int
    alert: Alert
    round: StoredRound
    webhook: Webhook | None


def enqueue(
    session: Session,
    told: Iterable[tuple[Alert, Sequence[Addressed]]],
    district: str,
    now: dt.datetime,
    *,
    mail_to: Sequence[MailReceiver] = (),
) -> None:
    """Put what alerts have to be sent for, at the level each has reached, into the outbox.

    Webhooks of the district get every level; an address only those levels at which somebody in
    whose place it stands is among the rows that came with the level.
    """
    hooks = session.scalars(
        sa.select(Webhook).where(Webhook.is_active, Webhook.district.in_(["", district]))
    ).all()
    for alert, rows in told:
        receivers = [
            ("webhook", hook.webhook_id)
            for hook in hooks
            if not hook.kinds or alert.kind in hook.kinds
        ]
        receivers += [
            ("mail", address)
            for address, grants in mail_to
            if any(is_for(grant, row, district) for grant in grants for row in rows)
        ]
        session.add_all(
            Delivery(
                alert_id=alert.alert_id,
                channel=channel,
                receiver=receiver,
                level=alert.level,
                next_at=now,
            )
            for channel, receiver in receivers
        )


def claim(
    store: Store, claimant: str, now: dt.datetime, *, most: int = MOST_AT_ONCE
) -> list[Parcel]:
    """Take what is due, so that nobody else sends it; what a dead sender left is looked after."""
    with store.reading() as session:  # nearly always there is nothing: no lock for that
        if session.scalar(_due(now).limit(1)) is None and (
            session.scalar(_left(now).limit(1)) is None
        ):
            return []
    with store.writing() as session:
        _take_back(session, now)
        due = session.scalars(
            _due(now).order_by(Delivery.next_at).limit(most).with_for_update(skip_locked=True)
        ).all()
        if not due:
            return []
        session.execute(
            sa.update(Delivery)
            .where(Delivery.delivery_id.in_(due))
            .values(
                state="sending",
                claimed_by=claimant,
                claimed_at=now,
                attempts=Delivery.attempts + 1,
            )
        )
        return _parcels(session, due)


def finish(store: Store, parcel: Parcel, claimant: str, outcome: Outcome, now: dt.datetime) -> str:
    """Note how sending came out; the state that the delivery is now in."""
    state, next_at = outcome.sent.value, now
    if outcome.sent is Sent.again:
        wait = wait_before(parcel.attempt + 1)
        state = "failed" if wait is None else "waiting"
        next_at = now + (wait or dt.timedelta())
    with store.writing() as session:
        session.execute(
            sa.update(Delivery)
            .where(
                Delivery.delivery_id == parcel.delivery_id,
                Delivery.state == "sending",
                Delivery.claimed_by == claimant,
                Delivery.attempts == parcel.attempt,
            )
            .values(
                state=state,
                next_at=next_at,
                problem=outcome.problem,
                sent_at=now if outcome.sent is Sent.sent else None,
            )
        )
    return state


def wait_before(attempt: int, spread: float | None = None) -> dt.timedelta | None:
    """How long to wait before the second, third, ... attempt; None: it was the last one.

    Twice as long each time up to an hour, a little more or less each, so that what failed
    together doesn't come back together.
    """
    if attempt > MOST_ATTEMPTS:
        return None
    seconds = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2 ** (attempt - 2))
    factor = random.uniform(*_SPREAD) if spread is None else spread  # nosec B311  no secret
    return dt.timedelta(seconds=seconds * factor)


def _due(now: dt.datetime) -> sa.Select[str]:
    return sa.select(Delivery.delivery_id).where(
        Delivery.state == "waiting", Delivery.next_at <= now
    )


def _left(now: dt.datetime) -> sa.Select[str]:
    return sa.select(Delivery.delivery_id).where(
        Delivery.state == "sending", Delivery.claimed_at < now - CLAIM_LASTS
    )


def _take_back(session: Session, now: dt.datetime) -> None:
    left = sa.and_(Delivery.state == "sending", Delivery.claimed_at < now - CLAIM_LASTS)
    for channel, state in (("webhook", "waiting"), ("mail", "unconfirmed")):
        session.execute(
            sa.update(Delivery)
            .where(left, Delivery.channel == channel)
            .values(state=state, next_at=now, problem="the sender stopped")
        )


def _parcels(session: Session, delivery_ids: Sequence[str]) -> list[Parcel]:
    rows = session.execute(
        sa.select(Delivery, Alert, StoredRound, Webhook)
        .join(Alert, Alert.alert_id == Delivery.alert_id)
        .join(StoredRound, StoredRound.round_id == Alert.round_id)
        .outerjoin(
            Webhook,
            sa.and_(Delivery.channel == "webhook", Webhook.webhook_id == Delivery.receiver),
        )
        .where(Delivery.delivery_id.in_(delivery_ids))
        .execution_options(populate_existing=True)
    )
    return [
        Parcel(
            delivery.delivery_id,
            delivery.attempts,
            delivery.channel,
            delivery.receiver,
            delivery.level,
            alert,
            round_,
            webhook,
        )
        for delivery, alert, round_, webhook in rows
    ]
