"""The life of one attempt: claimed with a lease, kept alive, and ended by whoever holds the lease.

Every function is one transaction's work on one job's row, which it locks. A worker that was
thought dead, and comes back, finds that its lease is no longer the job's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from masstest.jobs import clock, events, jobs
from masstest.jobs.states import TRIED_AGAIN, EventKind, Fault, JobState
from masstest.store.tables import Job
from masstest.store.tables.base import new_id


@dataclass(frozen=True)
class Lease:
    """The right to work on a job, and to end it."""

    job_id: str
    attempt: int
    token: str


@dataclass(frozen=True)
class Failure:
    """What went wrong: a code and the facts that its sentence needs."""

    code: Fault
    facts: Mapping[str, Any]

    def document(self) -> dict[str, Any]:
        return {"code": self.code.value, "facts": dict(self.facts)}


def claim(session: Session, job_id: str, attempt: int, worker_id: str) -> Lease | None:
    """Begin attempt number `attempt`; None unless it is just this attempt's turn."""
    job = jobs.locked(session, job_id)
    if job is None or job.state != JobState.queued or job.attempt != attempt - 1:
        return None
    job.attempt = attempt
    job.state = JobState.running.value
    job.lease = new_id()
    job.worker_id = worker_id
    job.heartbeat_at = job.started_at = clock.now(session)
    events.append(session, job, EventKind.state, {"state": job.state, "worker": worker_id})
    return Lease(job_id, attempt, job.lease)


def held(session: Session, lease: Lease) -> Job | None:
    """The job, locked, if the lease still holds."""
    job = jobs.locked(session, lease.job_id)
    if job is None or job.lease != lease.token or job.state != JobState.running:
        return None
    return job


def beat(session: Session, lease: Lease) -> bool:
    """Say that the attempt is alive; False if the lease is lost."""
    touched = session.execute(
        update(Job)
        .where(
            Job.job_id == lease.job_id,
            Job.lease == lease.token,
            Job.state == JobState.running.value,
        )
        .values(heartbeat_at=clock.now(session))
    )
    assert isinstance(touched, CursorResult)
    return bool(touched.rowcount)


def cancel_requested(session: Session, lease: Lease) -> bool:
    asked = session.scalar(
        select(Job.cancel_requested_at).where(Job.job_id == lease.job_id, Job.lease == lease.token)
    )
    return asked is not None


def end(
    session: Session,
    job: Job,
    state: JobState,
    *,
    plan_id: str | None = None,
    failure: Failure | None = None,
    told: Mapping[str, Any] | None = None,
) -> None:
    """Put a held job into a final state; `told` goes into its last event."""
    job.state = state.value
    job.lease = None
    job.plan_id = plan_id
    job.problem = failure.document() if failure else None
    job.finished_at = clock.now(session)
    facts: dict[str, Any] = {"state": state.value, **(told or {})}
    if plan_id is not None:
        facts["plan_id"] = plan_id
    if job.problem is not None:
        facts["problem"] = job.problem
    events.append(session, job, EventKind.state, facts)


def fail(session: Session, job: Job, failure: Failure) -> JobState:
    """A held job's attempt came to nothing: another one, or the end. Returns the new state.

    A planned stop of the worker takes nothing from the attempts that the job has.
    """
    if job.cancel_requested_at is not None:
        end(session, job, JobState.cancelled)
        return JobState.cancelled
    if failure.code not in TRIED_AGAIN:
        end(session, job, JobState.failed, failure=failure)
        return JobState.failed
    if failure.code is Fault.worker_stopped:
        job.max_attempts += 1
    if job.attempt >= job.max_attempts:
        facts = {"attempts": job.attempt, "last": failure.document()}
        end(session, job, JobState.failed, failure=Failure(Fault.attempts_exhausted, facts))
        return JobState.failed
    events.append(session, job, EventKind.note, failure.document())
    job.state = JobState.queued.value
    job.lease = job.worker_id = job.heartbeat_at = None
    events.append(session, job, EventKind.state, {"state": job.state})
    return JobState.queued


def take_from_the_dead(
    session: Session, *, dead_after_s: float, alive: Collection[str] = ()
) -> list[tuple[str, JobState]]:
    """Set back every running job without a heartbeat for `dead_after_s`; safe to run anywhere.

    `alive` are tokens of leases that the caller knows better about: it works on them itself.
    """
    silent_since = clock.now(session) - dt.timedelta(seconds=dead_after_s)
    silent = session.scalars(
        select(Job)
        .where(
            Job.state == JobState.running.value,
            Job.heartbeat_at < silent_since,
            Job.lease.not_in(list(alive)),
        )
        .with_for_update(skip_locked=True)
    )
    taken = []
    for job in silent.all():
        failure = Failure(Fault.worker_lost, {"worker": job.worker_id})
        taken.append((job.job_id, fail(session, job, failure)))
    return taken
