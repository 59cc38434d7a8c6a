"""Jobs that wait get a ticket for their next attempt."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from masstest.jobs.port import Ticket
from masstest.jobs.states import JobState
from masstest.store.tables import Job

_AT_ONCE = 200


def waiting(session: Session) -> list[Ticket]:
    """The next tickets of jobs that wait, oldest first."""
    rows = session.execute(
        select(Job.job_id, Job.attempt)
        .where(Job.state == JobState.queued.value)
        .order_by(Job.created_at, Job.job_id)
        .limit(_AT_ONCE)
    )
    return [Ticket(job_id, attempt + 1) for job_id, attempt in rows]
