"""Edited doorstep routes: which team goes where, when, and to how many."""

from __future__ import annotations

from collections import defaultdict

from masstest.domain.plan import DoorstepStop, DoorstepTeam
from masstest.sheets.edited.editing import Editing
from masstest.sheets.edited.result import Timing
from masstest.sheets.edited.stops import Placed, in_order, stop_number, stop_times
from masstest.sheets.edited.tables import RowEdit, Table

_COUNTS = ("persons", "key_persons")
_DECISIONS = frozenset({"team_id", "compound_id", "stop", "arrive", "depart", *_COUNTS})


def edit_doorstep(
    editing: Editing, table: Table, edits: list[RowEdit]
) -> tuple[tuple[DoorstepTeam, ...], Timing]:
    """The teams with their edited routes, and which of their times were chosen."""
    rows: dict[str, list[Placed[DoorstepStop]]] = defaultdict(list)
    touched: set[str] = set()
    for edit in edits:
        team_id, old = _before(editing, edit)
        if edit.row is None and old is not None:
            editing.removed(table, (team_id, old.compound_id))
            touched.add(team_id)
            continue
        editing.ignore_derived(table, edit, _DECISIONS)
        placed = _read(editing, table, edit, team_id, old)
        if placed is None:
            continue
        rows[placed.owner].append(placed)
        if edit.key is None or _DECISIONS & set(edit.changed):
            touched |= {placed.owner} | ({team_id} if old is not None else set())
    teams: list[DoorstepTeam] = []
    typed: set[tuple[str, int]] = set()
    stretched: set[tuple[str, int]] = set()
    for team in editing.plan.doorstep:
        own = rows[team.team_id]
        order = (
            in_order(own)
            if team.team_id in touched
            else sorted(own, key=lambda placed: placed.position)
        )
        teams.append(team.model_copy(update={"stops": tuple(placed.stop for placed in order)}))
        for number, placed in enumerate(order):
            if placed.typed:
                typed.add((team.team_id, number))
            if "persons" in placed.edit.changed and "depart" not in placed.edit.changed:
                stretched.add((team.team_id, number))
    if tuple(teams) == editing.plan.doorstep:
        return editing.plan.doorstep, Timing()
    return tuple(teams), Timing(
        touched=frozenset(touched), typed=frozenset(typed), stretched=frozenset(stretched)
    )


def _before(editing: Editing, edit: RowEdit) -> tuple[str, DoorstepStop | None]:
    if edit.key is None:
        return "", None
    team_number, stop = (int(part) for part in edit.key.split("."))
    team = editing.plan.doorstep[team_number]
    return team.team_id, team.stops[stop]


def _read(
    editing: Editing, table: Table, edit: RowEdit, team_id: str, old: DoorstepStop | None
) -> Placed[DoorstepStop] | None:
    """A row as a stop of a team; None for a new one that makes no sense."""
    if edit.row is None:
        return None
    if old is not None and not _DECISIONS & set(edit.changed):
        return Placed(team_id, old, edit, int(edit.before["stop"]))
    owner = editing.take_id(table, edit, "team_id", editing.plan.team, "unknown_team")
    known = editing.roster.compound
    compound_id = editing.take_id(table, edit, "compound_id", known, "unknown_compound")
    found = stop_times(editing, table, edit, old)
    persons = editing.take_count(table, edit, "persons", least=1)
    blank_key = old is None and edit.now.get("key_persons") is None
    key = 0 if blank_key else editing.take_count(table, edit, "key_persons")
    if owner is None or compound_id is None or found is None:
        return None
    if key > persons:
        cell = edit.row.cell("key_persons")
        editing.problem(
            "key_above_persons", table.sheet, cell, key, column="key_persons", persons=persons
        )
        if old is None:
            return None
        persons, key = old.persons, old.key_persons
    arrive, depart, typed = found
    stop = DoorstepStop(
        compound_id=compound_id, arrive=arrive, depart=depart, persons=persons, key_persons=key,
        tubes=0 if old is None else old.tubes, key_tubes=0 if old is None else old.key_tubes,
    )  # fmt: skip
    position, renumbered = stop_number(editing, table, edit)
    moved = old is None or owner != team_id
    if old is None:
        editing.added(table, edit, (owner, compound_id))
    else:
        subject = (team_id, old.compound_id)
        if moved:
            editing.changed(table, edit, "team_id", subject, owner)
        if renumbered:
            editing.changed(table, edit, "stop", subject, position)
        for name in ("compound_id", "arrive", "depart", *_COUNTS):
            if name in edit.changed and getattr(stop, name) != getattr(old, name):
                editing.changed(table, edit, name, subject, getattr(stop, name))
    return Placed(owner, stop, edit, position, renumbered, typed, moved)
