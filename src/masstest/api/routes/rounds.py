"""Rounds."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from masstest.access.roles import Permission
from masstest.api.answers import Answer, refusals
from masstest.api.calls import Call, posts, reads
from masstest.api.etags import NOT_MODIFIED, IfMatch, etag, not_modified, seen_version
from masstest.api.routes.parameters import Cursor, Limit, RoundId
from masstest.api.schemas.common import Line, ListOf
from masstest.api.schemas.rounds import NewNote, NewRound, RoundOut
from masstest.service import rounds

router = APIRouter(tags=["rounds"])
ONCE = ("idempotency_key_invalid", "idempotency_in_progress", "idempotency_key_reused", "conflict")
CHANGED = ("precondition_required", "precondition_failed")


@router.get("/rounds", responses=refusals())
def list_rounds(
    call: Annotated[Call, reads(Permission.read_rounds)],
    district: Annotated[Line | None, Query(max_length=120)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ListOf[RoundOut]:
    """The rounds that one may see, newest first."""
    with call.reading() as session:
        page = rounds.list_page(session, call.actor, district=district, cursor=cursor, limit=limit)
        return ListOf.of(page, RoundOut.model_validate)


@router.post(
    "/rounds", status_code=201, response_model=RoundOut, responses=refusals("round_exists", *ONCE)
)
def create_round(call: Annotated[Call, posts(Permission.edit_rounds)], body: NewRound) -> Response:
    """Create a round: one day's testing of one district."""

    def deed(session: Session) -> Answer:
        made = rounds.create(session, call.actor, **body.model_dump())
        headers = {"Location": f"/api/v1/rounds/{made.round_id}", "ETag": etag(made.version)}
        return Answer(RoundOut.model_validate(made), 201, headers)

    return call.write(deed)


@router.get(
    "/rounds/{round_id}", response_model=RoundOut,
    responses=NOT_MODIFIED | refusals("not_found"),
)  # fmt: skip
def get_round(
    request: Request, call: Annotated[Call, reads(Permission.read_rounds)], round_id: RoundId
) -> Response:
    """A round; its ETag is its version."""
    with call.reading() as session:
        found = rounds.get(session, call.actor, round_id)
        body = RoundOut.model_validate(found)
    tag = etag(body.version)
    return not_modified(request, tag) or Answer(body, headers={"ETag": tag}).response()


@router.patch(
    "/rounds/{round_id}", response_model=RoundOut, responses=refusals("not_found", *CHANGED)
)
def edit_round(
    call: Annotated[Call, reads(Permission.edit_rounds)],
    round_id: RoundId,
    body: NewNote,
    if_match: IfMatch = None,
) -> Response:
    """Change a round's note."""

    def deed(session: Session) -> Answer:
        version = seen_version(if_match)
        changed = rounds.edit_note(session, call.actor, round_id, note=body.note, version=version)
        tag = etag(changed.version)
        return Answer(RoundOut.model_validate(changed), headers={"ETag": tag})

    return call.write(deed)
