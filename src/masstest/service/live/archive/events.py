"""All events of a round, read in portions: a line of JSON each, and a table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from masstest.domain.plan import PlanRound
from masstest.live.custody import Ledger
from masstest.service.live.ledger.rows import event_of
from masstest.service.live.ledger.wire import time_of
from masstest.store.engine import Store
from masstest.store.tables import LiveEvent

_ROWS_AT_ONCE = 2000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = (
    "number", "event_id", "at", "at_min", "kind", "place", "person", "box_id", "fact",
    "received_at",
)  # fmt: skip


@dataclass(frozen=True)
class EventFiles:
    """Where the events are written to, as far as `person` may be named."""

    lines: IO[bytes]
    table: IO[bytes]
    person: Callable[[str], str]


def last_number(store: Store, round_id: str) -> int:
    """Number of the last event of a round; 0 if there is none."""
    query = sa.select(sa.func.max(LiveEvent.number)).where(LiveEvent.round_id == round_id)
    with store.reading() as session:
        return session.scalar(query) or 0


def write_events(
    store: Store, round_id: str, day: PlanRound, until: int, into: EventFiles
) -> tuple[Ledger, float | None]:
    """Write the events until number `until`; what they come to, and the latest time of any."""
    ledger, last_min = Ledger(), None
    zone = ZoneInfo(day.timezone)
    into.table.write("\ufeff".encode())  # spreadsheets know by this that it is UTF-8
    into.table.write(_line(_COLUMNS))
    for rows in _portions(store, round_id, until):
        ledger.add([event_of(row) for row in rows])
        latest = max(row.at_min for row in rows)
        last_min = latest if last_min is None else max(last_min, latest)
        for row in rows:
            record = {
                "number": row.number,
                "event_id": row.event_id,
                "at": time_of(row.at_min, day.date, zone).isoformat(),
                "at_min": row.at_min,
                "kind": row.kind,
                "place": row.place,
                "person": into.person(row.person),
                "box_id": row.box_id,
                "fact": row.fact,
                "received_at": row.received_at.isoformat(),
            }
            into.lines.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
            fact = json.dumps(row.fact, ensure_ascii=False)
            into.table.write(_line([*(record | {"fact": fact}).values()]))
    return ledger, last_min


def _portions(store: Store, round_id: str, until: int) -> Iterator[list[Any]]:
    """Rows in the order of their numbers: each portion in a transaction of its own."""
    after = 0
    while True:
        query = (
            sa.select(
                LiveEvent.number, LiveEvent.event_id, LiveEvent.at_min, LiveEvent.kind,
                LiveEvent.place, LiveEvent.person, LiveEvent.box_id, LiveEvent.fact,
                LiveEvent.received_at,
            )
            .where(
                LiveEvent.round_id == round_id, LiveEvent.number > after,
                LiveEvent.number <= until,
            )
            .order_by(LiveEvent.number)
            .limit(_ROWS_AT_ONCE)
        )  # fmt: skip
        with store.reading() as session:
            rows = list(session.execute(query).all())
        if not rows:
            return
        yield rows
        after = rows[-1].number


def _line(values: Any) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow([_harmless(value) for value in values])
    return out.getvalue().encode()


def _harmless(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula, marked as text."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
