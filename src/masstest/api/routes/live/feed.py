"""Being told when there is something new."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from masstest.access.roles import Permission
from masstest.api.answers import refusals
from masstest.api.calls import Call
from masstest.api.live_stream import LiveStreams
from masstest.api.quick_calls import quickly
from masstest.api.routes.parameters import RoundId
from masstest.service import rounds

router = APIRouter(tags=["live"])

_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events: `live` whenever there is something new, at most "
        "once a second, with the number of the last event",
        "content": {
            "text/event-stream": {
                "schema": {
                    "type": "object",
                    "required": ["event", "data"],
                    "properties": {
                        "id": {"type": "string"},
                        "event": {"type": "string", "enum": ["live"]},
                        "data": {"type": "string", "description": "JSON"},
                    },
                },
                "example": 'id: 4711\nevent: live\ndata: {"number": 4711, '
                '"at": "2022-03-10T01:45:30+00:00", "publication": 2}\n\n',
            }
        },
    }
}


@router.get("/rounds/{round_id}/live", response_class=Response,
            responses=_STREAM | refusals("not_found"))  # fmt: skip
async def live(
    request: Request, call: Annotated[Call, quickly(Permission.read_live)], round_id: RoundId
) -> Response:
    """How far the round is, told as it goes on."""

    def check() -> None:
        with call.reading() as session:
            rounds.get(session, call.actor, round_id, Permission.read_live)

    await run_in_threadpool(check)
    streams: LiveStreams = request.app.state.live_streams
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(streams.follow(round_id), 200, headers, "text/event-stream")
