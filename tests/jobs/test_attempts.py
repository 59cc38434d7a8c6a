"""The life of an attempt in the tables, on both databases, without any process."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import update

from job_cases import events_of, job_of, new_job, states_of
from masstest.jobs import attempts, dispatch, events, jobs, presence
from masstest.jobs.attempts import Failure
from masstest.jobs.port import Ticket
from masstest.jobs.states import EventKind, Fault, JobState
from masstest.store.engine import Store
from masstest.store.tables import Job

LOST = Failure(Fault.worker_lost, {"worker": "w"})


def silence(store: Store, job_id: str, seconds: float) -> None:
    """Make a job's heartbeat that old."""
    with store.writing() as session:
        moment = session.get_one(Job, job_id).heartbeat_at
        assert moment is not None
        session.execute(
            update(Job)
            .where(Job.job_id == job_id)
            .values(heartbeat_at=moment - dt.timedelta(seconds=seconds))
        )


def begun(store: Store, job_id: str, attempt: int = 1) -> attempts.Lease:
    with store.writing() as session:
        lease = attempts.claim(session, job_id, attempt, "w")
    assert lease is not None
    return lease


def test_an_attempt_is_claimed_once(store: Store) -> None:
    job_id = new_job(store)
    begun(store, job_id)
    with store.writing() as session:
        assert attempts.claim(session, job_id, 1, "another") is None
        assert attempts.claim(session, job_id, 2, "another") is None
        assert attempts.claim(session, "no such job", 1, "another") is None
    job = job_of(store, job_id)
    assert (job.state, job.attempt, job.worker_id) == ("running", 1, "w")


def test_of_many_that_claim_at_once_one_gets_it(store: Store) -> None:
    job_id = new_job(store)
    leases: list[attempts.Lease | None] = []
    together = threading.Barrier(4)

    def claim() -> None:
        together.wait()
        with store.writing() as session:
            leases.append(attempts.claim(session, job_id, 1, "w"))

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([lease for lease in leases if lease]) == 1
    assert [e.number for e in events_of(store, job_id)] == [1, 2]


def test_a_lost_worker_costs_one_attempt(store: Store) -> None:
    job_id = new_job(store)
    lease = begun(store, job_id)
    silence(store, job_id, 31)
    with store.writing() as session:
        taken = attempts.take_from_the_dead(session, dead_after_s=30)
    assert taken == [(job_id, JobState.queued)]
    with store.writing() as session:
        assert not attempts.beat(session, lease)  # it was thought dead, and comes back
        assert attempts.held(session, lease) is None
    with store.reading() as session:
        assert dispatch.waiting(session) == [Ticket(job_id, 2)]
    note = next(e for e in events_of(store, job_id) if e.kind == "note")
    assert note.facts == {"code": "worker_lost", "facts": {"worker": "w"}}


def test_whoever_is_heard_of_keeps_its_jobs(store: Store) -> None:
    job_id = new_job(store)
    lease = begun(store, job_id)
    silence(store, job_id, 29)
    with store.writing() as session:
        assert attempts.take_from_the_dead(session, dead_after_s=30) == []
    silence(store, job_id, 100)
    with store.writing() as session:  # its own worker knows better
        assert attempts.take_from_the_dead(session, dead_after_s=30, alive=[lease.token]) == []
        assert attempts.beat(session, lease)
    with store.writing() as session:
        assert attempts.take_from_the_dead(session, dead_after_s=30) == []


def test_tried_n_times_at_most(store: Store) -> None:
    job_id = new_job(store, max_attempts=2)
    for attempt, state in ((1, "queued"), (2, "failed")):
        lease = begun(store, job_id, attempt)
        with store.writing() as session:
            job = attempts.held(session, lease)
            assert job is not None
            assert attempts.fail(session, job, LOST) == state
    job = job_of(store, job_id)
    assert job.problem == {
        "code": "attempts_exhausted",
        "facts": {"attempts": 2, "last": LOST.document()},
    }
    assert job.finished_at is not None
    with store.reading() as session:
        assert dispatch.waiting(session) == []


def test_a_planned_stop_costs_no_attempt(store: Store) -> None:
    job_id = new_job(store, max_attempts=1)
    lease = begun(store, job_id)
    with store.writing() as session:
        job = attempts.held(session, lease)
        assert job is not None
        assert attempts.fail(session, job, Failure(Fault.worker_stopped, {})) == "queued"
    begun(store, job_id, 2)


@pytest.mark.parametrize("code", [Fault.bad_input, Fault.out_of_memory, Fault.plan_refused])
def test_what_another_attempt_would_not_mend_fails_at_once(store: Store, code: Fault) -> None:
    job_id = new_job(store)
    lease = begun(store, job_id)
    with store.writing() as session:
        job = attempts.held(session, lease)
        assert job is not None
        attempts.fail(session, job, Failure(code, {"x": 1}))
    job = job_of(store, job_id)
    assert (job.state, job.problem) == ("failed", {"code": code.value, "facts": {"x": 1}})


def test_a_job_that_waits_is_cancelled_at_once(store: Store) -> None:
    job_id = new_job(store)
    for _ in range(2):  # asking twice is asking once
        with store.writing() as session:
            job = jobs.request_cancel(session, job_id)
            assert job is not None
            assert job.state == "cancelled"
    assert states_of(store, job_id) == ["queued", "cancelled"]
    with store.writing() as session:
        assert attempts.claim(session, job_id, 1, "w") is None
        assert jobs.request_cancel(session, "no such job") is None


def test_a_job_whose_worker_died_after_it_was_cancelled_is_not_tried_again(store: Store) -> None:
    job_id = new_job(store)
    lease = begun(store, job_id)
    with store.writing() as session:
        jobs.request_cancel(session, job_id)
    with store.reading() as session:
        assert attempts.cancel_requested(session, lease)
    silence(store, job_id, 100)
    with store.writing() as session:
        assert attempts.take_from_the_dead(session, dead_after_s=30) == [(job_id, "cancelled")]
    assert states_of(store, job_id) == ["queued", "running", "cancelled"]


def test_events_are_numbered_and_paged(store: Store) -> None:
    job_id = new_job(store)
    with store.writing() as session:
        job = jobs.locked(session, job_id)
        assert job is not None
        events.append(session, job, EventKind.stage, *({"stage": str(n)} for n in range(5)))
    with store.reading() as session:
        assert [e.number for e in events.since(session, job_id)] == [1, 2, 3, 4, 5, 6]
        assert [e.facts for e in events.since(session, job_id, 4)] == [
            {"stage": "3"},
            {"stage": "4"},
        ]
        assert [e.number for e in events.since(session, job_id, 1, limit=2)] == [2, 3]


def test_workers_come_and_go(store: Store) -> None:
    with store.writing() as session:
        first, second = presence.arrive(session), presence.arrive(session)
    with store.writing() as session:
        presence.leave(session, first)
        presence.beat(session, second)
    with store.reading() as session:
        assert [w.worker_id for w in presence.alive(session, dead_after_s=30)] == [second]
        assert presence.alive(session, dead_after_s=-1) == []
