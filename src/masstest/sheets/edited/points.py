"""Edited points: lanes, hours, officials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from masstest.domain.plan import Officials, Point
from masstest.sheets.edited.editing import Editing
from masstest.sheets.edited.tables import RowEdit, Table

_OFFICIALS = {
    "street_official_ids": "street",
    "community_official_ids": "community",
    "point_official_ids": "point",
}
_DECISIONS = frozenset({"lanes", "open_from", "open_until", *_OFFICIALS})
RETIMING = frozenset({"lanes", "open_from"})
"""After a change of these everybody's appointment is another."""

KEY = "site_id"


def edit_points(
    editing: Editing, table: Table, edits: list[RowEdit]
) -> tuple[dict[str, Point], frozenset[str]]:
    """The points with their edits by site, and those whose appointments have to be made anew."""
    points = dict(editing.plan.point)
    retimed: set[str] = set()
    for edit in edits:
        if edit.key is None or edit.row is None:
            cell = None if edit.row is None else edit.row.cell(KEY)
            value = edit.key or edit.now.get(KEY)
            editing.problem("point_row", table.sheet, cell, value, column=KEY)
            continue
        editing.ignore_derived(table, edit, _DECISIONS)
        update = _changed(editing, table, edit, points[edit.key])
        if update:
            points[edit.key] = points[edit.key].model_copy(update=update)
        if RETIMING & update.keys():
            retimed.add(edit.key)
    return points, frozenset(retimed)


def _changed(editing: Editing, table: Table, edit: RowEdit, point: Point) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    if "lanes" in edit.changed:
        found["lanes"] = editing.take_count(table, edit, "lanes", least=1)
    for name in ("open_from", "open_until"):
        if name in edit.changed:
            found[name] = editing.take(table, edit, name)
    start = found.get("open_from", point.open_from)
    end = found.get("open_until", point.open_until)
    if not editing.in_order(table, edit, ("open_from", start), ("open_until", end)):
        found = {name: value for name, value in found.items() if name == "lanes"}
    update = {name: value for name, value in found.items() if value != getattr(point, name)}
    for name, value in update.items():
        editing.changed(table, edit, name, (point.site_id,), value)
    officials = _officials(editing, table, edit, point.officials)
    return update | ({} if officials == point.officials else {"officials": officials})


def _officials(editing: Editing, table: Table, edit: RowEdit, before: Officials) -> Officials:
    known = {official.official_id for official in editing.roster.officials}
    update: dict[str, tuple[str, ...]] = {}
    for name, tier in _OFFICIALS.items():
        if name not in edit.changed or edit.row is None:
            continue
        ids = editing.take(table, edit, name, required=False) or ()
        unknown = [official_id for official_id in ids if official_id not in known]
        if unknown:
            cell = edit.row.cell(name)
            editing.problem("unknown_official", table.sheet, cell, unknown[0], column=name)
            continue
        update[tier] = tuple(ids)
        editing.changed(table, edit, name, (edit.key or "",), tuple(ids))
    return before.model_copy(update=update)
