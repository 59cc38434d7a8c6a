"""A plan as the files that people and programs want, as one person may see it."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from masstest.access.actor import Actor
from masstest.access.masking import masked_plan
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.package import with_sentences
from masstest.sheets.geojson import write_geojson
from masstest.sheets.map import write_map
from masstest.sheets.plan_workbook import write_plan_workbook
from masstest.sheets.print_sheets import write_print_sheets
from masstest.text import Lang

Write = Callable[[Plan, Roster, Path, Lang], bytes]


def render(form: str, plan_json: bytes, roster_json: bytes, lang: Lang, actor: Actor) -> bytes:
    """The plan in one of the `FORMS`, with what `actor` may not see masked."""
    plan, roster = masked_plan(Plan.from_json(plan_json), Roster.from_json(roster_json), actor)
    with tempfile.TemporaryDirectory() as folder:
        return FORMS[form](with_sentences(plan, roster, lang), roster, Path(folder), lang)


def _document(plan: Plan, roster: Roster, folder: Path, lang: Lang) -> bytes:
    return plan.to_json().encode()


def _workbook(plan: Plan, roster: Roster, folder: Path, lang: Lang) -> bytes:
    write_plan_workbook(plan, roster, folder / "plan.xlsx", lang)
    return (folder / "plan.xlsx").read_bytes()


def _map(plan: Plan, roster: Roster, folder: Path, lang: Lang) -> bytes:
    write_map(plan, roster, folder / "map.html", lang)
    return (folder / "map.html").read_bytes()


def _points(plan: Plan, roster: Roster, folder: Path, lang: Lang) -> bytes:
    write_geojson(plan, roster, folder)
    return (folder / "points.geojson").read_bytes()


def _runs(plan: Plan, roster: Roster, folder: Path, lang: Lang) -> bytes:
    write_geojson(plan, roster, folder)
    return (folder / "runs.geojson").read_bytes()


def _print_pages(plan: Plan, roster: Roster, folder: Path, lang: Lang) -> bytes:
    write_print_sheets(plan, roster, folder, lang)
    return _zipped(folder)


def _printed(plan: Plan, roster: Roster, folder: Path, lang: Lang) -> bytes:
    write_print_sheets(plan, roster, folder, lang)
    return (folder / "print" / "all.html").read_bytes()


def _zipped(folder: Path) -> bytes:
    """The files of a folder, always in the same order and with the same date."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), (2022, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return written.getvalue()


FORMS: Mapping[str, Write] = {
    "json": _document,
    "workbook": _workbook,
    "map": _map,
    "points": _points,
    "runs": _runs,
    "print": _print_pages,
    "print_page": _printed,
}
