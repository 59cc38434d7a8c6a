"""Fresh, migrated databases for tests: SQLite files, and databases of a PostgreSQL of our own.

Import `store` into a folder's ``conftest.py``; every test that takes it runs on both. What is in
every database from the start is made once for each test process, and copied.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from masstest.access.roles import Role
from masstest.store import migrations
from masstest.store.engine import Store, open_store
from once import once
from service_cases import Person, make_people

KINDS = ("sqlite", "postgresql")
_MEMORY, _ROOM_BYTES = Path("/dev/shm"), 2_000_000_000


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a fresh database with this version's tables, of each kind.

    If the test takes `people` as well, they are in it already.
    """
    content = _with_people if "people" in request.fixturenames else _with_tables
    with _folder() as folder:
        yield from _passing(request.param, folder, content(request.param).url)


@pytest.fixture(params=KINDS)
def empty_database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a fresh database without any tables, of each kind."""
    with _folder() as folder:
        yield from _passing(request.param, folder, None)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A fresh store, on each kind of database."""
    opened = open_store(database_url)
    yield opened
    opened.close()


@pytest.fixture
def people(database_url: str) -> dict[Role, Person]:
    """One person of every role, in the test's database."""
    return dict(_with_people(database_url.partition(":")[0]).people)


def _fresh(kind: str, folder: Path, *, migrated: bool) -> Iterator[str]:
    yield from _passing(kind, folder, _with_tables(kind).url if migrated else None)


fresh_database = contextmanager(_fresh)


def sqlite_copy(folder: Path) -> str:
    """The URL of a fresh SQLite database in `folder`, with this version's tables."""
    return _copy("sqlite", folder, _with_tables("sqlite").url)


def _passing(kind: str, folder: Path, original: str | None) -> Iterator[str]:
    url = _copy(kind, folder, original)
    yield url
    if kind == "postgresql":
        postgres_server().run(f"DROP DATABASE {_name(url)} WITH (FORCE)")


def _copy(kind: str, folder: Path, original: str | None) -> str:
    """The URL of a new database like the `original`, or of an empty one."""
    name = f"t{uuid.uuid4().hex[:12]}"
    if kind == "sqlite":
        path = folder / f"{name}.db"
        if original:
            shutil.copyfile(original.removeprefix("sqlite:///"), path)
        return f"sqlite:///{path}"
    template = _name(original) if original else "template0"
    postgres_server().run(f"CREATE DATABASE {name} TEMPLATE {template}")
    return postgres_server().url(name)


def _name(postgres_url: str) -> str:
    return urlsplit(postgres_url).path.removeprefix("/")


@dataclass(frozen=True)
class Original:
    """A database that is only there to be copied, and who is in it."""

    url: str
    people: Mapping[Role, Person]


@cache
def _with_tables(kind: str) -> Original:
    if kind == "sqlite":
        path = _originals() / "tables.db"
        path.write_bytes(once("tables.db", _sqlite_tables))
        return Original(f"sqlite:///{path}", {})
    url = _copy(kind, _originals(), None)
    migrations.upgrade(url)
    return Original(url, {})


def _sqlite_tables() -> bytes:
    path = _originals() / "migrated.db"
    migrations.upgrade(f"sqlite:///{path}")
    return path.read_bytes()


@cache
def _with_people(kind: str) -> Original:
    url = _copy(kind, _originals(), _with_tables(kind).url)
    opened = open_store(url)
    people = make_people(opened)
    opened.close()
    return Original(url, people)


@cache
def _originals() -> Path:
    folder = _new_folder()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@contextmanager
def _folder() -> Iterator[Path]:
    folder = _new_folder()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def _new_folder() -> Path:
    """A folder in memory, if there is room.

    A database of PostgreSQL is 300 files, and SQLite waits for the disk with every commit.
    """
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM_BYTES
    return Path(tempfile.mkdtemp(prefix="masstest-databases-", dir=_MEMORY if roomy else None))


class PostgresServer:
    """A PostgreSQL cluster in a temporary folder, reached by a Unix socket there."""

    def __init__(self) -> None:
        self.folder = _new_folder()
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
        self._connection.execute(statement)

    @cached_property
    def _connection(self) -> psycopg.Connection:
        return psycopg.connect(self.url("postgres"), autocommit=True)

    def stop(self) -> None:
        self._connection.close()
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
