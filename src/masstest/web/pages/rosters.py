"""One uploaded roster: what was read, what is wrong, and the file with its problems marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Response

from masstest.access.roles import Permission
from masstest.service import rosters, rounds
from masstest.service.uploads import XLSX, told_problems
from masstest.text import Lang
from masstest.web.downloads import download
from masstest.web.visits import Visit, visits

router = APIRouter()


@router.get("/rosters/{roster_id}")
def one_roster(roster_id: str, visit: Visit = visits(Permission.read_rosters)) -> Response:
    with visit.reading() as session:
        roster = rosters.get(session, visit.actor, roster_id)
        stored = rounds.get(session, visit.actor, roster.round_id)
    problems = placed_problems(roster.report, visit.lang)
    return visit.page(
        "roster",
        roster=roster,
        round=stored,
        problems=problems,
        may_mark=not any(row["pointer"] for row in problems),  # JSON has no cells
        by_sheet=Counter(row["title"] for row in problems),
        may_plan=visit.actor.may(Permission.make_plans, district=stored.district),
        may_upload=visit.actor.may(Permission.upload_rosters, district=stored.district),
    )


@router.get("/rosters/{roster_id}/annotated")
def annotated(roster_id: str, visit: Visit = visits(Permission.read_rosters)) -> Response:
    """The uploader's own file, with problems beside the rows."""
    with visit.reading() as session:
        roster = rosters.get(session, visit.actor, roster_id)
        content = rosters.source(session, roster)
    marked = rosters.annotated(content, roster.file_name, roster.source_sha256, visit.lang)
    stem = roster.file_name.removesuffix(".xlsx")
    return download(marked, XLSX, f"{stem}.checked.xlsx")


def placed_problems(report: Mapping[str, Any], lang: Lang) -> list[dict[str, Any]]:
    """The problems of a roster's report, errors first, each with its sheet's `title` and
    `where` it is as the file's own reader would say it."""
    titles = _titles(report, lang)
    return [
        row | {"where": _where(row, titles), "title": titles.get(row["sheet"], "")}
        for row in told_problems(report["problems"], lang)
    ]


def _titles(report: Mapping[str, Any], lang: Lang) -> dict[str | None, str]:
    """Technical names of sheets and what they are called: in the file, or else in the template."""
    if not report["problems"]:
        return {}
    from masstest.sheets.columns import SHEET  # not for those who need none: 0.4 s

    called: dict[str | None, str] = {name: sheet.label(lang) for name, sheet in SHEET.items()}
    return called | {each["sheet"]: each["title"] for each in report["read"]}


def _where(row: Mapping[str, Any], titles: Mapping[str | None, str]) -> str:
    """The cell of a problem by the sheet's name in the file, or where in the JSON it is."""
    if row["pointer"]:
        return str(row["pointer"])
    sheet, _, reference = (row["cell"] or "").rpartition("!")
    title = titles.get(sheet or row["sheet"], "")
    return f"{title}!{reference}" if reference else title
