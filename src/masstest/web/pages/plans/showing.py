"""Looking at a plan: what it lacks, how it stands, its tables part by part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response

from masstest.access.roles import Permission
from masstest.api.routes.parameters import PlanId
from masstest.service import plan_views
from masstest.service.plan_views import TABLE_NAMES, Overview, Table, TableRow
from masstest.text import N_
from masstest.web.pages.plans.opened import Opened, opened
from masstest.web.visits import Visit, visits

router = APIRouter()

ROWS_SHOWN = 60
_TABS = {
    "points": N_("Points"),
    "coverage": N_("Compounds"),
    "runs": N_("Runs"),
    "labs": N_("Laboratories"),
    "doorstep": N_("Doorstep teams"),
    "duties": N_("People on duty"),
    "lab_hours": N_("Laboratories by the hour"),
    "supplies": N_("Supplies"),
    "supply_runs": N_("Supply runs"),
    "waste_runs": N_("Waste runs"),
    "readiness": N_("Eight in place"),
}


@dataclass(frozen=True)
class TableView:
    """The part of a table that is shown.

    Attributes
    ----------
    found : rows that the filter leaves; `rows` are those of `page` (from 1)
    selected : key of the row that was asked for
    """

    table: Table
    query: str
    found: int
    rows: Sequence[TableRow]
    page: int
    pages: int
    all_shown: bool
    selected: str

    @property
    def first(self) -> int:
        """Number of the first row that is shown."""
        return (self.page - 1) * ROWS_SHOWN + 1 if self.found else 0


@router.get("/plans/{plan_id}")
def one_plan(
    plan_id: PlanId,
    visit: Visit = visits(Permission.read_plan_in_force),
    tab: str = "",
    q: str = "",
    page: int = 1,
    all: bool = False,
) -> Response:
    seen = opened(visit, plan_id)
    overview = plan_views.overview(seen.plan, visit.actor, visit.lang, seen.load)
    name = tab if tab in TABLE_NAMES else _first_tab(overview)
    subjects = {}
    if seen.may["make_plans"]:
        subjects = plan_views.subjects(seen.plan, visit.actor, visit.lang, seen.load)
    return visit.page(
        "plan",
        seen=seen,
        overview=overview,
        subjects=subjects,
        tabs=[(name, visit.t(_TABS[name])) for name in TABLE_NAMES if overview.counts[name]],
        view=_view(seen, name, q, page, all_shown=all, at=""),
        may=seen.may,
    )


@router.get("/plans/{plan_id}/tables/{name}")
def one_table(
    plan_id: PlanId,
    name: str,
    visit: Visit = visits(Permission.read_plan_in_force),
    q: str = "",
    page: int = 1,
    all: bool = False,
    at: str = "",
) -> Response:
    """A table as a part of the page; `at` is the key of a row that must be among those shown."""
    seen = opened(visit, plan_id)
    view = _view(seen, name, q, page, all_shown=all, at=at)
    return visit.page("plan_table", seen=seen, view=view, may=seen.may)


def _first_tab(overview: Overview) -> str:
    """Points for who sees the plan as a whole; a driver and a laboratory look for their runs."""
    if not overview.chain and overview.counts["runs"]:
        return "runs"
    return next((name for name in TABLE_NAMES if overview.counts[name]), TABLE_NAMES[0])


def _view(seen: Opened, name: str, query: str, page: int, *, all_shown: bool, at: str) -> TableView:
    visit = seen.visit
    table = plan_views.table(seen.plan, visit.actor, visit.lang, seen.load, name)
    words = query.casefold().split()
    rows = [row for row in table.rows if row.says(words)] if words else list(table.rows)
    pages = max(1, -(-len(rows) // ROWS_SHOWN))
    if at:
        place = next((number for number, row in enumerate(rows) if row.key == at), 0)
        page = place // ROWS_SHOWN + 1
    page = 1 if all_shown else min(max(page, 1), pages)
    shown = rows if all_shown else rows[(page - 1) * ROWS_SHOWN : page * ROWS_SHOWN]
    return TableView(table, query, len(rows), shown, page, pages, all_shown, at)
