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
from masstest.service.existing import existing
from masstest.service.paging import Page, page_of
from masstest.service.permits import require
from masstest.service.problems import Problem, not_found
from masstest.store import audit
from masstest.store.tables import Job, JobEvent, StoredRoster, StoredRound


def get(
    session: Session,
    actor: Actor,
    job_id: str,
    permission: Permission = Permission.read_jobs,
) -> Job:
    """The job, if `actor` has `permission` in its district; of a city's, in all its districts."""
    require(actor, permission)
    found = existing(session, Job, job_id, "job")
    if found.round_id is not None:
        rounds.get(session, actor, found.round_id, permission)
    else:
        _require_in_all(session, actor, found, permission)
    return found


def districts_of(session: Session, job: Job) -> dict[str, StoredRound]:
    """Of a city's job, roster_id -> the round of its district, as far as they are still kept."""
    found = session.execute(
        select(StoredRoster.roster_id, StoredRound)
        .join(StoredRound, StoredRound.round_id == StoredRoster.round_id)
        .where(StoredRoster.roster_id.in_(job.request["rosters"].values()))
        .order_by(StoredRound.district)
    )
    return {row[0]: row[1] for row in found}


def district_names(session: Session, job: Job) -> dict[str, str]:
    """Of a city's job, what its ids of districts stand for."""
    stored = districts_of(session, job)
    named = job.request["rosters"].items()
    return {key: stored[roster_id].district for key, roster_id in named if roster_id in stored}


def may_in_all(session: Session, actor: Actor, job: Job, permission: Permission) -> bool:
    """Whether `actor` has `permission` in every district of a city's job."""
    everywhere = actor.districts(permission)
    if everywhere is None:
        return True
    names = {stored.district for stored in districts_of(session, job).values()}
    return bool(names) and names <= everywhere


def _require_in_all(session: Session, actor: Actor, job: Job, permission: Permission) -> None:
    if not may_in_all(session, actor, job, Permission.read_jobs):
        raise not_found("job")
    if not may_in_all(session, actor, job, permission):
        raise Problem("forbidden", permission=permission.value)


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


def history(session: Session, job_id: str) -> list[JobEvent]:
    """All that happened in a job; rights are the caller's affair, as for `events`."""
    found: list[JobEvent] = []
    after = 0
    while part := job_events.since(session, job_id, after):
        found += (event for event in part if event.kind in _SHOWN)
        after = part[-1].number
    return found
