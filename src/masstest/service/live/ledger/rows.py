"""Events as rows of the ledger's table, and back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from masstest.live import events as e
from masstest.live.events import Event
from masstest.service.live.ledger.wire import FACT
from masstest.store.tables import LiveEvent

COLUMNS = (
    LiveEvent.number, LiveEvent.event_id, LiveEvent.at_min, LiveEvent.place, LiveEvent.person,
    LiveEvent.fact,
)  # fmt: skip
"""What `event_of` needs."""


def event_of(row: sa.Row[*tuple[Any, ...]]) -> Event:
    """The event that a row holds. It was looked at when it came: only its fact is built anew."""
    return Event.model_construct(
        event_id=row.event_id,
        at_min=row.at_min,
        place=row.place,
        person=row.person,
        fact=FACT.validate_python(row.fact),
    )


def box_column(fact: e.Fact) -> str | None:
    """The one box that a fact is about, by which its rows are found again."""
    if isinstance(fact, e.Correction):
        return None if fact.fact is None else box_column(fact.fact)
    return getattr(fact, "box_id", None)
