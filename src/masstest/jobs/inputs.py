"""What a child needs for a job, taken from the store."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from masstest.domain.outcome import BadInput, Problem, Severity
from masstest.jobs.attempts import Lease
from masstest.jobs.limits import JobLimits
from masstest.jobs.requests import PlanRequest
from masstest.jobs.states import EventKind
from masstest.jobs.tasks import TaskHead, write_task
from masstest.store import documents
from masstest.store.documents import DocumentDamaged, DocumentMissing
from masstest.store.tables import Job, JobEvent, StoredPlan, StoredRoster


def prepare(session: Session, lease: Lease, limits: JobLimits, folder: Path) -> JobLimits:
    """Write the task of a job into `folder`; returns the limits that hold for this job.

    Raises
    ------
    BadInput
        Codes ``roster_unusable`` (its file has errors), ``document_unreadable`` (facts: name):
        what the job is about can't be read from the store.
    """
    job = session.get_one(Job, lease.job_id)
    request = PlanRequest.model_validate(job.request)
    limits = limits.for_districts(len(request.rosters))
    names: dict[str, str] = {}
    source = ""
    if job.roster_id is not None:
        roster = session.get_one(StoredRoster, job.roster_id)
        names["roster.json"] = _usable(roster)
        source = roster.source_sha256
    for district, roster_id in request.rosters.items():
        names[f"roster-{district}.json"] = _usable(session.get_one(StoredRoster, roster_id))
    if job.base_plan_id is not None:
        base = session.get_one(StoredPlan, job.base_plan_id)
        names["base.json"] = base.document_sha256
        if base.roster_id == job.roster_id:
            # what was excluded or set when it was planned stays so
            names["roster.json"] = base.roster_sha256
    head = TaskHead(
        kind=job.kind,
        request=request,
        processes=limits.processes,
        memory_mb=limits.memory_mb,
        cpu_s=limits.cpu_s,
        niceness=limits.niceness,
        roster_sha256=source,
        cluster_address=limits.cluster_address,
    )
    content = {name: _read(session, name, sha256) for name, sha256 in names.items()}
    parts = {name: _read(session, name, sha256) for name, sha256 in _parts(session, lease).items()}
    write_task(folder, head, content, parts)
    return limits


def _parts(session: Session, lease: Lease) -> dict[str, str]:
    """Name -> hash of what the job's attempts have kept; the latest of a name counts."""
    kept = session.scalars(
        select(JobEvent.facts)
        .where(JobEvent.job_id == lease.job_id, JobEvent.kind == EventKind.part.value)
        .order_by(JobEvent.number)
    )
    return {facts["name"]: facts["sha256"] for facts in kept}


def _usable(roster: StoredRoster) -> str:
    if roster.roster_sha256 is None:
        raise _bad("roster_unusable", name=roster.file_name)
    return roster.roster_sha256


def _read(session: Session, name: str, sha256: str) -> bytes:
    try:
        return documents.read(session, sha256)
    except (DocumentMissing, DocumentDamaged) as error:
        raise _bad("document_unreadable", name=name) from error


def _bad(code: str, **facts: str) -> BadInput:
    return BadInput((Problem(code=code, severity=Severity.error, facts=facts),))
