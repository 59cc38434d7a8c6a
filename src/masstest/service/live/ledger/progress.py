"""How far the ledger of a round is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from masstest.store.engine import Store
from masstest.store.tables import LiveEvent, Publication


@dataclass(frozen=True)
class Progress:
    """`number` of the last event and when it came; `publication`: the number of the plan in
    force."""

    number: int
    at: dt.datetime | None
    publication: int | None


def progress(store: Store, round_id: str) -> Progress:
    """How far a round is. Rights are the caller's business."""
    last = (
        sa.select(LiveEvent.number, LiveEvent.received_at)
        .where(LiveEvent.round_id == round_id)
        .order_by(LiveEvent.number.desc())
        .limit(1)
    )
    in_force = sa.select(Publication.number).where(
        Publication.round_id == round_id, Publication.withdrawn_at.is_(None)
    )
    with store.reading() as session:
        row = session.execute(last).first()
        publication = session.scalar(in_force)
    return Progress(row.number if row else 0, row.received_at if row else None, publication)
