"""The board."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from starlette.concurrency import run_in_threadpool

from masstest.access.roles import Permission
from masstest.api.answers import refusals
from masstest.api.calls import Call
from masstest.api.quick_calls import quickly
from masstest.api.routes.parameters import RoundId
from masstest.live.shapes import Board
from masstest.service.live.board.boards import board_document

router = APIRouter(tags=["live"])


@router.get(
    "/rounds/{round_id}/board", response_model=Board,
    responses=refusals("not_found", "no_plan_in_force", "unknown_place", "being_read"),
)  # fmt: skip
async def get_board(
    call: Annotated[Call, quickly(Permission.read_live)],
    round_id: RoundId,
    street: Annotated[str | None, Query(max_length=120, description="of one street only")] = None,
) -> Response:
    """The board, as it was a second ago at the earliest; `X-Ledger-Number` is the last event
    that it knows. Who watches over a street sees that street."""
    number, body = await run_in_threadpool(board_document, call.store, call.actor, round_id, street)
    headers = {"Cache-Control": "no-store", "X-Ledger-Number": str(number)}
    return Response(body, 200, headers, "application/json")
