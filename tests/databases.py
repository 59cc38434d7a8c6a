"""Fresh, migrated databases for tests: SQLite files, and databases of a PostgreSQL of our own.

Import `store` into a folder's ``conftest.py``; every test that takes it runs on both.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
import pytest

from masstest.store import migrations
from masstest.store.engine import Store, open_store

KINDS = ("sqlite", "postgresql")


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh database with this version's tables, of each kind."""
    yield from _fresh(request.param, tmp_path, migrated=True)


@pytest.fixture(params=KINDS)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh database without any tables, of each kind."""
    yield from _fresh(request.param, tmp_path, migrated=False)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A fresh store, on each kind of database."""
    opened = open_store(database_url)
    yield opened
    opened.close()


def _fresh(kind: str, folder: Path, *, migrated: bool) -> Iterator[str]:
    if kind == "sqlite":
        path = folder / f"{uuid.uuid4().hex[:8]}.db"
        if migrated:
            shutil.copyfile(_sqlite_template(), path)
        yield f"sqlite:///{path}"
        return
    server = postgres_server()
    name = f"t{uuid.uuid4().hex[:12]}"
    server.run(f"CREATE DATABASE {name} TEMPLATE {_template() if migrated else 'template0'}")
    yield server.url(name)
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


fresh_database = contextmanager(_fresh)


def sqlite_copy(folder: Path) -> str:
    """The URL of a fresh SQLite database in `folder`, with this version's tables."""
    path = folder / f"{uuid.uuid4().hex[:8]}.db"
    shutil.copyfile(_sqlite_template(), path)
    return f"sqlite:///{path}"


@cache
def _sqlite_template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="masstest-sqlite-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "template.db"
    migrations.upgrade(f"sqlite:///{path}")
    return path


@cache
def _template() -> str:
    server = postgres_server()
    server.run("CREATE DATABASE migrated TEMPLATE template0")
    migrations.upgrade(server.url("migrated"))
    return "migrated"


class PostgresServer:
    """A PostgreSQL cluster in a temporary folder, reached by a Unix socket there."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="masstest-pg-"))
        if _am_root():
            shutil.chown(self.folder, "postgres", "postgres")
        data = self.folder / "data"
        self._tool("initdb", "-D", data, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        with (data / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write(
                f"listen_addresses = ''\nunix_socket_directories = '{self.folder}'\n"
                "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
                "max_connections = 60\nshared_buffers = 16MB\nautovacuum = off\n"
            )
        self._tool("pg_ctl", "-D", data, "-l", self.folder / "log", "-w", "start")

    def url(self, database: str) -> str:
        return f"postgresql://{self._user}@/{database}?host={self.folder}"

    def run(self, statement: str) -> None:
        """Run a statement outside of any transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def stop(self) -> None:
        self._tool("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _user(self) -> str:
        return "postgres" if _am_root() else os.environ.get("USER", "postgres")

    def _tool(self, name: str, *arguments: object) -> None:
        subprocess.run(
            [_binary(name), *map(str, arguments)],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            # PostgreSQL refuses to run as root
            user="postgres" if _am_root() else None,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        )


@cache
def postgres_server() -> PostgresServer:
    """The PostgreSQL of this test process, started when it is first needed."""
    server = PostgresServer()
    atexit.register(server.stop)
    return server


def _am_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _binary(name: str) -> str:
    beside_path = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = shutil.which(name) or (str(beside_path[-1]) if beside_path else None)
    assert found, f"these tests need PostgreSQL's {name}, in PATH or in /usr/lib/postgresql/*/bin"
    return found
