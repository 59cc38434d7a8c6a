"""What is removed by age, and what never is."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from masstest.store import audit, documents
from masstest.store.engine import Store
from masstest.store.retention import Pruned, prune
from masstest.store.tables import (
    Base,
    Document,
    Job,
    JobEvent,
    Publication,
    StoredPlan,
    StoredRoster,
    StoredRound,
)
from masstest.store.tables.base import utc_now
from store import full_store

LONG_AGO = dt.date(2022, 3, 10)


def pruned(store: Store, days: int = 30) -> Pruned:
    with store.writing() as session:
        return prune(session, days)


def age_documents(store: Store) -> None:
    with store.writing() as session:
        session.execute(sa.update(Document).values(created_at=utc_now() - dt.timedelta(days=1)))


def count(store: Store, table: type[Base]) -> int:
    with store.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_of_an_old_round_what_is_in_force_stays(store: Store) -> None:
    full_store.fill(store, date=LONG_AGO, age_days=90)
    age_documents(store)
    assert pruned(store).counts == {
        "rosters": 1, "plans": 1, "publications": 1, "jobs": 1, "job_events": 3, "documents": 1,
        "sessions": 1, "login_attempts": 1, "idempotency_keys": 1, "api_tokens": 1, "workers": 1,
        "live_events": 1, "alerts": 1, "proposals": 1, "phone_passes": 1,
    }  # fmt: skip
    with store.reading() as session:
        publication = session.scalars(sa.select(Publication)).one()
        plan = session.scalars(sa.select(StoredPlan)).one()
        assert publication.plan_id == plan.plan_id
        assert plan.base_plan_id is None
        assert documents.read(session, plan.document_sha256) == full_store.PLAN
        assert documents.read(session, plan.roster_sha256) == full_store.ROSTER_JSON
        assert session.get_one(StoredRoster, plan.roster_id)
        assert audit.verify(session).entries == 3, "that the ledger was removed is on record"
    assert pruned(store).counts == {}


def test_an_old_round_without_a_plan_in_force_goes_whole(store: Store) -> None:
    full_store.fill(store, date=LONG_AGO, age_days=90)
    with store.writing() as session:
        session.execute(sa.update(Publication).values(withdrawn_at=utc_now()))
    age_documents(store)
    assert pruned(store).rounds == 1
    for table in (StoredRound, StoredPlan, StoredRoster, Job, JobEvent, Publication, Document):
        assert count(store, table) == 0, table
    with store.reading() as session:
        assert audit.verify(session).entries == 3, "that the ledger was removed is on record"


@pytest.mark.parametrize(
    ("date", "age_days"), [(LONG_AGO, 5), (dt.date.today() - dt.timedelta(days=5), 90)]
)
def test_a_round_is_old_when_both_its_day_and_its_creation_are(
    store: Store, date: dt.date, age_days: float
) -> None:
    full_store.fill(store, date=date, age_days=age_days)
    age_documents(store)
    found = pruned(store)
    assert (found.rounds, found.plans, found.rosters, found.jobs, found.documents) == (0,) * 5


def test_a_round_with_a_job_under_way_is_left_alone(store: Store) -> None:
    full_store.fill(store, date=LONG_AGO, age_days=90)
    with store.writing() as session:
        session.execute(sa.update(Job).values(state="running"))
    found = pruned(store)
    assert (found.plans, found.rosters, found.jobs, found.publications) == (0, 0, 0, 0)


def test_without_an_age_only_what_is_of_the_day_goes(store: Store) -> None:
    full_store.fill(store, date=LONG_AGO, age_days=90)
    assert set(pruned(store, days=0).counts) == {"sessions", "login_attempts", "idempotency_keys"}


def test_a_document_just_kept_or_kept_by_a_job_stays(store: Store) -> None:
    with store.writing() as session:
        documents.keep(session, b"just now", "text/plain")
    assert pruned(store).documents == 0
    with store.writing() as session:
        part = documents.keep(session, b"part of a city", "text/plain")
        job = Job(kind="city", request={})
        session.add(job)
        session.flush()
        facts = {"name": "parts", "sha256": part}
        session.add(JobEvent(job_id=job.job_id, number=1, attempt=1, kind="kept", facts=facts))
    age_documents(store)
    assert pruned(store).documents == 1
    with store.reading() as session:
        assert documents.read(session, part) == b"part of a city"
