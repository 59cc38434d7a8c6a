"""The tables' history: Alembic revisions that come with the package, up and down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from masstest.store.engine import CANNOT_BE_OPENED, Store, new_engine, normalised, shown
from masstest.store.unusable import StoreUnusable
from masstest.text import N_

# any number, the same for everybody: one migration at a time on PostgreSQL
_ADVISORY_LOCK = 1184_0001


@cache
def head() -> str:
    """The revision that this version of masstest needs."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None
    return revision


def current(database_url: str) -> str | None:
    """The revision that a database is at; none if it has no tables yet.

    Raises
    ------
    StoreUnusable
        If the database can't be reached.
    """
    url = normalised(database_url)
    try:
        if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
            return None
    except OSError as error:  # a folder of another account
        raise StoreUnusable(CANNOT_BE_OPENED, database=shown(url), reason=error.strerror) from error
    store = Store(new_engine(url), url)
    try:
        with store.reading() as session:
            return MigrationContext.configure(session.connection()).get_current_revision()
    except sa.exc.DatabaseError as error:
        raise StoreUnusable(CANNOT_BE_OPENED, database=shown(url), reason=error.orig) from error
    finally:
        store.close()


def upgrade(database_url: str, revision: str = "head") -> None:
    """Bring a database's tables up to `revision`, keeping what is in them."""
    with changing(database_url) as change:
        change.up(revision)


def downgrade(database_url: str, revision: str) -> None:
    """Take a database's tables back to `revision`; ``base`` removes them all."""
    with changing(database_url) as change:
        change.down(revision)


@dataclass(frozen=True)
class Change:
    """A transaction in which tables are changed, alone: all of it happens, or nothing."""

    connection: Connection

    def up(self, revision: str) -> None:
        found = MigrationContext.configure(self.connection).get_current_revision()
        if found is not None and found not in revisions():
            raise StoreUnusable(
                N_(
                    "The database {database} is at revision {found}, which this version of "
                    "masstest doesn't know: it was made by a newer one. Install that, or restore "
                    "a backup into another database."
                ),
                database=shown(self.connection.engine.url),
                found=found,
            )
        command.upgrade(_config(self.connection), revision)

    def down(self, revision: str) -> None:
        command.downgrade(_config(self.connection), revision)


@contextmanager
def changing(database_url: str) -> Iterator[Change]:
    """Change a database's tables; two who try at once do so one after the other.

    Raises
    ------
    StoreUnusable
        If the database can't be reached.
    """
    url = normalised(database_url)
    # SQLite changes a table by rebuilding it, which foreign keys would take for a deletion
    engine = new_engine(url, foreign_keys=False)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
            yield Change(connection)
            _refuse_broken_references(connection)
    except sa.exc.OperationalError as error:
        raise StoreUnusable(CANNOT_BE_OPENED, database=shown(url), reason=error.orig) from error
    finally:
        engine.dispose()


def revisions() -> list[str]:
    """All revisions that this version of masstest knows, oldest first."""
    scripts = ScriptDirectory.from_config(_config())
    return [script.revision for script in scripts.walk_revisions()][::-1]


def _refuse_broken_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise StoreUnusable(
                N_("The migration would break references: {broken}"), broken=broken[:3]
            )


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
