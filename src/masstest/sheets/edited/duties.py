"""Edited duties: who serves where, in which role, at which lane, from when to when."""

from __future__ import annotations

from typing import Any

from masstest.domain.plan import Duty
from masstest.sheets.edited.editing import Editing
from masstest.sheets.edited.tables import RowEdit, Table

_FIELDS = ("staff_id", "role", "at", "lane", "start", "end")
_DECISIONS = frozenset({*_FIELDS, "name"})


def edit_duties(editing: Editing, table: Table, edits: list[RowEdit]) -> tuple[Duty, ...]:
    """The duties with their edits; added ones last."""
    before = editing.plan.duties
    duties = dict(enumerate(before))
    added: list[Duty] = []
    for edit in edits:
        old = None if edit.key is None else before[int(edit.key)]
        if edit.row is None and old is not None:
            editing.removed(table, (old.staff_id, old.at))
            del duties[int(edit.key or 0)]
            continue
        editing.ignore_derived(table, edit, _DECISIONS)
        if old is not None and not _DECISIONS & set(edit.changed):
            continue
        duty = _read(editing, table, edit, old)
        if duty is None:
            continue
        if old is None:
            editing.added(table, edit, (duty.staff_id, duty.at))
            added.append(duty)
            continue
        for name in _FIELDS:
            if getattr(duty, name) != getattr(old, name):
                subject = (old.staff_id, old.at)
                editing.changed(table, edit, name, subject, getattr(duty, name))
        duties[int(edit.key or 0)] = duty
    return (*(duties[number] for number in sorted(duties)), *added)


def _read(editing: Editing, table: Table, edit: RowEdit, old: Duty | None) -> Duty | None:
    """A duty as it is now; as before where it makes no sense; None for a new one that doesn't."""
    plan, roster = editing.plan, editing.roster
    places: dict[str, Any] = {**editing.points, **plan.team, **roster.vehicle}
    names = ((person.name, person.staff_id) for person in roster.staff)
    lane_blank = edit.now.get("lane") is None
    found: dict[str, Any] = {
        "staff_id": editing.take_name(table, edit, "name", "staff_id", names)
        or editing.take_id(table, edit, "staff_id", roster.person, "unknown_person"),
        "role": editing.take(table, edit, "role"),
        "at": editing.take_id(table, edit, "at", places, "unknown_place"),
        "lane": None if lane_blank else editing.take_count(table, edit, "lane", least=1),
        "start": editing.take(table, edit, "start"),
        "end": editing.take(table, edit, "end"),
    }
    if any(value is None for name, value in found.items() if name != "lane"):
        return None
    if not editing.in_order(table, edit, ("start", found["start"]), ("end", found["end"])):
        if old is None:
            return None
        found |= {"start": old.start, "end": old.end}
    return Duty(**found)
