"""What the layers above do with jobs: create one, look at it, ask it to stop."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from masstest.jobs import clock, events
from masstest.jobs.requests import PlanRequest
from masstest.jobs.states import EventKind, JobKind, JobState
from masstest.store.tables import Job

MAX_ATTEMPTS = 3  # unless whoever runs the service sets it otherwise


def create(
    session: Session,
    kind: JobKind,
    *,
    round_id: str | None,
    roster_id: str | None,
    request: PlanRequest,
    base_plan_id: str | None = None,
    created_by: str | None = None,
    max_attempts: int = MAX_ATTEMPTS,
) -> Job:
    """A new job, queued. Workers find it once the caller's transaction is committed."""
    job = Job(
        kind=kind.value,
        round_id=round_id,
        roster_id=roster_id,
        base_plan_id=base_plan_id,
        request=request.model_dump(mode="json"),
        state=JobState.queued.value,
        attempt=0,
        max_attempts=max_attempts,
        created_by=created_by,
    )
    session.add(job)
    session.flush()
    events.append(session, job, EventKind.state, {"state": JobState.queued.value})
    return job


def get(session: Session, job_id: str) -> Job | None:
    return session.get(Job, job_id)


def locked(session: Session, job_id: str) -> Job | None:
    """The job as it is now, held until the end of the transaction."""
    return session.scalar(
        select(Job)
        .where(Job.job_id == job_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def request_cancel(session: Session, job_id: str) -> Job | None:
    """Ask a job to stop: one that waits is cancelled at once, a running one keeps its best so far.

    Asking again, or when it is over, changes nothing. None if there is no such job.
    """
    job = locked(session, job_id)
    if job is None or JobState(job.state).final or job.cancel_requested_at is not None:
        return job
    job.cancel_requested_at = clock.now(session)
    if job.state == JobState.queued:
        job.state = JobState.cancelled.value
        job.finished_at = job.cancel_requested_at
        events.append(session, job, EventKind.state, {"state": job.state})
    else:
        events.append(session, job, EventKind.note, {"code": "cancel_requested"})
    session.flush()
    return job
