"""Rates as they were today, offered for the next round."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from masstest.access.roles import Permission
from masstest.api.routes.files import file_response
from masstest.live.learned import wording
from masstest.service import rounds
from masstest.service.live import reports
from masstest.service.live.in_force.place_names import place_names
from masstest.service.uploads import XLSX
from masstest.web.pages.live.reports.links import report_pages
from masstest.web.visits import Visit, visits

router = APIRouter()


@router.get("/rounds/{round_id}/learned")
def show_learned(round_id: str, visit: Visit = visits(Permission.read_reports)) -> Response:
    with visit.reading() as session:
        stored = rounds.get(session, visit.actor, round_id, Permission.read_reports)
    rates = reports.learned(visit.store, visit.actor, round_id)
    return visit.page(
        "live/reports/learned",
        round=stored,
        pages=report_pages(visit.actor, stored.district),
        rates=rates,
        labs=place_names(visit.store, round_id).labs,
        may_write_roster=visit.actor.may(Permission.upload_rosters, district=stored.district),
        words=wording,
    )


@router.get("/rounds/{round_id}/next-roster.xlsx")
def next_roster(
    round_id: str,
    take: Annotated[list[str] | None, Query(max_length=500)] = None,
    visit: Visit = visits(Permission.upload_rosters),
) -> Response:
    """The next round's roster, with the rates that were ticked."""
    found, content = reports.next_roster(
        visit.store, visit.actor, round_id, tuple(take or ()), visit.lang
    )
    return file_response(content, XLSX, f"{found.round.district}-next-roster.xlsx")
