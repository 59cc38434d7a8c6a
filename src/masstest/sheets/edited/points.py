"""Edited points: which are open, lanes, hours, officials."""

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


def edit_points(editing: Editing, table: Table, edits: list[RowEdit]) -> frozenset[str]:
    """Edit `editing.points`; the site ids of those whose appointments have to be made anew.

    A row that was deleted closes its point, one that was added opens its site.
    """
    points = editing.points
    retimed: set[str] = set()
    for edit in edits:
        if edit.row is None and edit.key is not None:
            editing.removed(table, (edit.key,))
            del points[edit.key]
            continue
        if edit.key is None:
            point = _opened(editing, table, edit)
            if point is not None:
                editing.added(table, edit, (point.site_id,))
                points[point.site_id] = point
            continue
        editing.ignore_derived(table, edit, _DECISIONS)
        update = _changed(editing, table, edit, points[edit.key])
        if update:
            points[edit.key] = points[edit.key].model_copy(update=update)
        if RETIMING & update.keys():
            retimed.add(edit.key)
    return frozenset(retimed)


def _opened(editing: Editing, table: Table, edit: RowEdit) -> Point | None:
    """The point of a new row, with the site's own hours where none are typed."""
    site_id = editing.take_id(table, edit, KEY, editing.roster.site, "unknown_site")
    if site_id is None or edit.row is None:
        return None
    if site_id in editing.points:
        editing.problem("point_twice", table.sheet, edit.row.cell(KEY), site_id, column=KEY)
        return None
    site, order = editing.roster.site[site_id], editing.roster.round
    hours = {
        "open_from": max(site.open_from, order.sampling_start),
        "open_until": min(site.open_until, order.sampling_deadline),
    }
    for name in hours:
        hours[name] = editing.take(table, edit, name, required=False) or hours[name]
    if not editing.in_order(table, edit, *hours.items()):
        return None
    return Point(
        site_id=site_id,
        name=site.name,
        zone=site.zone,
        lanes=editing.take_count(table, edit, "lanes", least=1),
        finish_at=hours["open_from"],
        persons=0,
        key_persons=0,
        tubes=0,
        key_tubes=0,
        officials=_officials(editing, table, edit, Officials()),
        **hours,
    )


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
        if edit.row is None or (edit.key is not None and name not in edit.changed):
            continue
        ids = editing.take(table, edit, name, required=False) or ()
        unknown = [official_id for official_id in ids if official_id not in known]
        if unknown:
            cell = edit.row.cell(name)
            editing.problem("unknown_official", table.sheet, cell, unknown[0], column=name)
            continue
        update[tier] = tuple(ids)
        if edit.key is not None:
            editing.changed(table, edit, name, (edit.key,), tuple(ids))
    return before.model_copy(update=update)
