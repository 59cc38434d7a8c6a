"""A plan handed out: workbook, print pages, map, data, and the next round's roster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Response

from masstest.access.roles import Permission
from masstest.api.routes.files import GEOJSON, HTML, ZIP, file_response, not_modified_file
from masstest.api.routes.parameters import PlanId
from masstest.service import next_round, plans
from masstest.service.plans import Form
from masstest.service.problems import not_found
from masstest.service.uploads import JSON, XLSX
from masstest.web.pages.plans.opened import files, opened
from masstest.web.visits import Visit, visits

router = APIRouter()


@dataclass(frozen=True)
class _File:
    form: Form
    media_type: str
    opened: bool = False  # in the browser, not saved


_FILES: Mapping[str, _File] = {
    "plan.xlsx": _File("workbook", XLSX),
    "plan.json": _File("json", JSON),
    "points.geojson": _File("points", GEOJSON),
    "runs.geojson": _File("runs", GEOJSON),
    "print.zip": _File("print", ZIP),
    "print.html": _File("print_page", HTML, opened=True),
    "map.html": _File("map", HTML, opened=True),
}
# The print pages link to a list of themselves; here that is the plan's page.
_LIST_OF_SHEETS = "index.html"


@router.get("/plans/{plan_id}/files/{name}")
def one_file(
    plan_id: PlanId, name: str, visit: Visit = visits(Permission.read_plan_in_force)
) -> Response:
    """The plan in one of its forms, with what the visitor may not see masked."""
    if name == _LIST_OF_SHEETS:
        return visit.go(f"/plans/{plan_id}")
    file = _FILES.get(name)
    if file is None:
        raise not_found("file")
    seen = opened(visit, plan_id)
    tag = f'"{plans.form_etag(seen.plan, visit.actor, file.form, visit.lang)}"'
    known = not_modified_file(visit.request, tag, file.media_type)
    if known is not None:
        return known
    content = plans.rendered_form(seen.plan, seen.load, visit.actor, file.form, visit.lang)
    round_of_it = seen.round
    saved_as = (
        f"{round_of_it.district}-{round_of_it.date.isoformat()}-{round_of_it.number}"
        f"-{seen.plan.number}.{name}"
    )
    return file_response(content, file.media_type, saved_as, tag, inline=file.opened)


@router.get("/plans/{plan_id}/next-roster.xlsx")
def next_roster(plan_id: PlanId, visit: Visit = visits(Permission.upload_rosters)) -> Response:
    """The next day's roster: places, duties and rest carried over, to be looked through."""
    found = files(visit, plan_id, Permission.upload_rosters)
    content = next_round.next_roster_workbook(found, visit.lang)
    return file_response(content, XLSX, f"{found.round.district}-next-roster.xlsx")
