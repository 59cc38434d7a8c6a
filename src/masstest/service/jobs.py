"""Jobs as those who asked for them see them: how far they are, and stopping them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.jobs import events as job_events
from masstest.jobs import jobs, presence
from masstest.jobs.states import EventKind, JobState
from masstest.service import rounds
from masstest.service.paging import Page, page_of
from masstest.service.permits import require
from masstest.service.problems import Problem, not_found
from masstest.store import audit
from masstest.store.tables import Job, JobEvent


def get(
    session: Session,
    actor: Actor,
    job_id: str,
    permission: Permission = Permission.read_jobs,
) -> Job:
    """The job, if `actor` has `permission` in its district; a city's job needs it everywhere."""
    require(actor, permission)
    found = session.get(Job, job_id)
    if found is None:
        raise not_found("job")
    if found.round_id is not None:
        rounds.get(session, actor, found.round_id, permission)
    elif actor.districts(permission) is not None:
        raise not_found("job")
    return found


def list_page(
    session: Session,
    actor: Actor,
    round_id: str,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Job]:
    """The jobs of a round, newest first."""
    rounds.get(session, actor, round_id, Permission.read_jobs)
    return page_of(session, select(Job).where(Job.round_id == round_id), Job.job_id, cursor, limit)


def cancel(session: Session, actor: Actor, job_id: str) -> Job:
    """Ask a job to stop. One that runs finishes with the best plan it has found so far.

    Asking twice is as good as once.

    Raises
    ------
    Problem
        ``job_over``.
    """
    found = get(session, actor, job_id, Permission.make_plans)
    if JobState(found.state).final:
        raise Problem("job_over", state=found.state)
    stopped = jobs.request_cancel(session, job_id)
    if stopped is None:
        raise not_found("job")
    audit.record(session, actor, "job.cancel", f"job:{job_id}")
    return stopped


@dataclass(frozen=True)
class Waiting:
    """What a waiting job waits for: the jobs before it, and workers, if there are any."""

    ahead: int
    workers: int


def waiting(session: Session, job: Job, *, dead_after_s: float) -> Waiting:
    """How many jobs are before one that waits, and how many workers are alive."""
    earlier = tuple_(Job.created_at, Job.job_id) < (job.created_at, job.job_id)
    ahead = session.scalar(
        select(func.count()).select_from(Job).where(Job.state == JobState.queued.value, earlier)
    )
    return Waiting(ahead or 0, len(presence.alive(session, dead_after_s=dead_after_s)))


_SHOWN = (EventKind.state, EventKind.stage, EventKind.note)


def events(session: Session, job_id: str, after: int) -> list[JobEvent]:
    """What happened in a job after event number `after`: states, stages, notes.

    Rights are the caller's affair: whoever follows a job has been asked once.
    """
    found = job_events.since(session, job_id, after)
    return [event for event in found if event.kind in _SHOWN]
