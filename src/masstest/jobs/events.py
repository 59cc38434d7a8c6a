"""Progress of a job, in order. Whoever appends holds the job's row, so numbers have no gaps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from masstest.jobs.states import EventKind
from masstest.store.tables import Job, JobEvent


def append(
    session: Session, job: Job, kind: EventKind, facts: Mapping[str, Any], *more: Mapping[str, Any]
) -> None:
    """Append one event, or several of a kind, to a job whose row this transaction holds."""
    last = session.scalar(select(func.max(JobEvent.number)).where(JobEvent.job_id == job.job_id))
    for number, each in enumerate((facts, *more), start=(last or 0) + 1):
        session.add(
            JobEvent(
                job_id=job.job_id,
                number=number,
                attempt=job.attempt,
                kind=kind.value,
                facts=dict(each),
            )
        )
    session.flush()


def since(session: Session, job_id: str, number: int = 0, *, limit: int = 1000) -> list[JobEvent]:
    """The events after `number`, in order, `limit` at most."""
    found = session.scalars(
        select(JobEvent)
        .where(JobEvent.job_id == job_id, JobEvent.number > number)
        .order_by(JobEvent.number)
        .limit(limit)
    )
    return list(found)
