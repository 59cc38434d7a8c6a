"""Publishing a plan, and taking it out of force."""

from __future__ import annotations

from fastapi import APIRouter, Response

from masstest.access.roles import Permission
from masstest.api.routes.parameters import PlanId, PublicationId
from masstest.service import publications
from masstest.web.pages.plans.opened import files
from masstest.web.visits import Visit, visits

router = APIRouter()


@router.post("/plans/{plan_id}/publications")
def publish(plan_id: PlanId, visit: Visit = visits(Permission.publish_plans)) -> Response:
    """Put the plan in force, once every rule that must hold has been checked again."""
    found = files(visit, plan_id, Permission.publish_plans)
    publications.recheck(found, visit.lang)
    with visit.writing() as session:
        publications.publish(session, visit.actor, found)
    return visit.go(f"/plans/{plan_id}")


@router.post("/publications/{publication_id}/withdrawal")
def withdraw(
    publication_id: PublicationId, visit: Visit = visits(Permission.publish_plans)
) -> Response:
    """Take a published plan out of force; it stays on record, with the reason."""
    with visit.writing() as session:
        publication = publications.withdraw(
            session, visit.actor, publication_id, reason=visit.text("reason")[:500]
        )
        plan_id = publication.plan_id
    return visit.go(f"/plans/{plan_id}")
