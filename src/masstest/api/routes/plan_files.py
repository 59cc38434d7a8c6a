"""A plan as files: JSON, workbook, print pages, map, GeoJSON, next round's roster."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from masstest.access.roles import Permission
from masstest.api.answers import refusals
from masstest.api.calls import Call, reads
from masstest.api.routes.files import (
    GEOJSON,
    HTML,
    ZIP,
    file_description,
    file_response,
    not_modified_file,
)
from masstest.api.routes.parameters import PlanId
from masstest.api.schemas.common import Day
from masstest.service import next_round, plans
from masstest.service.plans import Form, PlanFiles
from masstest.service.uploads import JSON, XLSX

router = APIRouter(tags=["plan files"])

_NAMES: dict[Form, tuple[str, str]] = {
    "json": ("plan.json", JSON),
    "workbook": ("plan.xlsx", XLSX),
    "map": ("map.html", HTML),
    "points": ("points.geojson", GEOJSON),
    "runs": ("runs.geojson", GEOJSON),
    "print": ("print.zip", ZIP),
    "print_page": ("print.html", HTML),
}
_DOWNLOADED: tuple[Form, ...] = ("workbook", "print")


def _send(request: Request, call: Call, plan_id: str, form: Form) -> Response:
    """The plan in one of its forms, with what the caller may not see masked."""
    with call.reading() as session:
        plan = plans.get(session, call.actor, plan_id)
        tag = f'"{plans.form_etag(plan, call.actor, form, call.lang)}"'
        name, media_type = _NAMES[form]
        known = not_modified_file(request, tag, media_type)
        if known is not None:
            return known

    def load() -> PlanFiles:
        with call.reading() as session:
            return plans.files(session, call.actor, plan_id)

    content = plans.rendered_form(plan, load, call.actor, form, call.lang)
    return file_response(content, media_type, name, tag, inline=form not in _DOWNLOADED)


PlanCall = Annotated[Call, reads(Permission.read_plan_in_force)]
_Route = Callable[[Request, Call, str], Response]


def _serves(form: Form, document: str = "") -> Callable[[_Route], _Route]:
    """A route of a plan's form; `document` names the schema of its JSON."""
    name, media_type = _NAMES[form]
    return router.get(
        f"/plans/{{plan_id}}/{name}",
        response_class=Response,
        responses=file_description(media_type, document=document)
        | refusals("not_found", "too_heavy"),
    )


@_serves("json", document="PlanDocument")
def plan_json(request: Request, call: PlanCall, plan_id: PlanId) -> Response:
    """The plan (`masstest.plan/1`): what one may see of it."""
    return _send(request, call, plan_id, "json")


@_serves("workbook")
def plan_workbook(request: Request, call: PlanCall, plan_id: PlanId) -> Response:
    """The plan as a workbook, which can be edited and sent back."""
    return _send(request, call, plan_id, "workbook")


@_serves("map")
def plan_map(request: Request, call: PlanCall, plan_id: PlanId) -> Response:
    """The plan on a map, one page that needs no internet."""
    return _send(request, call, plan_id, "map")


@_serves("points")
def plan_points(request: Request, call: PlanCall, plan_id: PlanId) -> Response:
    """Points, compounds and laboratories as GeoJSON."""
    return _send(request, call, plan_id, "points")


@_serves("runs")
def plan_runs(request: Request, call: PlanCall, plan_id: PlanId) -> Response:
    """Runs and doorstep routes as GeoJSON."""
    return _send(request, call, plan_id, "runs")


@_serves("print")
def plan_print(request: Request, call: PlanCall, plan_id: PlanId) -> Response:
    """The print pages, a file for each kind."""
    return _send(request, call, plan_id, "print")


@_serves("print_page")
def plan_print_page(request: Request, call: PlanCall, plan_id: PlanId) -> Response:
    """All print pages in one, ready for the printer."""
    return _send(request, call, plan_id, "print_page")


@router.get(
    "/plans/{plan_id}/next-roster.xlsx", response_class=Response,
    responses=file_description(XLSX) | refusals("not_found", "too_heavy", "wrong_date"),
)  # fmt: skip
def next_roster(
    call: Annotated[Call, reads(Permission.upload_rosters)],
    plan_id: PlanId,
    date: Annotated[Day | None, Query(description="the day after by default")] = None,
) -> Response:
    """The next round's roster: places, duties and rest carried over."""
    with call.reading() as session:
        found = plans.files(session, call.actor, plan_id, Permission.upload_rosters)
    content = next_round.next_roster_workbook(found, call.lang, date)
    return file_response(content, XLSX, "next-roster.xlsx")
