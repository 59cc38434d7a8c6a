"""Edits of a plan: its workbook edited, a compound moved, a remedy applied."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy.orm import Session

from masstest.access.roles import Permission
from masstest.api.answers import Answer, refusals
from masstest.api.calls import Call, posts, reads, uploads
from masstest.api.routes.parameters import PlanId
from masstest.api.routes.rounds import ONCE
from masstest.api.schemas.common import Line
from masstest.api.schemas.plans import (
    ApplyRemedies,
    EditOut,
    Move,
    Remedied,
    Shortages,
    edit_out,
    job_out,
)
from masstest.jobs.requests import PlanRequest
from masstest.service import edits, plans, remedies
from masstest.service.edits import EditReport
from masstest.service.plans import PlanFiles
from masstest.service.uploads import XLSX

router = APIRouter(tags=["edits"])

_WORKBOOK: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}},
    }
}
_KEPT: dict[int | str, dict[str, Any]] = {
    201: {"model": EditOut, "description": "Kept as a plan of its own"},
    202: {"model": EditOut, "description": "Kept as a draft; the rest is planned around it"},
}
_REFUSED = ("not_found", "edit_unreadable", "unsupported_media_type", "too_heavy")


def _files(call: Call, plan_id: str) -> PlanFiles:
    with call.reading() as session:
        return plans.files(session, call.actor, plan_id, Permission.make_plans)


@router.post(
    "/plans/{plan_id}/edit-checks", response_model=EditOut, openapi_extra=_WORKBOOK,
    responses=refusals(*_REFUSED, *ONCE),
)  # fmt: skip
def check_edit(
    call: Annotated[Call, uploads(Permission.make_plans, XLSX)], plan_id: PlanId
) -> Response:
    """What an edited workbook of the plan changes, and what that breaks. Nothing is kept."""
    report = edits.check_edited(_files(call, plan_id), call.upload.content(), call.lang)
    return call.write(lambda session: Answer(edit_out(report)))


@router.post(
    "/plans/{plan_id}/edited-plans", status_code=201, response_model=EditOut,
    openapi_extra=_WORKBOOK,
    responses=_KEPT | refusals(*_REFUSED, "edit_has_errors", "nothing_changed", *ONCE),
)  # fmt: skip
def keep_edit(
    call: Annotated[Call, uploads(Permission.make_plans, XLSX)],
    plan_id: PlanId,
    note: Annotated[Line, Query(max_length=500)] = "",
    plan_around: Annotated[bool, Query(description="have the rest planned around it")] = False,
) -> Response:
    """Keep an edited workbook as a plan of its own."""
    report = edits.check_edited(_files(call, plan_id), call.upload.content(), call.lang)
    if plan_around:
        return call.write(lambda session: _around(session, call, plan_id, report, note))
    return call.write(lambda session: _kept(session, call, plan_id, report, note))


@router.post(
    "/plans/{plan_id}/moves", response_model=EditOut,
    responses=_KEPT
    | refusals("not_found", "move_impossible", "nothing_changed", "too_heavy", *ONCE),
)  # fmt: skip
def move_compound(
    call: Annotated[Call, posts(Permission.make_plans)], plan_id: PlanId, body: Move
) -> Response:
    """Move a compound to another point: what follows from it, at once; kept if `keep`."""
    report = edits.move_compound(_files(call, plan_id), body.compound_id, body.site_id, call.lang)
    if body.plan_around:
        return call.write(lambda session: _around(session, call, plan_id, report, body.note))
    if not body.keep:
        return call.write(lambda session: Answer(edit_out(report)))
    return call.write(lambda session: _kept(session, call, plan_id, report, body.note))


def _kept(session: Session, call: Call, plan_id: str, report: EditReport, note: str) -> Answer:
    made = edits.keep_edited(session, call.actor, plan_id, report, note=note)
    return Answer(edit_out(report, made), 201, {"Location": f"/api/v1/plans/{made.plan_id}"})


def _around(session: Session, call: Call, plan_id: str, report: EditReport, note: str) -> Answer:
    draft, job = edits.plan_around(
        session,
        call.actor,
        plan_id,
        report,
        request=PlanRequest(),
        note=note,
        max_attempts=call.settings.job_max_attempts,
    )
    return Answer(edit_out(report, draft, job), 202, {"Location": f"/api/v1/jobs/{job.job_id}"})


@router.get("/plans/{plan_id}/shortages", responses=refusals("not_found", "too_heavy"))
def shortages(call: Annotated[Call, reads(Permission.read_plans)], plan_id: PlanId) -> Shortages:
    """What the plan is short of, and what would mend it, in words."""
    with call.reading() as session:
        found = plans.files(session, call.actor, plan_id, Permission.read_plans)
    return Shortages.model_validate({"shortages": remedies.shortages(found, call.actor, call.lang)})


@router.post(
    "/plans/{plan_id}/remedies", status_code=202, response_model=Remedied,
    responses=refusals(
        "not_found", "no_such_remedy", "remedy_not_applicable", "too_heavy", *ONCE
    ),
)  # fmt: skip
def apply_remedies(
    call: Annotated[Call, posts(Permission.make_plans)], plan_id: PlanId, body: ApplyRemedies
) -> Response:
    """Carry out remedies on the roster, and have the plan changed to fit it."""
    found = _files(call, plan_id)
    choices = [(each.shortage, each.remedy) for each in body.remedies]
    roster_json = remedies.remedied_roster(found, choices)
    request = PlanRequest(time_limit_s=body.time_limit_s, seed=body.seed)

    def deed(session: Session) -> Answer:
        roster, job = remedies.apply(
            session,
            call.actor,
            found,
            roster_json,
            request=request,
            max_attempts=call.settings.job_max_attempts,
        )
        made = Remedied(roster_id=roster.roster_id, job=job_out(job))
        return Answer(made, 202, {"Location": f"/api/v1/jobs/{job.job_id}"})

    return call.write(deed)
