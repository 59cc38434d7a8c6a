"""Alerts kept in step with what is the case: opened, raised, escalated and closed.

Whoever judges a round does so from a state of its events, which has a number. One transaction at
a time applies a judgement, and one from an older state than the last is dropped: so several
servers can judge the same round, and nobody is told anything twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from masstest.live.alerts import Condition, conditions
from masstest.service.live.alerts.changing import Changes, Work, condition_key
from masstest.service.live.board.boards import boards
from masstest.service.live.desk.projection import projections
from masstest.service.live.outbox.mail_receivers import MailReceiver
from masstest.store.engine import Store
from masstest.store.tables import Alert, AlertWatch, StoredRound

AGAIN_AFTER_MIN = 10.0
"""Who calls again so long after a call that was acknowledged is told anew (BG)."""
_LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Judgement:
    """All that is the case in a round, as of its event `event_number`."""

    round_id: str
    event_number: int
    conditions: Sequence[Condition]


def refresh(
    store: Store,
    round_id: str,
    now: dt.datetime,
    *,
    mail_to: Sequence[MailReceiver] = (),
) -> Changes:
    """Judge a round and bring its alerts up to date: all of it, or nothing.

    Raises
    ------
    Problem
        ``no_plan_in_force`` if the round never had one.
    """
    found = judgement(store, round_id)
    with store.writing() as session:
        return apply(session, found, now, mail_to=mail_to)


def judgement(store: Store, round_id: str) -> Judgement:
    """What is the case, as the board shows it at this moment."""
    with store.reading() as session:
        told = {condition_key(key) for key in session.scalars(_open_keys(round_id))}
    shown = boards(store).get(round_id, None)
    projection = projections(store).of(round_id)
    with projection.lock:
        found = conditions(
            projection.day,
            projection.ledger,
            shown.board.now_min,
            told=told,
            shown=shown.board,
        )
    # the ledger may know more than the board by now; what counts is what both know
    return Judgement(round_id, shown.number, found)


def apply(
    session: Session,
    found: Judgement,
    now: dt.datetime,
    *,
    mail_to: Sequence[MailReceiver] = (),
) -> Changes:
    """Bring a round's alerts in step with a judgement, in the caller's transaction."""
    if not _take_turn(session, found, now):
        return Changes()
    stored = session.get_one(StoredRound, found.round_id)
    work = Work(session, stored, now, mail_to)
    now_open = {condition_key(alert.key): alert for alert in _open(session, found.round_id)}
    holding = {condition.key: condition for condition in found.conditions}
    for key, alert in now_open.items():
        if key not in holding:
            work.absent(alert)
    fresh = []
    for key, condition in holding.items():
        present = now_open.get(key)
        if present is not None and not _called_again(present, condition):
            work.present(present, condition)
            continue
        if present is not None:
            work.close(present)
        fresh.append(condition)
    work.open(fresh)
    work.write()
    return work.changes


def _take_turn(session: Session, found: Judgement, now: dt.datetime) -> bool:
    """Wait until nobody else applies a judgement of this round; false if a later one was."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(
        insert(AlertWatch)
        .values(round_id=found.round_id, event_number=0, judged_at=_LONG_AGO)
        .on_conflict_do_nothing()
    )
    watch = session.get_one(
        AlertWatch, found.round_id, with_for_update=True, populate_existing=True
    )
    if watch.event_number > found.event_number:
        return False
    watch.event_number, watch.judged_at = found.event_number, now
    return True


def _open(session: Session, round_id: str) -> Sequence[Alert]:
    return session.scalars(
        sa.select(Alert)
        .where(Alert.round_id == round_id, Alert.closed_at.is_(None))
        .order_by(Alert.alert_id)
        .with_for_update()  # whoever acknowledges one waits
        .execution_options(populate_existing=True)
    ).all()


def _open_keys(round_id: str) -> sa.Select[str]:
    return sa.select(Alert.key).where(Alert.round_id == round_id, Alert.closed_at.is_(None))


def _called_again(alert: Alert, condition: Condition) -> bool:
    """Whether people said anew what had been acknowledged."""
    if alert.acknowledged_at is None or condition.raised_min is None:
        return False
    said_min: float = alert.facts["raised_min"]
    return condition.raised_min - said_min >= AGAIN_AFTER_MIN
