"""The eight in place: what the plan says of each point, and what people confirm."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.domain.plan import Readiness
from masstest.live.events import LONGEST_TEXT
from masstest.live.readiness import ITEMS, Light, LightState, PointLights
from masstest.service.live import reports
from masstest.service.live.board.views import people_of
from masstest.service.live.findings import confirm
from masstest.service.problems import Problem
from masstest.text import N_, Translator
from masstest.text.sentences import readiness_note, time_name
from masstest.text.sentences.names import readiness_item_name
from masstest.web.pages.live.reports.links import report_pages
from masstest.web.visits import Visit, visits

router = APIRouter()

_STATES = {
    LightState.refused: ("wrong", "✗", N_("not in place")),
    LightState.short: ("late", "!", N_("short by the plan")),
    LightState.open: ("", "?", N_("to be confirmed")),
    LightState.planned: ("good", "○", N_("in place by the plan")),
    LightState.confirmed: ("good", "✓", N_("confirmed")),
}


@router.get("/rounds/{round_id}/readiness")
def show_readiness(
    round_id: str, street: str = "", site: str = "", visit: Visit = visits(Permission.read_live)
) -> Response:
    """All points, and of the one that was chosen each light with who confirmed it."""
    return _shown(visit, round_id, street, "live/reports/readiness", site=site)


@router.get("/rounds/{round_id}/readiness/now")
def readiness_now(
    round_id: str, street: str = "", seen: str = "", visit: Visit = visits(Permission.read_live)
) -> Response:
    """The changing part of the page; nothing if it looks as it did."""
    return _shown(visit, round_id, street, "live/reports/readiness_points", seen)


@router.post("/rounds/{round_id}/readiness")
def confirm_lights(round_id: str, visit: Visit = visits(Permission.report_findings)) -> Response:
    """Confirm a light of a point, or all that nobody has confirmed; or say that one isn't so."""
    site_id, street = visit.text("site_id"), visit.text("street")
    named = visit.text("item")
    if named == "all":
        lights = reports.readiness(visit.store, visit.actor, round_id, street or None)
        point = next((each for each in lights if each.site_id == site_id), None)
        if point is None:
            raise Problem("unknown_place", kind="site", name=site_id)
        items = [light.item for light in point.lights if light.is_open]
    else:
        items = [item for item in ITEMS if item == named]
        if not items:
            raise Problem("malformed", reason="item")
    text = visit.text("text")[:LONGEST_TEXT]
    ok = visit.text("ok") != "no"
    confirm(visit.store, visit.actor, round_id, site_id, items, ok=ok, text=text)
    query = urlencode({"street": street, "site": site_id})
    return visit.go(f"/rounds/{round_id}/readiness?{query}")


def _shown(
    visit: Visit, round_id: str, street: str, template: str, seen: str = "", site: str = ""
) -> Response:
    store, actor, t = visit.store, visit.actor, visit.t
    stored, chosen, streets = reports.seen_street(
        store, actor, round_id, Permission.read_live, street or None
    )
    points = reports.readiness(store, actor, round_id, chosen)
    look = hashlib.sha256(repr([p.model_dump() for p in points]).encode()).hexdigest()[:16]
    if seen == look:
        return Response(status_code=204)
    people = people_of(store, actor, round_id)

    def told(light: Light) -> str:
        """Who said what when; else what the plan says."""
        if light.at_min is None:
            return _note(light, t)
        parts = [time_name(int(light.at_min), t), people.person(light.person), light.text]
        return " · ".join(part for part in parts if part)

    return visit.page(
        template,
        round=stored,
        points=points,
        chosen=next((point for point in points if point.site_id == site), None),
        pages=report_pages(actor, stored.district),
        minute=lambda at_min: time_name(int(at_min), t),
        look=look,
        street=chosen,
        streets=streets,
        is_whole=reports.sees_district(actor, stored.district, Permission.read_live),
        left=sum(point.in_place < len(point.lights) for point in points),
        states=_STATES,
        item_name=lambda item: readiness_item_name(item, t),
        told=told,
        may=_may(actor, stored.district),
        longest=LONGEST_TEXT,
    )


def _note(light: Light, t: Translator) -> str:
    if not light.note:
        return ""
    state: Any = "ok" if light.state is LightState.planned else "short"
    return readiness_note(
        Readiness(site_id="", item=light.item, state=state, note=light.note, facts=light.facts), t
    )


def _may(actor: Actor, district: str) -> Any:
    """Whether somebody may confirm the lights of a point."""

    def may(point: PointLights) -> bool:
        return actor.may(Permission.report_findings, district=district, street=point.street)

    return may
