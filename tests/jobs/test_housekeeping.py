"""What workers do beside their jobs: none is taken for dead too soon, or too late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import pytest
from sqlalchemy import update

from job_cases import job_of, new_job
from masstest.jobs import attempts, housekeeping, presence
from masstest.jobs.housekeeping import Housekeeping
from masstest.jobs.limits import JobLimits
from masstest.jobs.port import Run, Ticket
from masstest.store.engine import Store
from masstest.store.tables import Job, Worker

LIMITS = JobLimits(heartbeat_s=5, dead_after_s=30)


class Recorder:
    """A queue that only notes what it is told."""

    def __init__(self) -> None:
        self.submitted: list[Ticket] = []
        self.alive: list[set[str]] = []

    def start(self, run: Run) -> None:
        raise AssertionError("not asked for here")

    def submit(self, tickets: Collection[Ticket]) -> None:
        self.submitted.extend(tickets)

    def recover(self, alive: Collection[str]) -> int:
        self.alive.append(set(alive))
        return 0

    def stop(self, within_s: float) -> None:
        raise AssertionError("not asked for here")


class Clock:
    """`time.monotonic` for the housekeeping, set by the test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(housekeeping.time, "monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def arrived(store: Store) -> str:
    with store.writing() as session:
        return presence.arrive(session)


def silent(store: Store, worker_id: str, job_id: str) -> None:
    """A worker began a job, and both have not been heard of for an hour."""
    with store.writing() as session:
        assert attempts.claim(session, job_id, 1, worker_id)
        past = session.get_one(Worker, worker_id).heartbeat_at - dt.timedelta(hours=1)
        session.execute(
            update(Worker).where(Worker.worker_id == worker_id).values(heartbeat_at=past)
        )
        session.execute(update(Job).where(Job.job_id == job_id).values(heartbeat_at=past))


def test_a_dead_workers_job_gets_a_new_ticket(store: Store, clock: Clock) -> None:
    job_id, dead, here = new_job(store), arrived(store), arrived(store)
    silent(store, dead, job_id)
    queue = Recorder()
    Housekeeping(store, queue, here, LIMITS).round()
    assert queue.alive == [{here}]
    assert queue.submitted == [Ticket(job_id, 2)]


def test_after_a_gap_others_get_time_to_be_heard_of(store: Store, clock: Clock) -> None:
    job_id, other, here = new_job(store), arrived(store), arrived(store)
    queue = Recorder()
    keeper = Housekeeping(store, queue, here, LIMITS)
    silent(store, other, job_id)
    clock.now += 3600  # the computer slept
    keeper.round()
    assert job_of(store, job_id).state == "running"
    for _ in range(31):  # and still nothing
        clock.now += 1
        keeper.round()
    assert job_of(store, job_id).state == "queued"


def test_who_leaves_hands_out_no_tickets(store: Store, clock: Clock) -> None:
    new_job(store)
    queue = Recorder()
    keeper = Housekeeping(store, queue, arrived(store), LIMITS)
    keeper.leaving = True
    keeper.round()
    assert queue.submitted == []
