"""Edited coverage: which point a compound goes to, how it is split, when it comes."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from masstest.domain.plan import Coverage, Point, Slot
from masstest.domain.units import DAY_MIN, clock
from masstest.sheets.edited.editing import Editing
from masstest.sheets.edited.tables import RowEdit, Table

_DECISIONS = frozenset({"site_id", "persons", "key_persons", "slots", "site_name"})
_CLOCK = r"(?:([+-]\d)\s+)?(\d{1,2}):(\d{2})"
_SLOT = re.compile(rf"{_CLOCK}\s*[-–—~至]\s*{_CLOCK}\s+(\d+)(?:\s*/\s*(\d+))?")


@dataclass
class _Row:
    """A row of the coverage as it is now."""

    before: Coverage | None
    now: Coverage
    edit: RowEdit
    slots_typed: bool = False


def edit_coverage(
    editing: Editing,
    table: Table,
    edits: list[RowEdit],
    retimed: Collection[str],
) -> tuple[Coverage, ...]:
    """The coverage with its edits.

    Rows at points where anything changed have no slots: whoever works out what follows makes
    the appointments anew. Slots that were typed stay, unless something else changed there too.

    Parameters
    ----------
    retimed : site ids of those whose lanes or opening changed
    """
    before = editing.plan.coverage
    kept: dict[int, _Row] = {}
    added: list[_Row] = []
    disturbed = set(retimed)
    for edit in edits:
        old = None if edit.key is None else before[int(edit.key)]
        if edit.row is None and old is not None:
            editing.removed(table, (old.compound_id, old.site_id))
            disturbed.add(old.site_id)
            continue
        editing.ignore_derived(table, edit, _DECISIONS)
        row = _read(editing, table, edit, old)
        if row is None:
            continue
        disturbed |= _disturbed(row)
        if edit.key is None:
            added.append(row)
        else:
            kept[int(edit.key)] = row
    rows = _merged([*(kept[number] for number in sorted(kept)), *added], disturbed)
    for row in rows:
        if row.now.site_id in disturbed and row.slots_typed and row.edit.row is not None:
            cell = row.edit.row.cell("slots")
            editing.problem("slots_replaced", table.sheet, cell, column="slots")
    return tuple(
        row.now.model_copy(update={"slots": ()}) if row.now.site_id in disturbed else row.now
        for row in rows
        if row.now.persons > 0
    )


def _disturbed(row: _Row) -> set[str]:
    """Points at which other people come than before."""
    old, new = row.before, row.now
    if old is None:
        return {new.site_id}
    if (old.site_id, old.persons, old.key_persons) == (new.site_id, new.persons, new.key_persons):
        return set()
    if old.site_id == new.site_id and row.slots_typed:
        return set()  # with appointments that say when
    return {old.site_id, new.site_id}


def _merged(rows: list[_Row], disturbed: set[str]) -> list[_Row]:
    """Rows of one compound that now go to the same point, as one."""
    found: dict[tuple[str, str], _Row] = {}
    for row in rows:
        key = (row.now.compound_id, row.now.site_id)
        if key in found:
            first = found[key]
            first.now = first.now.model_copy(
                update={
                    "persons": first.now.persons + row.now.persons,
                    "key_persons": first.now.key_persons + row.now.key_persons,
                }
            )
            disturbed.add(row.now.site_id)
        else:
            found[key] = row
    return list(found.values())


def _read(
    editing: Editing,
    table: Table,
    edit: RowEdit,
    old: Coverage | None,
) -> _Row | None:
    """A row as it is now; as before where it makes no sense; None for a new one that doesn't."""
    sheet, row, points = table.sheet, edit.row, editing.points
    if row is None:
        return None
    if old is not None and not _DECISIONS & set(edit.changed):
        return _Row(old, old, edit)
    known = editing.roster.compound
    compound_id = (
        old.compound_id
        if old is not None
        else editing.take_id(table, edit, "compound_id", known, "unknown_compound")
    )
    names = ((point.name, point.site_id) for point in points.values())
    site_id = editing.take_name(table, edit, "site_name", "site_id", names)
    site_id = site_id or editing.take_id(table, edit, "site_id", points, "point_not_open")
    persons = editing.take_count(table, edit, "persons")
    blank_key = old is None and edit.now.get("key_persons") is None
    key = 0 if blank_key else editing.take_count(table, edit, "key_persons")
    if compound_id is None or site_id is None:
        return None
    if site_id not in points:  # closed, or never open
        return None if old is None else _Row(old, old, edit)
    if key > persons:
        cell = row.cell("key_persons")
        editing.problem(
            "key_above_persons", sheet, cell, key, column="key_persons", persons=persons
        )
        return None if old is None else _Row(old, old, edit)
    base = old or Coverage(
        compound_id=compound_id, site_id=site_id, persons=0, key_persons=0, walk_m=0
    )
    now = base.model_copy(update={"site_id": site_id, "persons": persons, "key_persons": key})
    slots = _typed_slots(editing, table, edit, now, points[site_id])
    if slots is not None:
        now = now.model_copy(update={"slots": slots})
    _note(editing, table, edit, old, now)
    return _Row(old, now, edit, slots_typed=bool(slots))


