"""`kill -9` of the service as it is really started, at random moments while it plans."""

from __future__ import annotations

import datetime as dt
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from databases import fresh_database
from job_cases import events_of
from masstest.access.roles import GrantedRole, Role
from masstest.demo import make_roster
from masstest.jobs.states import JobState
from masstest.store import audit
from masstest.store.engine import Store, open_store
from masstest.store.tables import (
    AuditEntry,
    IdempotencyKey,
    Job,
    JobEvent,
    Publication,
    StoredPlan,
    Worker,
)  # fmt: skip
from masstest.store.tables.base import utc_now
from service_cases import make_person
from serving.under_fire import Office, Service, eventually, service

OFFICES = 3


def test_twenty_kills_of_server_and_local_worker_on_sqlite(tmp_path: Path) -> None:
    moments = [("worker", "server"), ("worker", "worker"), ("server", "worker")] * 3
    moments += [("worker", "worker")]
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        service(tmp_path, url, local=1, elsewhere=0) as shot_at,
    ):
        kills = survives(shot_at, url, moments, random.Random(1950))
    assert kills["server"] + kills["worker"] >= 20


def test_twenty_kills_of_server_and_two_workers_on_postgresql(tmp_path: Path) -> None:
    moments = [("worker elsewhere", "server"), ("worker elsewhere", "worker elsewhere")] * 4
    moments += [("worker elsewhere", "worker elsewhere")] * 2
    with (
        fresh_database("postgresql", tmp_path, migrated=True) as url,
        service(tmp_path, url, local=0, elsewhere=2) as shot_at,
    ):
        kills = survives(shot_at, url, moments, random.Random(1958))
    assert kills["server"] + kills["worker elsewhere"] >= 20


def survives(
    shot_at: Service, url: str, moments: list[tuple[str, str]], chance: random.Random
) -> Counter[str]:
    """Kill, and check that nothing came of it; how often what was killed."""
    store = open_store(url)
    with offices(shot_at, store) as (working, everybody):
        for number, pair in enumerate(moments):
            eventually(lambda: plans_now(store, shot_at), "somebody plans")
            if number % 4 == 2:  # its worker lives, and has it done again
                shot_at.kill("planner", chance)
                eventually(lambda: plans_now(store, shot_at), "somebody plans again")
            for part in pair:
                time.sleep(chance.uniform(0, 1.5))
                eventually(lambda: unfinished(store), "there is something to do")
                shot_at.kill(part, chance)
                if part == "server":
                    pretend_that_minutes_pass(store)
                shot_at.revive()
            for each in working:
                assert not each.done() or each.result() is None
    again = {key: job_id for office in everybody for key, job_id in office.repeat().items()}
    shot_at.stop()

    promised = {key: job_id for each in everybody for key, job_id in each.promised.items()}
    assert again == promised  # who asks twice gets the same job,
    assert_nothing_lost_doubled_or_stuck(store, set(promised.values()))
    assert_published_once(store, [plan_id for each in everybody for plan_id in each.published])
    assert sum(office.sent_again for office in everybody)  # kills have hit requests,
    assert attempts_that_came_to_nothing(store) >= len(moments) // 3  # and planning
    assert not [process for process in shot_at.processes if process.is_running()]
    store.close()
    return Counter(shot_at.kills)


@contextmanager
def offices(shot_at: Service, store: Store) -> Iterator[tuple[list[Future[None]], list[Office]]]:
    """Offices that ask for plans; after the block they wait for what they have asked for."""
    person = make_person(store, "office", GrantedRole(Role.coordinator))
    closing = threading.Event()
    roster = make_roster("town")
    everybody = [Office(shot_at, person.headers, closing) for _ in range(OFFICES)]
    for number, office in enumerate(everybody, start=1):
        office.begin(number, roster)
    with ThreadPoolExecutor(OFFICES) as pool:
        working = [pool.submit(office.work) for office in everybody]
        try:
            yield working, everybody
        finally:
            closing.set()
    for each in working:
        each.result()


def plans_now(store: Store, shot_at: Service) -> bool:
    """Whether a worker that lives is in the midst of planning."""
    planning = (
        sa.select(Worker.process_id)
        .join(Job, Job.worker_id == Worker.worker_id)
        .join(JobEvent, JobEvent.job_id == Job.job_id)
        .where(
            Job.state == JobState.running.value,
            JobEvent.kind == "stage",
            JobEvent.attempt == Job.attempt,
        )
    )
    with store.reading() as session:
        at_work = set(session.scalars(planning))
    return any(shot_at.started(process_id) for process_id in at_work if process_id is not None)


def unfinished(store: Store) -> int:
    with store.reading() as session:
        count = session.scalar(sa.select(sa.func.count()).where(Job.finished_at.is_(None)))
    return count or 0


def pretend_that_minutes_pass(store: Store) -> None:
    """A request that died with its server keeps its key for a while: not that long in a test."""
    with store.writing() as session:
        session.execute(
            sa.update(IdempotencyKey)
            .where(IdempotencyKey.status == 0)
            .values(created_at=utc_now() - dt.timedelta(minutes=5))
        )


def assert_nothing_lost_doubled_or_stuck(store: Store, promised: set[str]) -> None:
    with store.reading() as session:
        jobs = {job.job_id: job for job in session.scalars(sa.select(Job))}
        plans = session.scalars(sa.select(StoredPlan.plan_id)).all()
        made = session.scalars(
            sa.select(AuditEntry.facts).where(AuditEntry.action == "plan.make")
        ).all()
        assert audit.verify(session).ok
    assert jobs.keys() == promised
    assert sorted(plans) == sorted(str(job.plan_id) for job in jobs.values())
    assert sorted(facts["job"] for facts in made) == sorted(jobs)
    for job in jobs.values():
        events = events_of(store, job.job_id)
        assert [event.number for event in events] == list(range(1, len(events) + 1))
        states = [event.facts["state"] for event in events if event.kind == "state"]
        assert states == ["queued", "running"] * job.attempt + ["done"]


def assert_published_once(store: Store, published: list[str]) -> None:
    with store.reading() as session:
        plan_ids = session.scalars(sa.select(Publication.plan_id)).all()
    assert sorted(plan_ids) == sorted(published)
    assert len(set(published)) == len(published)


def attempts_that_came_to_nothing(store: Store) -> int:
    with store.reading() as session:
        return sum(job.attempt - 1 for job in session.scalars(sa.select(Job)))
