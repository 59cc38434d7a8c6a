"""Jobs as people see them: what was asked, how far it is, what became of it.

The durable queue keeps its own tables; these are ours, and they are what is shown.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from masstest.store.tables.base import Base, Id, Json, utc_now


class Job(Base):
    """One durable piece of work.

    States: ``queued`` → ``running`` → ``done`` | ``failed`` | ``cancelled``. A job whose worker
    died goes back to ``queued``. `attempt` counts the times it was begun; `lease` names the
    attempt that may finish it, so that a worker thought dead can't finish it a second time.
    """

    __tablename__ = "jobs"

    job_id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(16))  # plan | replan | city
    round_id: Mapped[str | None] = mapped_column(ForeignKey("rounds.round_id"), index=True)
    roster_id: Mapped[str | None] = mapped_column(ForeignKey("rosters.roster_id"))
    base_plan_id: Mapped[str | None] = mapped_column(ForeignKey("plans.plan_id"))
    # time_limit_s, seed, workers, deterministic, settings; freeze, pins, excludes
    request: Mapped[Json]
    state: Mapped[str] = mapped_column(String(16), default="queued", index=True)
    attempt: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=3)
    lease: Mapped[str | None] = mapped_column(String(32))
    worker_id: Mapped[str | None] = mapped_column(String(64))
    heartbeat_at: Mapped[dt.datetime | None]
    cancel_requested_at: Mapped[dt.datetime | None]  # stop, and keep the best plan so far
    plan_id: Mapped[str | None] = mapped_column(ForeignKey("plans.plan_id"))
    # why it failed: {code, facts}; sentences are made where they are read
    problem: Mapped[Json | None]
    created_by: Mapped[str | None] = mapped_column(ForeignKey("users.user_id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    started_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]


class JobEvent(Base):
    """Progress of a job, in order: a stage's report, a change of state, a note."""

    __tablename__ = "job_events"
    __table_args__ = (UniqueConstraint("job_id", "number"),)

    event_id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.job_id"), index=True)
    number: Mapped[int]  # 1, 2, ... within the job: the id of its server-sent event
    attempt: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))  # state | stage | note
    facts: Mapped[
        Json
    ]  # state: {state}; stage: {stage, status, objective, best_bound, gap, wall_s}
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class Worker(Base):
    """A process that takes jobs; without a heartbeat it is taken for dead."""

    __tablename__ = "workers"

    worker_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    host: Mapped[str] = mapped_column(String(255))
    process_id: Mapped[int]
    version: Mapped[str] = mapped_column(String(32))
    started_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    heartbeat_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    stopped_at: Mapped[dt.datetime | None]
