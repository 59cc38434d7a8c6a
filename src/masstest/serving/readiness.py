"""Whether the service can do its work now: the database answers, and somebody takes jobs."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from masstest.jobs import presence
from masstest.store.engine import Store


class Readiness(NamedTuple):
    """`database` answers; `workers` have been heard of lately. Without workers, plans wait."""

    database: bool
    workers: int

    @property
    def ready(self) -> bool:
        return self.database and self.workers > 0


def readiness(store: Store, *, dead_after_s: float) -> Readiness:
    """Ask the database, and it for workers with a fresh heartbeat."""
    try:
        with store.reading() as session:
            return Readiness(True, len(presence.alive(session, dead_after_s=dead_after_s)))
    except sa.exc.DBAPIError:
        return Readiness(database=False, workers=0)
