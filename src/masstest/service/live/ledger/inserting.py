"""Rows into the ledger's table, those that are there already left as they are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from masstest.store.tables import LiveEvent

_TABLE = LiveEvent.__table__
assert isinstance(_TABLE, sa.Table)
_KEY = [_TABLE.c.round_id, _TABLE.c.event_id]

# One text however many rows there are: it is prepared once. Rows come in their order. A fact
# is a text in them: a NUL in what somebody wrote stays escaped, as JSON has it.
_POSTGRESQL = sa.text(
    """
    INSERT INTO live_events
      (round_id, event_id, at_min, kind, place, person, box_id, fact, user_id, received_at)
    SELECT round_id, event_id, at_min, kind, place, person, box_id, CAST(fact AS json), user_id,
      received_at
    FROM json_to_recordset(CAST(:rows AS json)) AS each
      (round_id text, event_id text, at_min double precision, kind text, place text, person text,
       box_id text, fact text, user_id text, received_at timestamptz)
    ON CONFLICT (round_id, event_id) DO NOTHING
    RETURNING round_id, event_id
    """
)
_SQLITE = sqlite.insert(_TABLE).on_conflict_do_nothing(index_elements=_KEY).returning(*_KEY)


def insert(session: Session, rows: Sequence[dict[str, Any]]) -> set[tuple[str, str]]:
    """Insert rows of `LiveEvent`; (round, event) of those that weren't there."""
    if not rows:
        return set()
    connection = session.connection()
    if session.get_bind().dialect.name == "postgresql":
        content = json.dumps([row | {"fact": json.dumps(row["fact"])} for row in rows], default=str)
        inserted = connection.execute(_POSTGRESQL, {"rows": content})
    else:
        inserted = connection.execute(_SQLITE, rows)
    return {(round_id, event_id) for round_id, event_id in inserted}
