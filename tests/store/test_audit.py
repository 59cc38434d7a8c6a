"""The audit's chain: grown by many at once, refused to be changed, and what a change shows."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from masstest.store import audit
from masstest.store.engine import Store
from masstest.store.tables import AuditEntry, User
from store.full_store import LI


def grow(store: Store, entries: int) -> None:
    for number in range(entries):
        with store.writing() as session:
            audit.record(session, LI, "round.create", f"round:{number}", note="第一轮", n=number)


def verified(store: Store, known: tuple[int, str] | None = None) -> audit.AuditReport:
    with store.reading() as session:
        return audit.verify(session, known)


def tamper(store: Store, *statements: str) -> None:
    """Change the audit as somebody does who owns the database, and lifts its guards first."""
    with store.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            triggers = ("audit_no_update", "audit_no_delete", "audit_head_grows")
            for name in triggers:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER ALL")
            connection.exec_driver_sql("ALTER TABLE audit_head DISABLE TRIGGER ALL")
        for statement in statements:
            connection.execute(sa.text(statement))


def test_an_empty_chain_is_sound(store: Store) -> None:
    assert verified(store) == audit.AuditReport(0, 0, audit.GENESIS_SHA256, ())


def test_a_grown_chain_is_sound(store: Store) -> None:
    grow(store, 5)
    report = verified(store)
    assert report.ok
    assert (report.entries, report.head_number) == (5, 5)
    with store.reading() as session:
        entry = session.get_one(AuditEntry, 2)
        assert (entry.actor, entry.facts) == ("li", {"note": "第一轮", "n": 1})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'wang'",
        "DELETE FROM audit",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET number = 1",
    ],
)
def test_the_database_refuses_changes(store: Store, statement: str) -> None:
    grow(store, 2)

    def change() -> None:
        with store.writing() as session:
            session.execute(sa.text(statement))

    with pytest.raises(sa.exc.DBAPIError, match="the audit only grows"):
        change()
    assert verified(store).ok


_SWAP = (
    "UPDATE audit SET number = 99 WHERE number = 2",
    "UPDATE audit SET number = 2 WHERE number = 3",
    "UPDATE audit SET number = 3 WHERE number = 99",
)


@pytest.mark.parametrize(
    ("statements", "faults"),
    [
        (["UPDATE audit SET actor = 'wang' WHERE number = 2"], {(2, "edited")}),
        (["UPDATE audit SET facts = '{}' WHERE number = 4"], {(4, "edited")}),
        (["DELETE FROM audit WHERE number = 3"], {(3, "removed")}),
        (["DELETE FROM audit WHERE number IN (1, 2)"], {(1, "removed"), (2, "removed")}),
        (["DELETE FROM audit WHERE number > 3"], {(4, "tail_cut")}),
        (["DELETE FROM audit"], {(1, "tail_cut")}),
        (_SWAP, {(2, "edited"), (2, "unlinked"), (3, "edited"), (3, "unlinked"), (4, "unlinked")}),
        (
            [
                "DELETE FROM audit WHERE number = 5",
                "UPDATE audit_head SET number = 4 WHERE one = 1",
            ],
            {(4, "head_altered")},
        ),
    ],
)
def test_what_was_done_to_it_is_found(
    store: Store, statements: list[str], faults: set[tuple[int, str]]
) -> None:
    grow(store, 5)
    tamper(store, *statements)
    assert {(fault.number, fault.code) for fault in verified(store).faults} == faults


def test_a_rewritten_entry_with_its_own_hash_breaks_the_next_one(store: Store) -> None:
    grow(store, 4)
    with store.reading() as session:
        entry = session.get_one(AuditEntry, 2)
        session.expunge(entry)
    entry.actor = "wang"
    forged = audit.entry_sha256(entry)
    tamper(store, f"UPDATE audit SET actor = 'wang', sha256 = '{forged}' WHERE number = 2")
    assert [(f.number, f.code) for f in verified(store).faults] == [(3, "unlinked")]


def test_a_chain_rewritten_whole_shows_by_a_hash_noted_before(store: Store) -> None:
    grow(store, 3)
    noted = verified(store)
    tamper(
        store,
        "DELETE FROM audit",
        f"UPDATE audit_head SET number = 0, sha256 = '{audit.GENESIS_SHA256}'",
    )
    grow(store, 4)
    assert verified(store).ok
    known = (noted.head_number, noted.head_sha256)
    assert [(f.number, f.code) for f in verified(store, known).faults] == [(3, "edited")]


def test_a_chain_cut_together_with_its_head_shows_by_a_hash_noted_before(store: Store) -> None:
    grow(store, 2)
    with store.reading() as session:
        kept = session.get_one(AuditEntry, 2).sha256
    grow(store, 2)
    noted = verified(store)
    tamper(
        store,
        "DELETE FROM audit WHERE number > 2",
        f"UPDATE audit_head SET number = 2, sha256 = '{kept}'",
    )
    assert verified(store).ok
    known = (noted.head_number, noted.head_sha256)
    assert [(f.number, f.code) for f in verified(store, known).faults] == [(3, "tail_cut")]


def raises_within(store: Store, deed: Callable[[Session], None]) -> None:
    with pytest.raises(KeyError), store.writing() as session:
        deed(session)


def test_what_was_rolled_back_is_not_in_the_chain(store: Store) -> None:
    def fails(session: Session) -> None:
        audit.record(session, LI, "round.create", "round:1")
        raise KeyError

    raises_within(store, fails)
    assert verified(store).entries == 0


def test_what_a_savepoint_took_back_is_not_in_the_chain(store: Store) -> None:
    with store.writing() as session:
        audit.record(session, LI, "kept", "x:1")
        outer = session.begin_nested()
        audit.record(session, LI, "lost", "x:2")
        with session.begin_nested():
            audit.record(session, LI, "lost", "x:3")
        outer.rollback()
        with session.begin_nested():
            session.add(User(login="li", name="李"))
            audit.record(session, LI, "kept", "x:4")
    with store.reading() as session:
        assert session.scalars(sa.select(AuditEntry.subject)).all() == ["x:1", "x:4"]
    assert verified(store).ok


def test_many_who_write_at_once_make_one_chain(store: Store) -> None:
    start = threading.Barrier(6)

    def write(writer: int) -> None:
        start.wait()
        for turn in range(6):
            with store.writing() as session:
                audit.record(session, LI, "first", f"w:{writer}", turn=turn)
                session.add(User(login=f"u{writer}-{turn}", name="x"))
                session.flush()
                audit.record(session, LI, "second", f"w:{writer}", turn=turn)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))
    report = verified(store)
    assert report.ok
    assert report.entries == 72
    with store.reading() as session:
        actions = session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.number)).all()
    assert actions == ["first", "second"] * 36  # those of one transaction stand together