def _note(
    editing: Editing, table: Table, edit: RowEdit, old: Coverage | None, now: Coverage
) -> None:
    if old is None:
        editing.added(table, edit, (now.compound_id, now.site_id))
        return
    subject = (old.compound_id, old.site_id)
    for name in ("site_id", "persons", "key_persons"):
        if getattr(now, name) != getattr(old, name):
            editing.changed(table, edit, name, subject, getattr(now, name))
    if now.slots != old.slots:
        editing.changed(table, edit, "slots", subject, edit.now.get("slots"))


def _typed_slots(
    editing: Editing, table: Table, edit: RowEdit, now: Coverage, point: Point
) -> tuple[Slot, ...] | None:
    """The slots that were typed; None if they weren't, were cleared or make no sense."""
    if edit.row is None or ("slots" not in edit.changed and edit.key is not None):
        return None
    text = editing.take(table, edit, "slots", required=False)
    if not isinstance(text, str):
        return () if edit.key is not None else None
    cell = edit.row.cell("slots")
    slots = parse_slots(text)
    if slots is None:
        editing.problem("slots_unreadable", table.sheet, cell, text, column="slots")
        return None
    booked = (sum(slot.persons for slot in slots), sum(slot.key for slot in slots))
    if booked != (now.persons, now.key_persons):
        editing.problem(
            "slots_do_not_add_up", table.sheet, cell, text, column="slots",
            booked=f"{booked[0]}/{booked[1]}", wanted=f"{now.persons}/{now.key_persons}",
        )  # fmt: skip
        return None
    slot_min = editing.roster.parameters.slot_min
    if not all(_on_grid(slot, point.open_from, slot_min) for slot in slots):
        editing.problem(
            "slots_off_grid", table.sheet, cell, text, column="slots",
            slot_min=slot_min, opens=clock(point.open_from),
        )  # fmt: skip
        return None
    return slots


def _on_grid(slot: Slot, open_from: int, slot_min: int) -> bool:
    since_open = slot.from_ - open_from
    return since_open >= 0 and since_open % slot_min == 0 and slot.until - slot.from_ == slot_min


def parse_slots(text: str) -> tuple[Slot, ...] | None:
    """Appointments as they stand in a cell: ``07:30-08:00 100/20; 08:00-08:30 80/0``."""
    slots = []
    for part in re.split(r"[;；]", text):
        if not part.strip():
            continue
        found = _SLOT.fullmatch(part.strip())
        if found is None:
            return None
        start, end = _minute(*found.group(1, 2, 3)), _minute(*found.group(4, 5, 6))
        persons, key = int(found[7]), int(found[8] or 0)
        if not start < end or key > persons:
            return None
        slots.append(Slot(from_=start, until=end, persons=persons, key=key))
    return tuple(slots)


def _minute(day: str | None, hour: str, minute: str) -> int:
    return int(day or 0) * DAY_MIN + int(hour) * 60 + int(minute)
