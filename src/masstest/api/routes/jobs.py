"""Jobs: how far they are, and stopping them."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from masstest.access.roles import Permission
from masstest.api.answers import refusals
from masstest.api.calls import Call, reads
from masstest.api.event_stream import follow
from masstest.api.routes.parameters import Cursor, JobId, Limit, RoundId
from masstest.api.schemas.common import ListOf
from masstest.api.schemas.plans import JobOut, job_out
from masstest.service import jobs

router = APIRouter(tags=["jobs"])

_EVENT = {
    "type": "object",
    "required": ["event", "data"],
    "properties": {
        "id": {"type": "string"},
        "event": {"type": "string", "enum": ["state", "stage", "note", "end"]},
        "data": {"type": "string", "description": "JSON"},
    },
}
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events: `state`, `stage`, `note`; `end` when it is over",
        "content": {
            "text/event-stream": {
                "schema": _EVENT,
                "example": 'id: 4\nevent: stage\ndata: {"stage": "location", '
                '"status": "feasible", "objective": 81230.0, "best_bound": 80111.5, '
                '"gap": 0.0138, "wall_s": 6.1}\n\n',
            }
        },
    }
}


@router.get("/rounds/{round_id}/jobs", responses=refusals("not_found"))
def list_jobs(
    call: Annotated[Call, reads(Permission.read_jobs)],
    round_id: RoundId,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ListOf[JobOut]:
    """The jobs of a round, newest first."""
    with call.reading() as session:
        page = jobs.list_page(session, call.actor, round_id, cursor=cursor, limit=limit)
        return ListOf.of(page, job_out)


@router.get("/jobs/{job_id}", responses=refusals("not_found"))
def get_job(call: Annotated[Call, reads(Permission.read_jobs)], job_id: JobId) -> JobOut:
    """A job: how far it is, and the plan that it made."""
    with call.reading() as session:
        return job_out(jobs.get(session, call.actor, job_id))


@router.delete(
    "/jobs/{job_id}", status_code=202, response_model=JobOut,
    responses=refusals("not_found", "job_over"),
)  # fmt: skip
def stop_job(call: Annotated[Call, reads(Permission.make_plans)], job_id: JobId) -> JobOut:
    """Ask a job to stop: it ends soon, with the best plan that it has found so far."""
    with call.store.writing() as session:
        return job_out(jobs.cancel(session, call.actor, job_id))


@router.get(
    "/jobs/{job_id}/events", response_class=Response,
    responses=_STREAM | refusals("not_found"),
)  # fmt: skip
async def job_events(
    request: Request,
    call: Annotated[Call, reads(Permission.read_jobs)],
    job_id: JobId,
    after: Annotated[int, Query(ge=0, le=10**9, description="only what comes after")] = 0,
    last_event_id: Annotated[
        str | None, Header(max_length=20, description="goes on where it was cut off")
    ] = None,
) -> Response:
    """Progress of a job as it happens: stage, objective, bound, gap."""
    if last_event_id is not None and last_event_id.isdecimal():
        after = max(after, min(int(last_event_id), 10**9))

    def check() -> None:
        with call.reading() as session:
            jobs.get(session, call.actor, job_id)

    await run_in_threadpool(check)
    stopping: asyncio.Event = request.app.state.stopping
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    stream = follow(call.store, job_id, after, stopping)
    return StreamingResponse(stream, 200, headers, "text/event-stream")
