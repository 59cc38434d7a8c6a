"""The daily summary at a glance, and what can be taken away: workbook, archive."""

from __future__ import annotations

from fastapi import APIRouter, Response

from masstest.access.roles import Permission
from masstest.api.routes.files import file_response
from masstest.api.routes.live.reports import archive_response
from masstest.live.summary import wording
from masstest.service.live import reports
from masstest.service.live.archive import make_archive
from masstest.service.uploads import XLSX
from masstest.text import N_
from masstest.web.pages.live.reports.links import report_pages
from masstest.web.visits import Visit, visits

router = APIRouter()
_GLANCE = (
    ("due", N_("Due")),
    ("sampled", N_("Sampled")),
    ("missed", N_("Missed")),
    ("tubes_resulted", N_("Tubes resulted")),
    ("positives", N_("Positive tubes")),
    ("held", N_("Boxes held now")),
    ("boxes_unaccounted", N_("Boxes unaccounted for")),
    ("findings_overdue", N_("Findings overdue")),
)
BAD = frozenset({"missed", "positives", "held", "boxes_unaccounted", "findings_overdue"})


@router.get("/rounds/{round_id}/reports")
def show_reports(
    round_id: str, street: str = "", visit: Visit = visits(Permission.read_reports)
) -> Response:
    """The summary, line by line for streets and communities."""
    store, actor = visit.store, visit.actor
    stored, chosen, streets = reports.seen_street(
        store, actor, round_id, Permission.read_reports, street or None
    )
    found = reports.summary(store, actor, round_id, chosen)
    return visit.page(
        "live/reports/summary",
        round=stored,
        found=found,
        street=chosen,
        streets=streets,
        is_whole=reports.sees_district(actor, stored.district),
        pages=report_pages(actor, stored.district),
        glance=_GLANCE,
        bad=BAD,
        words=wording,
    )


@router.get("/rounds/{round_id}/reports/summary.xlsx")
def summary_workbook(
    round_id: str, street: str = "", visit: Visit = visits(Permission.read_reports)
) -> Response:
    found = reports.summary(visit.store, visit.actor, round_id, street or None)
    content = reports.summary_workbook(found, visit.lang)
    part = "" if found.street is None else f"-{found.street}"
    name = visit.t(N_("daily-summary"))
    return file_response(
        content, XLSX, f"{found.district}{part}-{found.date.isoformat()}-{name}.xlsx"
    )


@router.get("/rounds/{round_id}/reports/archive.zip")
def archive(round_id: str, visit: Visit = visits(Permission.read_reports)) -> Response:
    """Everything of the round in one file."""
    return archive_response(make_archive(visit.store, visit.actor, round_id))
