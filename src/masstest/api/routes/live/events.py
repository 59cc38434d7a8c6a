"""Reporting events, by the batch or one at a time, and reading them again."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from masstest.access.roles import Permission
from masstest.api.answers import problem_document, refusals
from masstest.api.calls import Call, reads
from masstest.api.quick_calls import quickly
from masstest.api.reported_events import read_event, read_events
from masstest.api.routes.parameters import RoundId
from masstest.api.schemas.live import EventsOut, OutcomesOut, SingleOutcomeOut
from masstest.service.live.board.views import people_of
from masstest.service.live.in_force.round_on import rounds_on
from masstest.service.live.ledger import recording
from masstest.service.live.ledger.event_feed import MOST_AT_ONCE, events_after
from masstest.service.live.ledger.outcomes import Outcome, Status
from masstest.service.live.ledger.wire import SentEvent
from masstest.store.tables.base import utc_now

router = APIRouter(tags=["live"])

_LARGE_BYTES = 32_000  # longer bodies are read beside the loop that answers everybody
_LARGE_EVENTS = 100
_REFUSED = (
    "not_found", "no_plan_in_force", "event_malformed", "too_many_events", "report_not_allowed",
)  # fmt: skip
_HELD = (
    "box_held", "event_id_reused", "correction_not_allowed", "unknown_place", "time_ahead",
    "time_not_of_round",
)  # fmt: skip
_AGAIN: dict[int | str, dict[str, Any]] = {
    200: {"model": SingleOutcomeOut, "description": "recorded before"}
}
EventId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{8,64}$", description="made by the phone")]


def _body(schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}Document"}}}
    return {"requestBody": {"required": True, "content": content}}


@router.post(
    "/rounds/{round_id}/events", response_model=OutcomesOut, responses=refusals(*_REFUSED),
    openapi_extra=_body("SentEvents"),
)  # fmt: skip
async def report_events(
    request: Request, call: Annotated[Call, quickly(Permission.report_events)], round_id: RoundId
) -> Response:
    """Report events: what is right is recorded, whatever stands beside it.

    An event can be sent as often as the network wants: its id is known. When this is answered,
    what is recorded is safe.
    """
    body = await request.body()
    if len(body) > _LARGE_BYTES:
        read = await run_in_threadpool(read_events, body)
    else:
        read = read_events(body)
    outcomes = read.outcomes(await _record(call, round_id, read.events))
    answer = {
        "server_time": utc_now().isoformat(),
        "outcomes": [_written(call, request, each) for each in outcomes],
    }
    return _answered(answer, 200)


@router.put(
    "/rounds/{round_id}/events/{event_id}", status_code=201, response_model=SingleOutcomeOut,
    responses=_AGAIN | refusals(*_REFUSED, *_HELD),
    openapi_extra=_body("SentFact"),
)  # fmt: skip
async def report_event(
    request: Request,
    call: Annotated[Call, quickly(Permission.report_events)],
    round_id: RoundId,
    event_id: EventId,
) -> Response:
    """Report one event. 409 with both counts and seals if it is recorded, but its box can't
    leave."""
    sent = read_event(event_id, await request.body())
    (outcome,) = await _record(call, round_id, [sent])
    if outcome.problem is not None and outcome.status in (Status.held, Status.refused):
        raise outcome.problem
    answer = _written(call, request, outcome) | {"server_time": utc_now().isoformat()}
    return _answered(answer, 201 if outcome.status is Status.recorded else 200)


async def _record(call: Call, round_id: str, sent: list[SentEvent]) -> list[Outcome]:
    """What came of events, when they are safe."""
    store, actor = call.store, call.actor
    on = rounds_on(store).fresh(round_id)
    if on is None or len(sent) > _LARGE_EVENTS:
        report = await run_in_threadpool(recording.look_up_and_at, store, actor, round_id, sent)
    else:
        report = recording.look_at(on, actor, sent)
        if report.names_unknown:
            report = await run_in_threadpool(recording.look_up_and_at, store, actor, round_id, sent)
    pending = recording.submit(store, report)
    if pending is None:
        return report.outcomes([])
    written = await asyncio.wrap_future(pending)
    return report.outcomes(written)


def _written(call: Call, request: Request, outcome: Outcome) -> dict[str, Any]:
    written: dict[str, Any] = {"event_id": outcome.event_id, "status": outcome.status.value}
    if outcome.problem is not None:
        written["problem"] = problem_document(outcome.problem, call.lang, request.url.path)
    return written


def _answered(answer: dict[str, Any], status: int) -> Response:
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode("utf-8", "replace"), status, media_type="application/json")


@router.get("/rounds/{round_id}/events", responses=refusals("not_found", "no_plan_in_force"))
def list_events(
    call: Annotated[Call, reads(Permission.read_boxes)],
    round_id: RoundId,
    after: Annotated[int, Query(ge=0, lt=2**31, description="only what came after")] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_AT_ONCE)] = 500,
) -> EventsOut:
    """All events of a round, in the order in which they came; for the whole district only.

    `person` is the number of somebody of staff; what else a phone or a login is called is told
    to those only who may know it, as in the archive.
    """
    found = events_after(call.store, call.actor, round_id, after, limit)
    people = people_of(call.store, call.actor, round_id)
    events = [replace(each, person=people.number(each.person)) for each in found.events]
    return EventsOut.model_validate(replace(found, events=events))
