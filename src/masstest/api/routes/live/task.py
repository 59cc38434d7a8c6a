"""What a phone has to know: in which round it acts, and what its place has to do there."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from masstest.access.roles import Permission
from masstest.api.answers import refusals
from masstest.api.calls import Call
from masstest.api.etags import NOT_MODIFIED, not_modified
from masstest.api.quick_calls import quickly
from masstest.api.routes.parameters import RoundId
from masstest.service.live import tasks

router = APIRouter(tags=["phones"])

Place = Annotated[
    str | None,
    Query(
        max_length=64, description="which vehicle, point, team or laboratory, if one has several"
    ),
]


class OwnRound(BaseModel):
    round_id: str
    district: str
    date: str
    number: int


class PhoneSession(BaseModel):
    """Who a phone acts for. `csrf_token` is sent back as X-CSRF-Token; programs have none."""

    login: str
    name: str
    csrf_token: str | None
    rounds: list[OwnRound]


@router.get("/phone", responses=refusals())
def phone(
    call: Annotated[Call, quickly(Permission.read_own_task)], response: Response
) -> PhoneSession:
    """Who one is on a phone, and the rounds in which one has something to do, latest first."""
    response.headers["Cache-Control"] = "no-store"
    with call.reading() as session:
        found = [
            OwnRound(
                round_id=each.round_id,
                district=each.district,
                date=each.date.isoformat(),
                number=each.number,
            )
            for each in tasks.own_rounds(session, call.actor)
        ]
    token = None if call.caller is None else call.caller.csrf_token
    return PhoneSession(
        login=call.actor.login, name=call.actor.name, csrf_token=token, rounds=found
    )


@router.get(
    "/rounds/{round_id}/task", response_model=dict[str, Any],
    responses=refusals("not_found") | NOT_MODIFIED,
)  # fmt: skip
def task(
    call: Annotated[Call, quickly(Permission.read_own_task)], round_id: RoundId, place: Place = None
) -> Response:
    """The day of one's own vehicle, point, team or laboratory, and what it has reported.

    Its ETag changes with everything but the clock.
    """
    found = tasks.task(call.store, call.actor, round_id, place=place)
    lasting = json.dumps({**found, "clock": None}, sort_keys=True)
    tag = f'"{hashlib.sha256(lasting.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    return not_modified(call.request, tag) or JSONResponse(found, headers=headers)
