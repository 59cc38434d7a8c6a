"""Old rounds go while the service runs, if the office wants that."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import sqlalchemy as sa

from databases import sqlite_copy
from masstest.serving.upkeep import Upkeep
from masstest.store.engine import Store, open_store
from masstest.store.tables import AuditEntry, LoginAttempt, StoredRound
from masstest.store.tables.base import utc_now
from service_cases import valid_case
from serving.running import eventually


def old_round(folder: Path) -> Store:
    """A store with a round of a month ago."""
    store = open_store(sqlite_copy(folder))
    valid_case(store)
    with store.writing() as session:
        month_ago = utc_now() - dt.timedelta(days=31)
        session.execute(sa.update(StoredRound).values(created_at=month_ago, date=month_ago.date()))
    return store


def rounds_left(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(StoredRound)) or 0


def test_what_is_older_than_kept_is_removed_and_told(tmp_path: Path) -> None:
    store = old_round(tmp_path)
    with Upkeep(store, 40, every_s=0.05):
        pass
    assert rounds_left(store) == 1
    with Upkeep(store, 30):
        eventually(lambda: rounds_left(store) == 0)
    with store.reading() as session:
        assert "store.prune" in session.scalars(sa.select(AuditEntry.action)).all()
    store.close()


def test_no_round_is_removed_unless_that_is_wanted_but_old_logins_are(tmp_path: Path) -> None:
    store = old_round(tmp_path)
    with store.writing() as session:
        session.add(LoginAttempt(subject="login:li", at=utc_now() - dt.timedelta(days=2)))

    def attempts_left() -> int:
        with store.reading() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(LoginAttempt)) or 0

    with Upkeep(store, 0):
        eventually(lambda: attempts_left() == 0)
    assert rounds_left(store) == 1
    store.close()
