"""What has come since: for programs that follow a round, and for those who look it over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.service import rounds
from masstest.service.live.in_force.areas import own_streets
from masstest.service.live.in_force.round_on import RoundOn, rounds_on
from masstest.service.live.ledger.wire import time_of
from masstest.service.problems import Problem
from masstest.store.engine import Store
from masstest.store.tables import LiveEvent

MOST_AT_ONCE = 2000


@dataclass(frozen=True)
class CameIn:
    """An event as it was recorded."""

    number: int
    event_id: str
    at: dt.datetime
    place: str
    person: str
    fact: dict[str, Any]
    received_at: dt.datetime


@dataclass(frozen=True)
class CameAfter:
    """Events after a number; ask again after `next`. `more`: there are more already."""

    events: list[CameIn]
    next: int
    more: bool


def events_after(
    store: Store, actor: Actor, round_id: str, after: int, limit: int = 500
) -> CameAfter:
    """Events of a round after number `after`, for who may see all of its boxes.

    Raises
    ------
    Problem
        ``not_found``, ``forbidden``, ``no_plan_in_force`` if the round never had one.
    """
    with store.reading() as session:
        stored = rounds.get(session, actor, round_id, Permission.read_boxes)
    if own_streets(actor, stored.district, Permission.read_boxes) is not None:
        raise Problem("forbidden", permission=Permission.read_boxes.value)
    on = rounds_on(store).get(round_id)
    limit = max(1, min(limit, MOST_AT_ONCE))
    query = (
        sa.select(LiveEvent)
        .where(LiveEvent.round_id == round_id, LiveEvent.number > after)
        .order_by(LiveEvent.number)
        .limit(limit + 1)
    )
    with store.reading() as session:
        rows = session.scalars(query).all()
    events = [came_in(row, on) for row in rows[:limit]]
    return CameAfter(events, events[-1].number if events else after, len(rows) > limit)


def came_in(row: LiveEvent, on: RoundOn) -> CameIn:
    """A row of the ledger's table as it is shown."""
    at = time_of(row.at_min, on.date, on.zone)
    return CameIn(row.number, row.event_id, at, row.place, row.person, row.fact, row.received_at)
