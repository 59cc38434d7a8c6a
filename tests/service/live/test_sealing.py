"""Seals show when somebody with the database in their hands changes what was reported."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

from databases import fresh_database
from live_round import round_on, sent
from masstest.access.actor import Actor
from masstest.access.roles import GrantedRole, Role
from masstest.service.live.ledger.recording import record
from masstest.service.live.ledger.sealing import SealReport, seal, verify
from masstest.store.backup import backup, restore
from masstest.store.engine import Store, open_store
from masstest.store.retention import prune
from masstest.store.tables import LiveEvent, StoredRound
from masstest.store.tables.base import utc_now
from service_cases import make_person


class Sealed:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.round_id = round_on(store).round_id
        self.chief: Actor = make_person(store, "chief", GrantedRole(Role.coordinator)).actor

    def report(self, count: int) -> None:
        events = [sent("people_sampled", site_id="S001", persons=n) for n in range(count)]
        record(self.store, self.chief, self.round_id, events)

    def verify(self) -> SealReport:
        with self.store.reading() as session:
            return verify(session)

    def tamper(self, *statements: str) -> None:
        """As somebody does who may do anything with the database."""
        name = self.store.engine.dialect.name
        trigger = {
            "sqlite": "DROP TRIGGER live_events_no_update",
            "postgresql": "ALTER TABLE live_events DISABLE TRIGGER USER",
        }[name]
        with self.store.writing() as session:
            for statement in (trigger, *statements):
                session.execute(sa.text(statement))


@pytest.fixture
def sealed(store: Store) -> Sealed:
    return Sealed(store)


def test_the_database_itself_refuses_to_change_the_ledger(sealed: Sealed) -> None:
    sealed.report(1)
    with pytest.raises(sa.exc.DBAPIError, match="only grows"), sealed.store.writing() as session:
        session.execute(sa.update(LiveEvent).values(person="somebody else"))


def test_what_is_added_is_sealed_once(sealed: Sealed) -> None:
    assert seal(sealed.store) == 0
    sealed.report(3)
    assert seal(sealed.store) == 1
    assert seal(sealed.store) == 0
    sealed.report(2)
    assert seal(sealed.store) == 1
    report = sealed.verify()
    assert (report.ok, report.seals, report.rows) == (True, 2, 5)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE live_events SET person = 'somebody else' WHERE number = 2",
        "DELETE FROM live_events WHERE number = 3",
        "UPDATE live_events SET at_min = at_min + 1 WHERE number = 1",
    ],
)
def test_what_was_changed_since_shows(sealed: Sealed, statement: str) -> None:
    sealed.report(3)
    seal(sealed.store)
    sealed.report(2)
    seal(sealed.store)
    sealed.tamper(statement)
    report = sealed.verify()
    assert not report.ok
    (fault,) = report.faults
    assert (fault.round_id, fault.first, fault.last) == (sealed.round_id, 1, 3)
    assert fault.code == "changed"


def test_seals_outlive_a_move_to_the_other_kind_of_database(sealed: Sealed, tmp_path: Path) -> None:
    sealed.report(3)
    seal(sealed.store)
    url = sealed.store.url.render_as_string(hide_password=False)
    backup(url, tmp_path / "kept.zip")
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[sealed.store.engine.dialect.name]
    with fresh_database(other, tmp_path, migrated=False) as elsewhere:
        restore(tmp_path / "kept.zip", elsewhere)
        moved = open_store(elsewhere)
        with moved.reading() as session:
            report = verify(session)
        assert (report.ok, report.rows) == (True, 3)
        record(moved, sealed.chief, sealed.round_id, [sent("help_needed", place="S001")])
        assert seal(moved) == 1
        with moved.reading() as session:
            assert (verify(session).ok, verify(session).rows) == (True, 4)
        moved.close()


def test_what_was_removed_by_age_is_not_missed(sealed: Sealed) -> None:
    sealed.report(3)
    seal(sealed.store)
    with sealed.store.writing() as session:
        session.execute(sa.update(StoredRound).values(created_at=utc_now() - dt.timedelta(days=90)))
    with sealed.store.writing() as session:
        assert prune(session, 30).live_events == 3
    assert sealed.verify().ok
    sealed.report(1)
    seal(sealed.store)
    report = sealed.verify()
    assert (report.ok, report.rows) == (True, 1)
