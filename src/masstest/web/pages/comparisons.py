"""Two plans side by side: what changes, for whom."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from masstest.access.roles import Permission
from masstest.service import comparisons, plans, rounds
from masstest.web.visits import Visit, visits

router = APIRouter()
_Chosen = Annotated[str, Query(pattern="^[0-9a-f]{0,32}$")]
_FIGURES = frozenset({"figure", "term"})


@router.get("/compare")
def compare(
    visit: Visit = visits(Permission.read_plans), before: _Chosen = "", after: _Chosen = ""
) -> Response:
    with visit.reading() as session:
        files = [
            plans.files(session, visit.actor, plan_id, Permission.read_plans)
            for plan_id in (before, after)
        ]
        shown = plans.list_page(session, visit.actor, files[1].plan.round_id, limit=50).items
        stored = rounds.get(session, visit.actor, files[1].plan.round_id)
    found = comparisons.changes(files[0], files[1], visit.actor, visit.lang)
    told = [row for row in found["rows"] if row["kind"] not in _FIGURES]
    return visit.page(
        "compare",
        before=files[0],
        after=files[1],
        round=stored,
        plans=shown,
        lines=[line for line in found["lines"] if line.strip()],
        figures=[row for row in found["rows"] if row["kind"] == "figure"],
        groups=_groups(told),
    )


def _groups(rows: list[dict[str, Any]]) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Kind, its name and its rows, in the order in which they are told."""
    return [
        (kind, group[0]["kind_name"], group)
        for kind, group in ((kind, list(of)) for kind, of in groupby(rows, lambda r: r["kind"]))
    ]
