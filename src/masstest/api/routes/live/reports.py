"""The day's reports: summary, zero report, readiness, findings, learned rates, archive."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from masstest.access.roles import Permission
from masstest.api.answers import refusals
from masstest.api.calls import Call, reads
from masstest.api.routes.files import ZIP, file_description, file_response
from masstest.api.routes.parameters import RoundId
from masstest.api.schemas.common import ListOf
from masstest.api.schemas.reports import ZeroLine, zero_line
from masstest.live.learned import LearnedRate
from masstest.live.readiness import PointLights
from masstest.live.summary import DailySummary, FindingLine
from masstest.service.live import findings, reports
from masstest.service.live.archive import Archive, make_archive
from masstest.service.uploads import XLSX

router = APIRouter(tags=["reports"])
Street = Annotated[str | None, Query(max_length=120, description="of one street only")]
ReportsCall = Annotated[Call, reads(Permission.read_reports)]
_SEEN = refusals("not_found", "no_plan_in_force", "unknown_place")
_DONE = refusals("not_found", "no_plan_in_force", "too_heavy", "busy")
_MOST_RATES = 500


@router.get("/rounds/{round_id}/summary", response_model=DailySummary, responses=_SEEN)
def get_summary(call: ReportsCall, round_id: RoundId, street: Street = None) -> Response:
    """The daily summary as it stands now. Who watches over a street sees that street."""
    found = reports.summary(call.store, call.actor, round_id, street)
    return Response(found.model_dump_json(), media_type="application/json")


@router.get(
    "/rounds/{round_id}/summary.xlsx", response_class=Response,
    responses=file_description(XLSX) | _SEEN | _DONE,
)  # fmt: skip
def summary_workbook(call: ReportsCall, round_id: RoundId, street: Street = None) -> Response:
    """The daily summary as a workbook: one page to sign, the zero report, and all lists."""
    found = reports.summary(call.store, call.actor, round_id, street)
    content = reports.summary_workbook(found, call.lang)
    return file_response(content, XLSX, f"{found.district}-{found.date.isoformat()}-summary.xlsx")


@router.get("/rounds/{round_id}/zero-report", responses=_SEEN)
def zero_report(call: ReportsCall, round_id: RoundId, street: Street = None) -> ListOf[ZeroLine]:
    """A line for every street and community, also where nothing happened."""
    found = reports.summary(call.store, call.actor, round_id, street)
    return ListOf(items=[zero_line(row, call.lang) for row in found.zero_report], next_cursor=None)


@router.get("/rounds/{round_id}/learned", responses=refusals("not_found", "no_plan_in_force"))
def learned(call: ReportsCall, round_id: RoundId) -> ListOf[LearnedRate]:
    """Rates as they were in this round, to be chosen from for the next one."""
    found = reports.learned(call.store, call.actor, round_id)
    return ListOf(items=list(found), next_cursor=None)


@router.get(
    "/rounds/{round_id}/next-roster.xlsx", response_class=Response,
    responses=file_description(XLSX) | refusals("unknown_rate") | _DONE,
)  # fmt: skip
def next_roster(
    call: Annotated[Call, reads(Permission.upload_rosters)],
    round_id: RoundId,
    take: Annotated[
        list[str] | None, Query(max_length=_MOST_RATES, description="names of learned rates")
    ] = None,
) -> Response:
    """The next round's roster; with the learned rates that are named, and no others."""
    found, content = reports.next_roster(
        call.store, call.actor, round_id, tuple(take or ()), call.lang
    )
    return file_response(content, XLSX, f"{found.round.district}-next-roster.xlsx")


@router.get("/rounds/{round_id}/readiness", responses=_SEEN)
def readiness(
    call: Annotated[Call, reads(Permission.read_live)], round_id: RoundId, street: Street = None
) -> ListOf[PointLights]:
    """The eight in place of every point; those with most to see to first. Lights are confirmed
    by events of the kind `readiness_confirmed`."""
    found = reports.readiness(call.store, call.actor, round_id, street)
    return ListOf(items=list(found), next_cursor=None)


@router.get("/rounds/{round_id}/findings", responses=_SEEN)
def list_findings(
    call: Annotated[Call, reads(Permission.report_findings)],
    round_id: RoundId,
    street: Street = None,
) -> ListOf[FindingLine]:
    """What inspectors found: open before closed. They are reported and closed by events of the
    kinds `finding` and `finding_closed`."""
    found = findings.findings(call.store, call.actor, round_id, street)
    return ListOf(items=list(found), next_cursor=None)


@router.get(
    "/rounds/{round_id}/archive.zip", response_class=Response,
    responses=file_description(ZIP) | _DONE,
)  # fmt: skip
def archive(call: ReportsCall, round_id: RoundId) -> Response:
    """Everything of the round in one file with a manifest of SHA-256; entered in the audit."""
    return archive_response(make_archive(call.store, call.actor, round_id))


def archive_response(made: Archive) -> Response:
    """An archive, sent piece by piece."""
    head = file_response(b"", ZIP, made.name)
    headers = {
        name: value for name, value in head.headers.items()
        if name not in ("content-length", "content-type")
    } | {"Content-Length": str(made.size)}  # fmt: skip
    return StreamingResponse(made.pieces(), 200, headers, ZIP)
