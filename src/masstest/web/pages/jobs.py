"""Plans while they are made: asked for, followed stage by stage, stopped."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from pydantic import ValidationError

from masstest.access.roles import Permission
from masstest.jobs.requests import PlanRequest
from masstest.jobs.states import JobKind, JobState
from masstest.service import jobs, plans, rounds
from masstest.service.problems import Problem
from masstest.store.tables.base import utc_now
from masstest.web.progress import progress_of
from masstest.web.visits import Visit, visits

router = APIRouter()


@router.post("/rounds/{round_id}/plans")
def ask_for_plan(round_id: str, visit: Visit = visits(Permission.make_plans)) -> Response:
    seconds = visit.text("time_limit_s")
    try:
        request = PlanRequest.model_validate({"time_limit_s": seconds} if seconds else {})
    except ValidationError:
        raise Problem("time_limit_wrong") from None
    with visit.writing() as session:
        job = plans.request_plan(
            session,
            visit.actor,
            round_id,
            request=request,
            roster_id=visit.text("roster_id") or None,
            max_attempts=visit.settings.job_max_attempts,
        )
    return visit.go(f"/jobs/{job.job_id}")


@router.get("/jobs/{job_id}")
def one_job(job_id: str, visit: Visit = visits(Permission.read_jobs)) -> Response:
    return visit.page("job", **_facts(job_id, visit))


@router.get("/jobs/{job_id}/progress")
def job_progress(job_id: str, visit: Visit = visits(Permission.read_jobs)) -> Response:
    """The part of the page that changes while the job goes on."""
    return visit.page("job_progress", **_facts(job_id, visit))


@router.post("/jobs/{job_id}/stop")
def stop(job_id: str, visit: Visit = visits(Permission.make_plans)) -> Response:
    """Finish with the best plan so far. One that was over before is shown as it is."""
    with visit.writing() as session:
        try:
            jobs.cancel(session, visit.actor, job_id)
        except Problem as problem:
            if problem.code != "job_over":
                raise
    return visit.go(f"/jobs/{job_id}")


def _facts(job_id: str, visit: Visit) -> dict[str, Any]:
    with visit.reading() as session:
        job = jobs.get(session, visit.actor, job_id)
        round_ = None
        if job.round_id is not None:
            round_ = rounds.get(session, visit.actor, job.round_id, Permission.read_jobs)
        waits = job.state == JobState.queued
        waiting = (
            jobs.waiting(session, job, dead_after_s=visit.settings.dead_after_s) if waits else None
        )
        events = jobs.history(session, job_id)
        names = jobs.district_names(session, job) if job.kind == JobKind.city else None
    district = None if round_ is None else round_.district
    return {
        "job": job,
        "round": round_,
        "progress": progress_of(job, events, waiting, utc_now(), visit.t, names),
        "may_plan": visit.actor.may(Permission.make_plans, district=district),
    }
