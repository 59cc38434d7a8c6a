"""How the service itself is doing: workers, queue, storage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from masstest import __version__
from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.jobs import presence
from masstest.jobs.states import JobState
from masstest.service.permits import require
from masstest.store.tables import (
    Document,
    Job,
    StoredPlan,
    StoredRoster,
    StoredRound,
    User,
    Worker,
)

_SHOWN_WORKERS = 50
_SHOWN_JOBS = 50
_TABLES = {
    "rounds": StoredRound,
    "rosters": StoredRoster,
    "plans": StoredPlan,
    "documents": Document,
    "users": User,
}


@dataclass(frozen=True)
class Storage:
    """What is kept: rows by kind, and bytes of the whole database."""

    database: str
    size_bytes: int
    rows: Mapping[str, int]


@dataclass(frozen=True)
class Overview:
    """How the service is doing now.

    Attributes
    ----------
    workers : heard of lately, alive or not, the newest first
    alive : ids of those that take jobs
    queue : jobs that run or wait, in the order in which they are taken
    jobs : how many jobs are in each state
    """

    version: str
    workers: list[Worker]
    alive: frozenset[str]
    queue: list[Job]
    jobs: Mapping[str, int]
    storage: Storage


def overview(session: Session, actor: Actor, *, dead_after_s: float) -> Overview:
    """Workers with their heartbeats, the queue, and what is stored."""
    require(actor, Permission.read_operations)
    workers = select(Worker).order_by(Worker.heartbeat_at.desc()).limit(_SHOWN_WORKERS)
    busy = (JobState.running.value, JobState.queued.value)
    queue = (
        select(Job)
        .where(Job.state.in_(busy))
        .order_by(Job.state.desc(), Job.created_at, Job.job_id)
        .limit(_SHOWN_JOBS)
    )
    counts = session.execute(select(Job.state, func.count()).group_by(Job.state))
    alive = presence.alive(session, dead_after_s=dead_after_s)
    return Overview(
        __version__,
        list(session.scalars(workers)),
        frozenset(worker.worker_id for worker in alive),
        list(session.scalars(queue)),
        dict(counts.all()),
        _storage(session),
    )


def _storage(session: Session) -> Storage:
    kind = session.get_bind().dialect.name
    if kind == "sqlite":
        size = text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
    else:
        size = text("SELECT pg_database_size(current_database())")
    rows = {
        name: session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in _TABLES.items()
    }
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[kind]
    return Storage(name, int(session.scalar(size) or 0), rows)
