"""Transactions: what is committed, what isn't, and that writers don't get in each other's way."""

from __future__ import annotations

import sys
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from databases import postgres_server
from masstest.store.engine import Store, new_engine, normalised, open_store, shown
from masstest.store.tables import LoginAttempt, User
from masstest.store.unusable import StoreUnusable
from masstest.store.withdrawals import withdraw


def count(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(LoginAttempt)) or 0


def test_writing_commits_at_the_end(store: Store) -> None:
    with store.writing() as session:
        session.add(LoginAttempt(subject="login:a"))
    assert count(store) == 1


def test_an_exception_rolls_everything_back(store: Store) -> None:
    def fails() -> None:
        with store.writing() as session:
            session.add(LoginAttempt(subject="login:a"))
            session.flush()
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    assert count(store) == 0


def test_what_is_withdrawn_counts_from_its_commit_on(store: Store) -> None:
    known = store.withdrawals
    before = known.number

    def failing() -> None:
        with store.writing() as session:
            withdraw(session, "u1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert known.holds("u1", before)
    with store.writing() as session:
        withdraw(session, "u1")
        assert known.holds("u1", before)
    assert not known.holds("u1", before)
    assert known.holds("u1", known.number)
    assert known.holds("u2", before)


def test_reading_can_not_write(store: Store) -> None:
    with store.reading() as session:
        session.add(LoginAttempt(subject="login:a"))
        with pytest.raises(sa.exc.DBAPIError, match=r"read-?only"):
            session.flush()
    with store.writing() as session:  # on the same connection
        session.add(LoginAttempt(subject="login:b"))
    assert count(store) == 1


def test_reading_sees_one_moment(store: Store) -> None:
    def attempts(session: Session) -> int | None:
        return session.scalar(sa.select(sa.func.count()).select_from(LoginAttempt))

    with store.reading() as reader:
        assert attempts(reader) == 0
        with store.writing() as session:
            session.add(LoginAttempt(subject="login:a"))
        assert attempts(reader) == 0
    assert count(store) == 1


def test_references_are_enforced(store: Store) -> None:
    with store.reading() as session:
        assert session.get(User, "nobody") is None

    def refers_to_nobody() -> None:
        with store.writing() as session:
            session.execute(
                sa.text("INSERT INTO grants (user_id, role, scope, scope_value) "
                        "VALUES ('nobody', 'viewer', 'all', '')")
            )  # fmt: skip

    with pytest.raises(sa.exc.IntegrityError):
        refers_to_nobody()


def test_many_writers_at_once_lose_nothing(store: Store) -> None:
    """Each reads, thinks, and writes: none fails for want of the lock."""
    start = threading.Barrier(6)

    def write(writer: int) -> None:
        start.wait()
        for turn in range(8):
            with store.writing() as session:
                session.scalar(sa.select(sa.func.count()).select_from(LoginAttempt))
                session.add(LoginAttempt(subject=f"login:{writer}-{turn}"))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))
    assert count(store) == 48


@pytest.mark.parametrize("url", ["postgres://li:pw@db/x", "postgresql://li:pw@db/x"])
def test_postgresql_is_reached_through_psycopg(url: str) -> None:
    assert normalised(url).drivername == "postgresql+psycopg"
    assert "pw" not in shown(url)


@pytest.mark.parametrize("url", ["sqlite://", "mysql://db/x", "no url", "sqlite:///:memory:"])
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(StoreUnusable):
        open_store(url)


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(StoreUnusable, match="can't be opened"):
        open_store("postgresql://nobody@127.0.0.1:1/none?connect_timeout=1")


def test_a_database_without_chinese_is_refused() -> None:
    server = postgres_server()
    name = f"ascii{uuid.uuid4().hex[:8]}"
    server.run(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING SQL_ASCII LOCALE 'C'")
    with pytest.raises(StoreUnusable, match="SQL_ASCII instead of UTF8"):
        open_store(server.url(name))
    server.run(f"DROP DATABASE {name}")


def test_a_file_that_nobody_can_even_look_for() -> None:
    with pytest.raises(StoreUnusable, match="can't be opened"):
        open_store(f"sqlite:////{'x' * 300}/masstest.db")


def test_values_of_a_statement_that_fails_are_not_told(store: Store) -> None:
    with store.writing() as session:
        session.add(User(login="li", name="Li"))
    with pytest.raises(sa.exc.IntegrityError) as failed, store.writing() as session:
        session.add(User(login="li", name="Li", password_hash="$argon2id$v=19$secret"))
    assert "$argon2id" not in str(failed.value)


def test_a_new_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "masstest.db"
    with new_engine(normalised(f"sqlite:///{path}")).begin() as connection:
        connection.execute(sa.text("CREATE TABLE t (x INTEGER)"))
        files = list(path.parent.iterdir())
        assert path in files
        assert sys.platform == "win32" or not any(f.stat().st_mode & 0o077 for f in files)


def test_a_place_where_there_can_be_no_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnusable, match="can't be opened"):
        new_engine(normalised(f"sqlite:///{tmp_path}/file/masstest.db"))
