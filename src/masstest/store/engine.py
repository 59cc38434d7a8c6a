"""Connections to the database, and the two kinds of transaction: reading and writing."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psycopg
import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from masstest.store import audit
from masstest.store.unusable import StoreUnusable
from masstest.store.withdrawals import Withdrawals, withdrawn_in
from masstest.text import N_

_BUSY_TIMEOUT_S = 30
_IDLE_S = 60
_MODE = "masstest_mode"
_FORMS = "sqlite:///path/to/file, postgresql://user:password@host/name"
CANNOT_BE_OPENED = N_("The database {database} can't be opened: {reason}")


@dataclass(frozen=True)
class Store:
    """An open database. Sessions come from `reading` and `writing` and nowhere else."""

    engine: Engine
    url: URL

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view of the database; whatever tries to write in it fails."""
        with Session(self._reader) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction: committed at the end of the block, rolled back on any exception.

        What was recorded for the audit is appended to its chain just before the commit, so
        that writers wait for each other there for as short a time as possible.
        """
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session
            audit.append_recorded(session)
        withdrawn = withdrawn_in(session)
        if withdrawn:
            self.withdrawals.note(withdrawn)

    def close(self) -> None:
        self.engine.dispose()

    @cached_property
    def withdrawals(self) -> Withdrawals:
        """Of this process."""
        return Withdrawals()

    @cached_property
    def _reader(self) -> Engine:
        if self.engine.dialect.name == "sqlite":
            return self.engine.execution_options(**{_MODE: "read"})
        return self.engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    @cached_property
    def _writer(self) -> Engine:
        return self.engine.execution_options(**{_MODE: "write"})


def open_store(database_url: str) -> Store:
    """Open a database whose tables are those of this version.

    Raises
    ------
    StoreUnusable
        If its tables are older or newer than this version's, or it isn't there.
    """
    from masstest.store import migrations

    found, head = migrations.current(database_url), migrations.head()
    if found != head:
        raise StoreUnusable(
            N_(
                "The database {database} is at revision {found}, and this version of masstest "
                "needs {head}: `masstest serve` upgrades it."
            ),
            database=shown(database_url),
            found=found or "–",
            head=head,
        )
    url = normalised(database_url)
    return Store(new_engine(url), url)


def normalised(database_url: str | URL) -> URL:
    """`database_url` with the driver that we use: psycopg for PostgreSQL.

    Raises
    ------
    StoreUnusable
        If it is no URL, or another kind of database's.
    """
    try:
        url = make_url(database_url)
    except (sa.exc.ArgumentError, ValueError) as error:
        # not the URL itself: nobody knows where in it the password is
        raise StoreUnusable(
            N_("This is no database URL. The forms are: {forms}"), forms=_FORMS
        ) from error
    name = url.get_backend_name()
    if name in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    if name == "sqlite" and url.database not in (None, "", ":memory:"):
        return url.set(drivername="sqlite")
    raise StoreUnusable(
        N_("{database} isn't a database that masstest can use. The forms are: {forms}"),
        database=shown(database_url),
        forms=_FORMS,
    )


def shown(database_url: str | URL) -> str:
    """A URL as it may be shown: without its password."""
    return make_url(database_url).render_as_string(hide_password=True)


def new_engine(url: URL, *, foreign_keys: bool = True) -> Engine:
    """An engine for `url`; `foreign_keys` are off for migrations only.

    The values of a statement that fails (hashes of passwords and keys, phones) stay out of its
    exception, and so out of the logs.
    """
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url, foreign_keys)
    engine = sa.create_engine(
        url,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=20,
        hide_parameters=True,
        connect_args={"client_encoding": "utf8"},
    )

    @event.listens_for(engine, "connect")
    def _bound(connection: psycopg.Connection, _: ConnectionPoolEntry) -> None:
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":  # what `createdb` makes where the system has no language
            raise StoreUnusable(
                N_(
                    "The database {database} keeps {encoding} instead of UTF8. Make it anew: "
                    "{command}"
                ),
                database=shown(url),
                encoding=encoding,
                command="createdb --encoding UTF8 --template template0",
            )
        # a machine that dies in a transaction must not keep its locks for the hours that TCP
        # takes to notice
        with connection.cursor() as cursor:
            cursor.execute(f"SET idle_in_transaction_session_timeout = '{_IDLE_S}s'")
        connection.commit()

    return engine


def _sqlite_engine(url: URL, foreign_keys: bool) -> Engine:
    assert url.database is not None
    path = Path(url.database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)  # phones and hashes of passwords; SQLite's other files follow it
    except OSError as error:
        raise StoreUnusable(CANNOT_BE_OPENED, database=shown(url), reason=error.strerror) from error
    engine = sa.create_engine(url, connect_args={"timeout": _BUSY_TIMEOUT_S}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        # the driver's own transactions begin too late and in the wrong mode: we begin them
        connection.isolation_level = None
        _use_wal(connection)
        # FULL: what was answered as done is still there after a power cut
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get(_MODE, "write")
        connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if mode == 'read' else 'OFF'}")
        # IMMEDIATE: a transaction that will write never fails half-way for want of the lock
        connection.exec_driver_sql("BEGIN" if mode == "read" else "BEGIN IMMEDIATE")

    return engine


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch a file to WAL. Where two do so at once SQLite doesn't wait for the lock: we do."""
    give_up_at = time.monotonic() + _BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # the low byte: "busy" has a variant for a file that another process is recovering
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > give_up_at:
                raise
            time.sleep(0.02)
        else:
            return
