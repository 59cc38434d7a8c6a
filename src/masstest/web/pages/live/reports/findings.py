"""What inspectors find at points: put right the same day."""

from __future__ import annotations

import hashlib
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from masstest.access.roles import Permission
from masstest.domain.units import clock
from masstest.live.events import LONGEST_TEXT
from masstest.live.readiness import ITEMS
from masstest.live.summary import FindingLine
from masstest.service.live import findings, reports
from masstest.service.live.findings import LAST_MINUTE_MIN
from masstest.service.live.in_force.place_names import place_names
from masstest.service.problems import Problem
from masstest.text.sentences import time_name
from masstest.text.sentences.names import readiness_item_name
from masstest.web.pages.live.reports.links import report_pages
from masstest.web.visits import Visit, visits

router = APIRouter()
_HOURS, _CLOCK_PARTS = 24, 2


@router.get("/rounds/{round_id}/findings")
def show_findings(
    round_id: str,
    street: str = "",
    site: str = "",
    close: str = "",
    visit: Visit = visits(Permission.report_findings),
) -> Response:
    """All findings, with the form for a new one (of a `site`), or for closing one."""
    return _shown(visit, round_id, street, "live/reports/findings", site=site, close=close)


@router.get("/rounds/{round_id}/findings/now")
def findings_now(
    round_id: str,
    street: str = "",
    seen: str = "",
    visit: Visit = visits(Permission.report_findings),
) -> Response:
    """The changing part of the page; nothing if it looks as it did."""
    return _shown(visit, round_id, street, "live/reports/finding_cards", seen)


@router.post("/rounds/{round_id}/findings")
def new_finding(round_id: str, visit: Visit = visits(Permission.report_findings)) -> Response:
    """Put a finding on record; without another time it is due by the end of the day."""
    text, named = visit.text("text")[:LONGEST_TEXT], visit.text("item")
    due_min = _minute(visit.text("due"))
    if not text:
        raise Problem("malformed", reason="text")
    item = next((each for each in ITEMS if each == named), None)
    findings.find(
        visit.store, visit.actor, round_id, site_id=visit.text("site_id"), text=text, item=item,
        due_min=due_min,
    )  # fmt: skip
    return visit.go(f"/rounds/{round_id}/findings{_query(visit)}")


@router.post("/rounds/{round_id}/findings/{finding_id}/closing")
def close_finding(
    round_id: str, finding_id: str, visit: Visit = visits(Permission.report_findings)
) -> Response:
    """Say how a finding was put right."""
    text = visit.text("text")[:LONGEST_TEXT]
    findings.close(visit.store, visit.actor, round_id, finding_id, text)
    return visit.go(f"/rounds/{round_id}/findings{_query(visit)}")


def _query(visit: Visit) -> str:
    street = visit.text("street")
    return f"?{urlencode({'street': street})}" if street else ""


def _minute(text: str) -> float | None:
    """``17:30`` as a minute of the day; None for nothing, or for what is no time."""
    parts = text.split(":")
    if len(parts) < _CLOCK_PARTS or not all(part.isdecimal() for part in parts[:2]):
        return None
    hour, minute = int(parts[0][:2]), int(parts[1][:2])
    return float(hour * 60 + minute) if hour < _HOURS else None


def _shown(
    visit: Visit,
    round_id: str,
    street: str,
    template: str,
    seen: str = "",
    site: str = "",
    close: str = "",
) -> Response:
    store, actor, t = visit.store, visit.actor, visit.t
    stored, chosen, streets = reports.seen_street(
        store, actor, round_id, Permission.report_findings, street or None
    )
    found = findings.findings(store, actor, round_id, chosen)
    looked_at = repr([(f.finding_id, f.closed_min, f.overdue, f.text) for f in found])
    look = hashlib.sha256(looked_at.encode()).hexdigest()[:16]
    if seen == look:
        return Response(status_code=204)
    sources = place_names(store, round_id).sources
    sites = [
        (source.source_id, source.name, source.street)
        for source in sources
        if source.is_point and chosen in (None, source.street)
    ]
    names = {source.source_id: source.name for source in sources}
    return visit.page(
        template,
        round=stored,
        pages=report_pages(actor, stored.district),
        cards=found,
        closing=next((f for f in found if f.finding_id == close and f.closed_min is None), None),
        still_open=sum(f.closed_min is None for f in found),
        overdue=sum(f.overdue for f in found),
        by_street=_by_street(found),
        look=look,
        street=chosen,
        streets=streets,
        is_whole=reports.sees_district(actor, stored.district, Permission.report_findings),
        sites=sites,
        site=site,
        names=names,
        items=[(item, readiness_item_name(item, t)) for item in ITEMS],
        item_name=lambda item: readiness_item_name(item, t),
        minute=lambda at_min: time_name(int(at_min), t),
        due=clock(LAST_MINUTE_MIN),
        longest=LONGEST_TEXT,
    )


def _by_street(found: tuple[FindingLine, ...]) -> dict[str, list[FindingLine]]:
    """Findings under their streets, in the order of the first of each."""
    streets: dict[str, list[FindingLine]] = {}
    for each in found:
        streets.setdefault(each.street, []).append(each)
    return streets
