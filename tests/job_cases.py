"""Rounds, rosters and jobs in a store, made in a line."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from masstest.domain.roster import Roster
from masstest.jobs import jobs
from masstest.jobs.requests import PlanRequest
from masstest.jobs.states import JobKind
from masstest.store import documents
from masstest.store.engine import Store
from masstest.store.tables import Job, JobEvent, StoredPlan, StoredRoster, StoredRound
from support import DATE, compound, lab, person, roster, site, vehicle


def small_roster() -> Roster:
    """A village that is planned in less than a second."""
    return roster(
        compounds=(compound("C1", 300), compound("C2", 200)),
        sites=(site("P1"), site("P2")),
        staff=(
            person("A", "sampler"),
            person("B", "registrar"),
            person("E", "usher"),
            person("F", "lead"),
            person("G", "driver"),
            person("H", "courier"),
            person("I", "disinfector"),
            person("J", "packer"),
        ),
        vehicles=(vehicle("V1"),),
        labs=(lab("L1"),),
    )


def stored_roster(session: Session, content: Roster | None = None) -> StoredRoster:
    """A roster of a round of its own."""
    text = (content or small_roster()).to_json().encode()
    count = session.scalar(select(func.count()).select_from(StoredRound)) or 0
    round_ = StoredRound(district="D", date=DATE, number=count + 1)
    session.add(round_)
    session.flush()
    sha256 = documents.keep(session, text, "application/json")
    row = StoredRoster(
        round_id=round_.round_id,
        number=1,
        file_name="roster.json",
        source_sha256=sha256,
        roster_sha256=sha256,
        status="ok",
        report={},
    )
    session.add(row)
    session.flush()
    return row


def new_job(store: Store, kind: str = JobKind.plan, **more: Any) -> str:
    """A job for a roster of its own, committed; keywords go to the request, but for the columns."""
    columns = {k: more.pop(k) for k in ("max_attempts", "base_plan_id") if k in more}
    content = more.pop("roster", None)
    with store.writing() as session:
        row = stored_roster(session, content)
        job = jobs.create(
            session,
            JobKind.plan,
            round_id=row.round_id,
            roster_id=row.roster_id,
            request=PlanRequest(**more),
            **columns,
        )
        job.kind = kind
        return job.job_id


def job_of(store: Store, job_id: str) -> Job:
    with store.reading() as session:
        return session.get_one(Job, job_id)


def events_of(store: Store, job_id: str) -> list[JobEvent]:
    with store.reading() as session:
        return list(
            session.scalars(
                select(JobEvent).where(JobEvent.job_id == job_id).order_by(JobEvent.number)
            )
        )


def states_of(store: Store, job_id: str) -> list[str]:
    return [e.facts["state"] for e in events_of(store, job_id) if e.kind == "state"]


def plans_of(store: Store, job_id: str) -> list[StoredPlan]:
    """The plans of the job's round."""
    with store.reading() as session:
        return list(
            session.scalars(
                select(StoredPlan)
                .join(Job, Job.round_id == StoredPlan.round_id)
                .where(Job.job_id == job_id)
            )
        )
