"""Where a box is, and who had it when."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from masstest.access.roles import Permission
from masstest.api.answers import refusals
from masstest.api.calls import Call, reads
from masstest.api.routes.parameters import Limit, RoundId
from masstest.api.schemas.boxes import BoxOut, BoxWithEventsOut, box_out, box_with_events_out
from masstest.api.schemas.common import ListOf
from masstest.live.custody import Phase
from masstest.service.live.board import boxes
from masstest.service.live.board.boxes import Wanted
from masstest.service.live.board.views import people_of

router = APIRouter(tags=["live"])

_REFUSED = ("not_found", "no_plan_in_force")
_CODE = r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$"


@router.get("/rounds/{round_id}/boxes", responses=refusals(*_REFUSED))
def list_boxes(
    call: Annotated[Call, reads(Permission.read_boxes)],
    round_id: RoundId,
    phase: Annotated[list[Phase] | None, Query(description="how far they are")] = None,
    source: Annotated[
        str | None, Query(max_length=64, description="point or doorstep team that filled them")
    ] = None,
    held: Annotated[bool, Query(description="only those that can't leave")] = False,
    unaccounted: Annotated[bool, Query(description="only those that nobody knows of")] = False,
    cursor: Annotated[
        str | None, Query(pattern=_CODE, description="`next_cursor` of the page before")
    ] = None,
    limit: Limit = 50,
) -> ListOf[BoxOut]:
    """The boxes of a round, by their ids; a street's manager sees those of the street."""
    wanted = Wanted(phase or (), source, held, unaccounted)
    page = boxes.list_page(call.store, call.actor, round_id, wanted, cursor=cursor, limit=limit)
    named = people_of(call.store, call.actor, round_id).person
    return ListOf.of(page, lambda each: box_out(each, named))


@router.get("/rounds/{round_id}/box", responses=refusals(*_REFUSED))
def get_box(
    call: Annotated[Call, reads(Permission.read_boxes)],
    round_id: RoundId,
    id: Annotated[str, Query(pattern=_CODE, description="as its label says")],
) -> BoxWithEventsOut:
    """One box: where it is, who had it when, its counts, and all that was reported of it.

    People are named to those who may see names; others see their numbers, or nothing.
    """
    found = boxes.get(call.store, call.actor, round_id, id)
    named = people_of(call.store, call.actor, round_id).person
    return box_with_events_out(found, named)
