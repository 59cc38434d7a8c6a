"""Rosters: uploaded, and told what is wrong with them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from masstest.access.roles import Permission
from masstest.api.answers import Answer, problem_document, refusals
from masstest.api.calls import Call, reads, uploads
from masstest.api.etags import not_modified
from masstest.api.routes.files import file_description, file_response
from masstest.api.routes.parameters import Cursor, FileName, Limit, RosterId, RoundId
from masstest.api.routes.rounds import ONCE
from masstest.api.schemas.common import ListOf, ProblemDocument
from masstest.api.schemas.rounds import RosterOut, RosterReport, roster_report
from masstest.api.uploading import file_name_of
from masstest.service import rosters, rounds
from masstest.service.problems import Problem
from masstest.service.uploads import JSON, XLSX, told_problems

router = APIRouter(tags=["rosters"])

_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            XLSX: {"schema": {"type": "string", "format": "binary"}},
            JSON: {
                "schema": {"type": "object", "description": "a roster, places in WGS-84"},
                "example": {
                    "round": {"district": "Weibin", "date": "2022-03-10"},
                    "compounds": [],
                    "sites": [],
                },
            },
        },
    }
}


@router.post(
    "/rounds/{round_id}/rosters", status_code=201, response_model=RosterReport,
    openapi_extra=_FILE,
    responses=refusals(
        "not_found", "roster_unreadable", "roster_has_errors", "other_round",
        "unsupported_media_type", "too_heavy", *ONCE,
    ),
)  # fmt: skip
def upload_roster(
    request: Request,
    call: Annotated[Call, uploads(Permission.upload_rosters, XLSX, JSON)],
    round_id: RoundId,
    file_name: FileName = "roster.xlsx",
) -> Response:
    """Upload a roster, a workbook or JSON.

    A good one is answered with 201 and its report. One with errors is kept as well, so that its
    report and its annotated file can be fetched (`Location`), and answered with 422 and the
    problems, each with its cell. What can't be opened at all isn't kept.
    """
    with call.reading() as session:
        rounds.get(session, call.actor, round_id, Permission.upload_rosters)
    content = call.upload.content()
    try:
        reading = rosters.read_upload(content, call.upload.media_type)
    except Problem as problem:
        if problem.code == "roster_unreadable":
            rows = told_problems(list(problem.rows["problems"]), call.lang)
            raise Problem(problem.code, rows={"problems": rows}) from None
        raise
    name = file_name_of(request, "roster.json" if call.upload.media_type == JSON else "roster.xlsx")

    def deed(session: Session) -> Answer:
        made = rosters.upload(
            session,
            call.actor,
            round_id,
            file_name=name,
            content=content,
            media_type=call.upload.media_type,
            reading=reading,
        )
        headers = {"Location": f"/api/v1/rosters/{made.roster_id}"}
        report = roster_report(made, call.lang)
        if made.status != "errors":
            return Answer(report, 201, headers)
        problem = Problem(
            "roster_has_errors",
            errors=report.errors,
            roster_id=made.roster_id,
            rows={"problems": [row.model_dump() for row in report.problems]},
        )
        document = problem_document(problem, call.lang, headers["Location"])
        return Answer(ProblemDocument(**document), 422, headers)

    return call.write(deed)


@router.get("/rounds/{round_id}/rosters", responses=refusals("not_found"))
def list_rosters(
    call: Annotated[Call, reads(Permission.read_rosters)],
    round_id: RoundId,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ListOf[RosterOut]:
    """The rosters of a round, newest first."""
    with call.reading() as session:
        page = rosters.list_page(session, call.actor, round_id, cursor=cursor, limit=limit)
        return ListOf.of(page, RosterOut.model_validate)


@router.get("/rosters/{roster_id}", responses=refusals("not_found"))
def get_roster(
    call: Annotated[Call, reads(Permission.read_rosters)], roster_id: RosterId
) -> RosterReport:
    """A roster with its report: what was read, what is wrong and where."""
    with call.reading() as session:
        found = rosters.get(session, call.actor, roster_id)
        return roster_report(found, call.lang)


@router.get(
    "/rosters/{roster_id}/file", response_class=Response,
    responses=file_description(XLSX, JSON, document="RosterDocument") | refusals("not_found"),
)  # fmt: skip
def roster_file(
    request: Request, call: Annotated[Call, reads(Permission.read_rosters)], roster_id: RosterId
) -> Response:
    """The file as it was uploaded."""
    with call.reading() as session:
        found = rosters.get(session, call.actor, roster_id)
        tag = f'"{found.source_sha256}"'
        known = not_modified(request, tag)
        if known is not None:
            return known
        content = rosters.source(session, found)
    media_type = XLSX if content.startswith(b"PK") else JSON
    return file_response(content, media_type, found.file_name, tag)


@router.get(
    "/rosters/{roster_id}/annotated", response_class=Response,
    responses=file_description(XLSX) | refusals("not_found", "too_heavy"),
)  # fmt: skip
def annotated_roster(
    request: Request, call: Annotated[Call, reads(Permission.read_rosters)], roster_id: RosterId
) -> Response:
    """The uploaded workbook with every problem beside its row."""
    with call.reading() as session:
        found = rosters.get(session, call.actor, roster_id)
        tag = f'"{found.source_sha256}-{call.lang}"'
        known = not_modified(request, tag)
        if known is not None:
            return known
        content = rosters.source(session, found)
    made = rosters.annotated(content, found.file_name, found.source_sha256, call.lang)
    stem = found.file_name.removesuffix(".xlsx")
    return file_response(made, XLSX, f"{stem}.checked.xlsx", tag)


@router.get(
    "/rosters/{roster_id}/roster.json", response_class=Response,
    responses=file_description(JSON, document="RosterDocument")
    | refusals("not_found", "roster_unusable"),
)  # fmt: skip
def roster_json(
    request: Request, call: Annotated[Call, reads(Permission.read_rosters)], roster_id: RosterId
) -> Response:
    """The validated roster as JSON, places in WGS-84."""
    with call.reading() as session:
        found = rosters.get(session, call.actor, roster_id)
        tag = f'"{found.roster_sha256}"'
        known = not_modified(request, tag)
        if known is not None:
            return known
        content = rosters.as_json(session, found)
    return file_response(content, JSON, "roster.json", tag, inline=True)
