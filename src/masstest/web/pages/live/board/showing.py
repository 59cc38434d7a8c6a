"""The board's pages: for a desk or a phone, and for a wall; and what they ask for again."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Response

from masstest.access.roles import Permission
from masstest.service.live.board.screens import hang_up
from masstest.service.live.board.views import BoardView, board_view
from masstest.service.live.in_force.rounds_in_force import rounds_in_force
from masstest.service.problems import Problem
from masstest.store.tables.base import utc_now
from masstest.web.pages.live.board.map_features import map_features
from masstest.web.pages.live.board.parts import BOARD, WALL, facts_of, head_of, parts_of
from masstest.web.pages.logins import logged_in
from masstest.web.visits import Visit, visits

router = APIRouter()
_SMALL = 2000  # bytes; compressing less is not worth it
_LEVEL = 5

Street = Annotated[str, Query(max_length=120)]
Names = Annotated[str, Query(max_length=200, pattern="^[a-z_,]*$")]
Seen = Annotated[str, Query(max_length=400, pattern="^[a-z_0-9:,]*$")]


@router.get("/rounds/{round_id}/board")
def show_board(
    round_id: str, street: Street = "", visit: Visit = visits(Permission.read_live)
) -> Response:
    try:
        view = _view(visit, round_id, street)
    except Problem as problem:
        if problem.code != "no_plan_in_force":
            raise
        return visit.page("live/board/none", status=409)
    return _page(visit, view, "live/board/board", BOARD)


@router.get("/rounds/{round_id}/board/wall")
def show_wall(
    round_id: str, street: Street = "", visit: Visit = visits(Permission.read_live)
) -> Response:
    """The board for a screen on the wall: nothing to press, nothing to scroll."""
    return _page(visit, _view(visit, round_id, street), "live/board/wall", WALL)


@router.post("/rounds/{round_id}/board/wall")
def hang_up_a_screen(
    round_id: str, street: Street = "", visit: Visit = visits(Permission.read_live)
) -> Response:
    """Make this browser a screen that watches until the round is over, and log its user out."""
    with visit.writing() as session:
        opened = hang_up(
            session, visit.actor, round_id, street or None, token=visit.token, lang=visit.lang
        )
    query = f"?street={quote(street)}" if street else ""
    return logged_in(visit, opened, f"/rounds/{round_id}/board/wall{query}")


@router.get("/rounds/{round_id}/board/now")
def changed_parts(
    round_id: str,
    street: Street = "",
    want: Names = "",
    seen: Seen = "",
    told: Annotated[int, Query(ge=0)] = 0,
    visit: Visit = visits(Permission.read_live),
) -> Response:
    """Those of the parts `want` that look different than `seen` (``name:look,…``) says, as of
    event number `told` or a little later."""
    view = _view(visit, round_id, street, told)
    known = set(seen.split(","))
    names = [name for name in (*BOARD, *WALL) if name in want.split(",")]
    found = parts_of(visit.store, view, visit.lang, visit.actor, names)
    parts = {
        part.name: {"look": part.look, "html": part.html}
        for part in found
        if f"{part.name}:{part.look}" not in known
    }
    return _json(visit, head_of(view, utc_now(), visit.t) | {"parts": parts})


@router.get("/rounds/{round_id}/board/curves")
def show_curves(
    round_id: str, street: Street = "", visit: Visit = visits(Permission.read_live)
) -> Response:
    """Planned, reported and expected figures over the day, for the chart."""
    view = _view(visit, round_id, street)
    facts = view.curves.model_dump(mode="json", exclude={"labs"})
    deadlines = {each.kind: each.deadline_min for each in view.board.deadlines}
    return _json(visit, facts | {"deadlines": deadlines})


@router.get("/rounds/{round_id}/board/map")
def show_map(
    round_id: str, street: Street = "", visit: Visit = visits(Permission.read_live)
) -> Response:
    """Points, laboratories and vehicles where they last reported, for the map."""
    return _json(visit, map_features(_view(visit, round_id, street), visit.t))


def _view(visit: Visit, round_id: str, street: str, told: int = 0) -> BoardView:
    return board_view(visit.store, visit.actor, round_id, street or None, at_least=told)


def _page(visit: Visit, view: BoardView, template: str, names: Sequence[str]) -> Response:
    with visit.reading() as session:
        rounds = rounds_in_force(session, visit.actor, Permission.read_live)
    district = view.round.district
    may = {
        permission.value: visit.actor.may(permission, district=district)
        for permission in (
            Permission.read_boxes,
            Permission.acknowledge_alerts,
            Permission.make_plans,
        )
    }
    found = parts_of(visit.store, view, visit.lang, visit.actor, names)
    facts = facts_of(view, visit.t)
    own = {name: value for name, value in facts.items() if name not in ("t", "lang")}
    return visit.page(
        template,
        round=view.round,
        rounds=rounds,
        may=may,
        parts={part.name: part for part in found},
        head=head_of(view, utc_now(), visit.t),
        **own,
    )


def _json(visit: Visit, facts: dict[str, Any]) -> Response:
    """`facts` as JSON, compressed if that is worth it: phones ask for it all the time."""
    body = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if len(body) > _SMALL and "gzip" in visit.request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, _LEVEL)
        headers["Content-Encoding"] = "gzip"
    return Response(body, 200, headers, "application/json")
