"""Changing the plan while the day runs: asking, deciding, and who has confirmed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from masstest.access.roles import Permission
from masstest.api.answers import Answer, refusals
from masstest.api.calls import Call, posts, reads
from masstest.api.etags import IfMatch, etag, seen_version
from masstest.api.routes.parameters import Cursor, Limit, ProposalId, RoundId
from masstest.api.routes.rounds import CHANGED, ONCE
from masstest.api.schemas.common import ListOf
from masstest.api.schemas.proposals import (
    Asking,
    ConfirmationsOut,
    ProposalOut,
    Rejection,
    confirmations_out,
    proposal_out,
)
from masstest.api.schemas.rounds import PublicationOut, publication_out
from masstest.service import publications
from masstest.service.live import proposals

router = APIRouter(tags=["live"])


def _answer(session: Session, call: Call, proposal_id: str, status: int = 200) -> Answer:
    found = proposals.get(session, call.actor, proposal_id)
    headers = {"ETag": etag(found.proposal.version)}
    if status == 202:
        headers["Location"] = f"/api/v1/proposals/{proposal_id}"
    return Answer(proposal_out(found, call.lang), status, headers)


@router.post(
    "/rounds/{round_id}/proposals", status_code=202, response_model=ProposalOut,
    responses=refusals("not_found", "no_plan_in_force", "wrong_request", "conflict", *ONCE),
)  # fmt: skip
def ask_for_proposal(
    call: Annotated[Call, posts(Permission.make_plans)], round_id: RoundId, body: Asking
) -> Response:
    """Ask for the least change of the plan in force that fits the day as it has been reported.

    Answered at once; its job works out the plan. Nothing changes before somebody accepts it.
    """
    state = proposals.read_state(call.store, call.actor, round_id)

    def deed(session: Session) -> Answer:
        made, _ = proposals.propose(
            session,
            call.actor,
            round_id,
            state=state,
            asked=body.asked(),
            max_attempts=call.settings.job_max_attempts,
        )
        return _answer(session, call, made.proposal_id, 202)

    return call.write(deed)


@router.get("/rounds/{round_id}/proposals", responses=refusals("not_found"))
def list_proposals(
    call: Annotated[Call, reads(Permission.read_live)],
    round_id: RoundId,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ListOf[ProposalOut]:
    """The proposals of a round, newest first."""
    with call.reading() as session:
        page = proposals.list_page(session, call.actor, round_id, cursor=cursor, limit=limit)
        return ListOf.of(page, lambda each: proposal_out(each, call.lang))


@router.get("/proposals/{proposal_id}", response_model=ProposalOut, responses=refusals("not_found"))
def get_proposal(
    call: Annotated[Call, reads(Permission.read_live)], proposal_id: ProposalId
) -> Response:
    """A proposal as it stands now. The ETag changes when it is decided."""
    with call.reading() as session:
        return _answer(session, call, proposal_id).response()


@router.post(
    "/proposals/{proposal_id}/acceptance", status_code=201, response_model=PublicationOut,
    responses=refusals(
        "not_found", "proposal_outdated", "proposal_not_open", "breaks_rules", "too_heavy",
        *CHANGED, *ONCE,
    ),
)  # fmt: skip
def accept_proposal(
    call: Annotated[Call, posts(Permission.publish_plans)],
    proposal_id: ProposalId,
    if_match: IfMatch = None,
) -> Response:
    """Put the proposed plan in force instead of the one that it changes, in one step.

    Every rule is checked again at this moment.
    """
    version = seen_version(if_match)
    with call.reading() as session:
        checked = proposals.files(session, call.actor, proposal_id, version)
    publications.recheck(checked, call.lang)

    def deed(session: Session) -> Answer:
        made = proposals.accept(session, call.actor, proposal_id, version, checked)
        headers = {"Location": f"/api/v1/publications/{made.publication_id}"}
        return Answer(publication_out(made), 201, headers)

    return call.write(deed)


@router.post(
    "/proposals/{proposal_id}/rejection", response_model=ProposalOut,
    responses=refusals("not_found", "proposal_outdated", "proposal_not_open", *CHANGED, *ONCE),
)  # fmt: skip
def reject_proposal(
    call: Annotated[Call, posts(Permission.publish_plans)],
    proposal_id: ProposalId,
    body: Rejection,
    if_match: IfMatch = None,
) -> Response:
    """Decide against a proposal; it stays on record."""

    def deed(session: Session) -> Answer:
        version = seen_version(if_match)
        proposals.reject(session, call.actor, proposal_id, version, note=body.note)
        return _answer(session, call, proposal_id)

    return call.write(deed)


@router.get("/rounds/{round_id}/confirmations", responses=refusals("not_found"))
def get_confirmations(
    call: Annotated[Call, reads(Permission.read_live)], round_id: RoundId
) -> ConfirmationsOut:
    """Which crews have seen their runs as the plan in force changed them, and which haven't."""
    return confirmations_out(proposals.confirmations(call.store, call.actor, round_id))
