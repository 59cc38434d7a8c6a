"""Changing a plan by hand: one compound moved, or the workbook edited and sent back."""

from __future__ import annotations

import math
from typing import Any

from fastapi import APIRouter, Response

from masstest.access.roles import Permission
from masstest.api.routes.parameters import PlanId
from masstest.jobs.requests import PlanRequest
from masstest.service import edits, plan_views
from masstest.service.edits import EditReport
from masstest.service.problems import Problem
from masstest.web.pages.plans.figures import changed_figures
from masstest.web.pages.plans.opened import Opened, files, opened
from masstest.web.visits import Visit, visits

router = APIRouter()

_EARTH_RADIUS_M = 6_371_000


@router.get("/plans/{plan_id}/compounds/{compound_id}/move")
def choose_point(
    plan_id: PlanId,
    compound_id: str,
    visit: Visit = visits(Permission.make_plans),
    site_id: str = "",
) -> Response:
    """Which point a compound could go to; what follows from `site_id` is shown at once."""
    seen = opened(visit, plan_id)
    subjects = plan_views.subjects(seen.plan, visit.actor, visit.lang, seen.load)
    compound = next((c for c in subjects["compounds"] if c["id"] == compound_id), None)
    if compound is None:
        raise Problem("move_impossible", compound_id=compound_id, site_id=site_id or "–")
    report = None
    if site_id:
        found = files(visit, plan_id, Permission.make_plans)
        report = edits.move_compound(found, compound_id, site_id, visit.lang)
    return visit.page(
        "plan_move" if visit.by_htmx else "plan_move_page",
        seen=seen,
        compound=compound,
        points=_points_near(compound, subjects["sites"]),
        site_id=site_id,
        report=report,
        figures=_figures(report, seen),
    )


@router.post("/plans/{plan_id}/moves")
def keep_move(plan_id: PlanId, visit: Visit = visits(Permission.make_plans)) -> Response:
    """Keep the plan with a compound moved as a plan of its own."""
    found = files(visit, plan_id, Permission.make_plans)
    report = edits.move_compound(
        found, visit.text("compound_id"), visit.text("site_id"), visit.lang
    )
    return _keep(plan_id, visit, report)


@router.post("/plans/{plan_id}/edit-checks")
def check_workbook(plan_id: PlanId, visit: Visit = visits(Permission.make_plans)) -> Response:
    """What an edited workbook changes and breaks. Nothing is kept."""
    seen = opened(visit, plan_id)
    report = _checked(plan_id, visit)
    return visit.page(
        "plan_edit" if visit.by_htmx else "plan_edit_page",
        seen=seen,
        report=report,
        figures=_figures(report, seen),
    )


@router.post("/plans/{plan_id}/edits")
def keep_workbook(plan_id: PlanId, visit: Visit = visits(Permission.make_plans)) -> Response:
    """Keep an edited workbook as a plan of its own."""
    return _keep(plan_id, visit, _checked(plan_id, visit))


def _checked(plan_id: str, visit: Visit) -> EditReport:
    sent = visit.file("workbook")
    if sent is None:
        raise Problem("no_file")
    return edits.check_edited(files(visit, plan_id, Permission.make_plans), sent[1], visit.lang)


def _keep(plan_id: str, visit: Visit, report: EditReport) -> Response:
    """Keep an edit as it is, or have the rest planned around it."""
    note = visit.text("note")[:500]
    with visit.writing() as session:
        if visit.text("how") == "around":
            _, job = edits.plan_around(
                session,
                visit.actor,
                plan_id,
                report,
                request=PlanRequest(),
                note=note,
                max_attempts=visit.settings.job_max_attempts,
            )
            return visit.go(f"/jobs/{job.job_id}")
        made = edits.keep_edited(session, visit.actor, plan_id, report, note=note)
    return visit.go(f"/plans/{made.plan_id}")


def _figures(report: EditReport | None, seen: Opened) -> list[tuple[str, str, str]]:
    if report is None:
        return []
    return changed_figures(report.kpis_before, report.kpis, seen.round.date, seen.visit.t)


def _points_near(compound: dict[str, Any], sites: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The open points, nearest first, as the crow flies."""
    points = [
        site
        | {"straight_m": _straight_m(compound, site), "now": site["id"] in compound["site_ids"]}
        for site in sites
        if site["open"]
    ]
    return sorted(points, key=lambda point: point["straight_m"])


def _straight_m(one: dict[str, Any], other: dict[str, Any]) -> int:
    """Metres between two places, on a plane: they are a few kilometres apart."""
    north = math.radians(other["lat"] - one["lat"])
    east = math.radians(other["lon"] - one["lon"]) * math.cos(math.radians(one["lat"]))
    return round(_EARTH_RADIUS_M * math.hypot(north, east))
