"""Publishing and withdrawing."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from masstest.access.roles import Permission
from masstest.api.answers import Answer, refusals
from masstest.api.calls import Call, posts, reads
from masstest.api.routes.parameters import Cursor, Limit, PlanId, PublicationId, RoundId
from masstest.api.routes.rounds import ONCE
from masstest.api.schemas.common import ListOf
from masstest.api.schemas.rounds import PublicationOut, Withdrawal, publication_out
from masstest.service import plans, publications

router = APIRouter(tags=["publications"])


@router.post(
    "/plans/{plan_id}/publications", status_code=201, response_model=PublicationOut,
    responses=refusals(
        "not_found", "breaks_rules", "in_force", "already_published", "too_heavy", *ONCE
    ),
)  # fmt: skip
def publish(call: Annotated[Call, posts(Permission.publish_plans)], plan_id: PlanId) -> Response:
    """Publish a plan: it gets a number, and is the one that drivers see.

    Every rule is checked again at this moment. At most one plan of a round is in force.
    """
    with call.reading() as session:
        found = plans.files(session, call.actor, plan_id, Permission.publish_plans)
    publications.recheck(found, call.lang)

    def deed(session: Session) -> Answer:
        made = publications.publish(session, call.actor, found)
        headers = {"Location": f"/api/v1/publications/{made.publication_id}"}
        return Answer(publication_out(made), 201, headers)

    return call.write(deed)


@router.post(
    "/publications/{publication_id}/withdrawal", response_model=PublicationOut,
    responses=refusals("not_found", "already_withdrawn", *ONCE),
)  # fmt: skip
def withdraw(
    call: Annotated[Call, posts(Permission.publish_plans)],
    publication_id: PublicationId,
    body: Withdrawal,
) -> Response:
    """Take a published plan out of force; it stays on record."""
    return call.write(
        lambda session: Answer(
            publication_out(
                publications.withdraw(session, call.actor, publication_id, reason=body.reason)
            )
        )
    )


@router.get("/publications/{publication_id}", responses=refusals("not_found"))
def get_publication(
    call: Annotated[Call, reads(Permission.read_plan_in_force)], publication_id: PublicationId
) -> PublicationOut:
    """A publication."""
    with call.reading() as session:
        return publication_out(publications.get(session, call.actor, publication_id))


@router.get("/rounds/{round_id}/publications", responses=refusals("not_found"))
def list_publications(
    call: Annotated[Call, reads(Permission.read_plan_in_force)],
    round_id: RoundId,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ListOf[PublicationOut]:
    """What was published of a round, newest first; what was withdrawn only for overseers."""
    with call.reading() as session:
        page = publications.list_page(session, call.actor, round_id, cursor=cursor, limit=limit)
        return ListOf.of(page, publication_out)


@router.get("/rounds/{round_id}/publications/in-force", responses=refusals("not_found"))
def in_force(
    call: Annotated[Call, reads(Permission.read_plan_in_force)], round_id: RoundId
) -> PublicationOut:
    """What is in force for a round now."""
    with call.reading() as session:
        found, _ = publications.in_force(session, call.actor, round_id)
        return publication_out(found)
