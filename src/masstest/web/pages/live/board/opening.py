"""Which round's board: that of today, if there is one."""

from __future__ import annotations

from fastapi import APIRouter, Response

from masstest.access.roles import Permission
from masstest.service.live.in_force.rounds_in_force import rounds_in_force
from masstest.web.todays_round import of_today
from masstest.web.visits import Visit, visits

router = APIRouter()


@router.get("/board")
def open_board(round: str = "", visit: Visit = visits(Permission.read_live)) -> Response:
    """The board of the round that was chosen, or else of today's, or else of the latest."""
    with visit.reading() as session:
        found = rounds_in_force(session, visit.actor, Permission.read_live)
    if not found:
        return visit.page("live/board/none")
    chosen = next((each for each in found if each.round_id == round), None)
    chosen = chosen or of_today(found) or found[0]
    return visit.go(f"/rounds/{chosen.round_id}/board")
