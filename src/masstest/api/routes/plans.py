"""Plans: asked for, listed, compared, explained."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from masstest.access.roles import Permission
from masstest.api.answers import Answer, refusals
from masstest.api.calls import Call, posts, reads
from masstest.api.etags import NOT_MODIFIED, IfMatch, etag, not_modified, seen_version
from masstest.api.routes.parameters import Cursor, Limit, PlanId, RoundId
from masstest.api.routes.rounds import CHANGED, ONCE
from masstest.api.schemas.common import Id, ListOf
from masstest.api.schemas.plans import (
    Diff,
    Explained,
    JobOut,
    Planning,
    PlanOut,
    Replanning,
    job_out,
    plan_out,
)
from masstest.api.schemas.rounds import NewNote
from masstest.service import comparisons, plans
from masstest.store.tables import Job, StoredPlan

router = APIRouter(tags=["plans"])


def accepted(job: Job) -> Answer:
    """The answer to who asked for a plan: 202, and where to look."""
    return Answer(job_out(job), 202, {"Location": f"/api/v1/jobs/{job.job_id}"})


def shown(session: Session, plan: StoredPlan) -> PlanOut:
    """A plan, with its number if it is in force."""
    now = plans.publication_in_force(session, plan.round_id)
    in_force = now is not None and now.plan_id == plan.plan_id
    return plan_out(plan, now.number if now is not None and in_force else None)


@router.post(
    "/rounds/{round_id}/plans", status_code=202, response_model=JobOut,
    responses=refusals("not_found", "no_roster", "roster_unusable", "wrong_settings", *ONCE),
)  # fmt: skip
def request_plan(
    call: Annotated[Call, posts(Permission.make_plans)], round_id: RoundId, body: Planning
) -> Response:
    """Ask for a plan: answered at once with the job to look at."""
    return call.write(
        lambda session: accepted(
            plans.request_plan(
                session,
                call.actor,
                round_id,
                request=body.request(),
                roster_id=body.roster_id,
                max_attempts=call.settings.job_max_attempts,
            )
        )
    )


@router.post(
    "/plans/{plan_id}/replans", status_code=202, response_model=JobOut,
    responses=refusals("not_found", "roster_unusable", "wrong_settings", "wrong_request", *ONCE),
)  # fmt: skip
def request_replan(
    call: Annotated[Call, posts(Permission.make_plans)], plan_id: PlanId, body: Replanning
) -> Response:
    """Ask for the least change of a plan: with pins, exclusions, a freeze, or another roster."""
    return call.write(
        lambda session: accepted(
            plans.request_replan(
                session,
                call.actor,
                plan_id,
                request=body.request(),
                roster_id=body.roster_id,
                max_attempts=call.settings.job_max_attempts,
            )
        )
    )


@router.get("/rounds/{round_id}/plans", responses=refusals("not_found"))
def list_plans(
    call: Annotated[Call, reads(Permission.read_plan_in_force)],
    round_id: RoundId,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ListOf[PlanOut]:
    """The plans of a round that one may see, newest first; drivers see the one in force."""
    with call.reading() as session:
        page = plans.list_page(session, call.actor, round_id, cursor=cursor, limit=limit)
        now = plans.publication_in_force(session, round_id)
        items = [
            plan_out(each, now.number if now is not None and now.plan_id == each.plan_id else None)
            for each in page.items
        ]
    return ListOf(items=items, next_cursor=page.next_cursor)


@router.get(
    "/plans/{plan_id}", response_model=PlanOut,
    responses=NOT_MODIFIED | refusals("not_found"),
)  # fmt: skip
def get_plan(
    request: Request, call: Annotated[Call, reads(Permission.read_plan_in_force)], plan_id: PlanId
) -> Response:
    """A plan in short; `plan.json` is the whole of it."""
    with call.reading() as session:
        body = shown(session, plans.get(session, call.actor, plan_id))
    tag = etag(body.version)
    return not_modified(request, tag) or Answer(body, headers={"ETag": tag}).response()


@router.patch("/plans/{plan_id}", response_model=PlanOut, responses=refusals("not_found", *CHANGED))
def edit_plan(
    call: Annotated[Call, reads(Permission.make_plans)],
    plan_id: PlanId,
    body: NewNote,
    if_match: IfMatch = None,
) -> Response:
    """Change a plan's note. Nothing else of a plan ever changes."""

    def deed(session: Session) -> Answer:
        version = seen_version(if_match)
        changed = plans.edit_note(session, call.actor, plan_id, note=body.note, version=version)
        return Answer(shown(session, changed), headers={"ETag": etag(changed.version)})

    return call.write(deed)


@router.get("/plans/{plan_id}/diff", responses=refusals("not_found", "too_heavy"))
def diff(
    call: Annotated[Call, reads(Permission.read_plans)],
    plan_id: PlanId,
    since: Annotated[Id, Query(description="the plan to compare with: what changed since then")],
) -> Diff:
    """What changed from another plan to this one, for whom, and what it costs or gains."""
    with call.reading() as session:
        before = plans.files(session, call.actor, since, Permission.read_plans)
        after = plans.files(session, call.actor, plan_id, Permission.read_plans)
    return Diff(**comparisons.diff(before, after, call.actor, call.lang))


@router.get("/plans/{plan_id}/explanation", responses=refusals("not_found", "too_heavy"))
def explanation(
    call: Annotated[Call, reads(Permission.read_plans)],
    plan_id: PlanId,
    subject: Annotated[
        str | None, Query(max_length=100, description="id or name; none: the whole round")
    ] = None,
) -> Explained:
    """Why the plan, or a compound, site, run, vehicle, lab, person of it, is as it is."""
    with call.reading() as session:
        found = plans.files(session, call.actor, plan_id, Permission.read_plans)
    return Explained(**comparisons.explain(found, call.actor, subject, call.lang))
