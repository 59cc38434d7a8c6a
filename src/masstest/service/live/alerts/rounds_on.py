"""Which rounds are looked after: those in force that reports come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from masstest.store.engine import Store
from masstest.store.tables import Alert, LiveEvent, Publication, StoredRound

PLAYED_WITHIN = dt.timedelta(minutes=15)
"""A day that isn't today is being played as long as something comes."""
_LONGEST = dt.timedelta(hours=36)  # a round is over by then


def rounds_to_watch(store: Store, now: dt.datetime) -> Sequence[str]:
    """The rounds with a plan in force and at least one report, of which it is the day.

    A day that is being played counts as well, and so does an alert that was opened lately: it is
    closed, or escalated, even if nothing more comes.
    """
    today = now.date()
    is_the_day = StoredRound.date.between(
        today - dt.timedelta(days=1), today + dt.timedelta(days=1)
    )
    latest = (
        sa.select(LiveEvent.received_at)
        .where(LiveEvent.round_id == Publication.round_id)
        .order_by(LiveEvent.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    has_open_alert = sa.exists().where(
        Alert.round_id == Publication.round_id,
        Alert.closed_at.is_(None),
        Alert.opened_at > now - _LONGEST,
    )
    with store.reading() as session:
        return session.scalars(
            sa.select(Publication.round_id)
            .join(StoredRound, StoredRound.round_id == Publication.round_id)
            .where(
                Publication.withdrawn_at.is_(None),
                latest.is_not(None),
                sa.or_(is_the_day, latest > now - PLAYED_WITHIN, has_open_alert),
            )
        ).all()
