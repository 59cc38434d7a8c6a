"""Edited specimen runs: vehicles, times, order of stops, laboratories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from masstest.domain.plan import Run, Stop
from masstest.domain.roster import Zone, ZoneClass
from masstest.domain.units import clock
from masstest.sheets.edited.editing import Editing
from masstest.sheets.edited.result import Timing
from masstest.sheets.edited.stops import Placed, in_order, stop_number, stop_times
from masstest.sheets.edited.tables import RowEdit, Table

_PLACES = ("site_id", "team_id", "compound_id", "lab_id")
_OF_STOP = frozenset({"run_id", "stop", "arrive", "depart", *_PLACES})
_OF_RUN = {"vehicle_id": "vehicle_id", "run_start": "start"}
_DECISIONS = _OF_STOP | {*_OF_RUN, "plate"}


def edit_runs(
    editing: Editing, table: Table, edits: list[RowEdit]
) -> tuple[tuple[Run, ...], Timing]:
    """The runs with their edits, and which of their times were chosen."""
    rows: dict[str, list[Placed[Stop]]] = defaultdict(list)
    touched: set[str] = set()
    for edit in edits:
        old_run, old_stop = _before(editing, edit)
        if edit.row is None and old_run is not None and old_stop is not None:
            editing.removed(table, (old_run.run_id, *_place(old_stop)))
            touched.add(old_run.run_id)
            continue
        editing.ignore_derived(table, edit, _DECISIONS)
        placed = _read(editing, table, edit, old_run, old_stop)
        if placed is None:
            continue
        rows[placed.owner].append(placed)
        if edit.key is None or _OF_STOP & set(edit.changed):
            touched |= {placed.owner} | ({old_run.run_id} if old_run else set())
    known = {run.run_id: run for run in editing.plan.runs}
    made = [
        found
        for run_id in dict.fromkeys([*known, *rows])
        if (found := _made(editing, table, run_id, known.get(run_id), rows[run_id], touched))
    ]
    runs = tuple(found.run for found in made)
    if runs == editing.plan.runs:
        return editing.plan.runs, Timing()
    return runs, Timing(
        touched=frozenset(touched | {found.run.run_id for found in made if found.fields}),
        typed=frozenset(
            (found.run.run_id, number)
            for found in made
            for number, placed in enumerate(found.order)
            if placed.typed
        ),
        typed_starts=frozenset(found.run.run_id for found in made if "start" in found.fields),
        redirected=frozenset(found.run.run_id for found in made if found.redirected),
    )


class _Made(NamedTuple):
    """A run as it is now, the rows of its stops in order, and what was typed of it as a whole."""

    run: Run
    order: tuple[Placed[Stop], ...]
    fields: Mapping[str, Any]

    @property
    def redirected(self) -> bool:
        """Whether it ends at another laboratory at a time that nobody typed."""
        last = self.order[-1] if self.order else None
        return last is not None and "lab_id" in last.edit.changed and not last.typed


def _before(editing: Editing, edit: RowEdit) -> tuple[Run | None, Stop | None]:
    if edit.key is None:
        return None, None
    run_number, stop_number_ = (int(part) for part in edit.key.split("."))
    run = editing.plan.runs[run_number]
    return run, run.stops[stop_number_]


def _place(stop: Stop) -> tuple[str, ...]:
    return tuple(filter(None, (stop.site_id, stop.team_id, stop.lab_id)))


def _read(
    editing: Editing, table: Table, edit: RowEdit, run: Run | None, old: Stop | None
) -> Placed[Stop] | None:
    """A row as a stop of a run; None for a new one that makes no sense."""
    if edit.row is None:
        return None
    if run is not None and old is not None and not _OF_STOP & set(edit.changed):
        return Placed(run.run_id, old, edit, int(edit.before["stop"]))
    owner = editing.take(table, edit, "run_id")
    found = stop_times(editing, table, edit, old)
    places = _places(editing, table, edit, old)
    if owner is None or found is None or places is None:
        return None
    arrive, depart, typed = found
    position, renumbered = stop_number(editing, table, edit)
    base = old or Stop(
        kind="deliver" if places["lab_id"] else "pickup",
        arrive=arrive, depart=depart, tubes=0, key_tubes=0,
    )  # fmt: skip
    stop = base.model_copy(update={"arrive": arrive, "depart": depart, **places})
    moved = run is None or owner != run.run_id
    if run is None:
        editing.added(table, edit, (owner, *_place(stop)))
    elif old is not None:
        subject = (run.run_id, *_place(old))
        if moved:
            editing.changed(table, edit, "run_id", subject, owner)
        if renumbered:
            editing.changed(table, edit, "stop", subject, position)
        for name in ("arrive", "depart", *_PLACES):
            if name in edit.changed and getattr(stop, name) != getattr(old, name):
                editing.changed(table, edit, name, subject, getattr(stop, name))
    return Placed(owner, stop, edit, position, renumbered, typed, moved)


def _places(
    editing: Editing, table: Table, edit: RowEdit, old: Stop | None
) -> dict[str, Any] | None:
    """Where a stop is; as before if the cells make no sense; None for a new one."""
    before = None if old is None else {name: getattr(old, name) for name in _PLACES}
    if before is not None and not set(_PLACES) & set(edit.changed):
        return before
    plan, roster = editing.plan, editing.roster
    known: dict[str, tuple[Any, str]] = {
        "site_id": (editing.points, "point_not_open"),
        "team_id": (plan.team, "unknown_team"),
        "compound_id": (roster.compound, "unknown_compound"),
        "lab_id": (roster.lab, "unknown_lab"),
    }
    places: dict[str, Any] = {}
    for name, (ids, code) in known.items():
        blank = edit.now.get(name) is None
        places[name] = None if blank else editing.take_id(table, edit, name, ids, code)
    named = tuple(places[name] is not None for name in _PLACES)
    delivery = (False, False, False, True)
    pickups = ((True, False, False, False), (False, True, True, False))
    wanted: tuple[tuple[bool, ...], ...] = (delivery, *pickups)
    if old is not None:
        # what is fetched from a laboratory is named as a delivery is
        wanted = pickups if old.lab_id is None else (delivery,)
    if named in wanted:
        return places
    if edit.row is not None:
        editing.problem("stop_without_place", table.sheet, edit.row.cell("site_id"))
    return before


def _made(
    editing: Editing,
    table: Table,
    run_id: str,
    old: Run | None,
    placed: Sequence[Placed[Stop]],
    touched: Container[str],
) -> _Made | None:
    """A run from its rows; None if it is gone, or doesn't end at a laboratory."""
    pickups = [p for p in placed if p.stop.kind == "pickup"]
    deliveries = [p for p in placed if p.stop.kind == "deliver"]
    if not pickups:  # nobody drives to a laboratory with nothing
        if deliveries:
            editing.removed(table, (run_id,))
        return None
    if len(deliveries) != 1:
        cell = placed[0].edit.row.cell("run_id") if placed[0].edit.row else None
        editing.problem(
            "run_without_end", table.sheet, cell, run_id, column="run_id",
            deliveries=len(deliveries),
        )  # fmt: skip
        return None if old is None else _Made(old, (), {})
    in_turn = in_order(pickups) if run_id in touched else sorted(pickups, key=lambda p: p.position)
    order = (*in_turn, *deliveries)
    stops = tuple(p.stop for p in order)
    fields = _fields_of_run(editing, table, run_id, old, placed)
    if old is None and "vehicle_id" not in fields:
        return None
    base = old or Run(
        run_id=run_id,
        vehicle_id=fields["vehicle_id"],
        zone_class=_zone_class(editing, stops),
        start=stops[0].arrive,
        end=stops[-1].depart,
        stops=stops,
    )
    if stops != base.stops:
        base = base.model_copy(update={"stops": stops, "end": stops[-1].depart})
    return _Made(base.model_copy(update=fields), order, fields)


def _zone_class(editing: Editing, stops: Iterable[Stop]) -> ZoneClass:
    """Sealed if a stop of a new run is in a sealed zone."""
    plan = editing.plan
    sources = [editing.points.get(s.site_id or "") or plan.team.get(s.team_id or "") for s in stops]
    sealed = any(source is not None and source.zone is Zone.sealed for source in sources)
    return ZoneClass.sealed if sealed else ZoneClass.open


def _fields_of_run(
    editing: Editing, table: Table, run_id: str, old: Run | None, placed: Sequence[Placed[Stop]]
) -> dict[str, Any]:
    """What was typed of a run as a whole, in any of its rows: `vehicle_id` and `start`."""
    found: dict[str, Any] = {}
    for place in placed:
        edit = place.edit
        for name, field in _OF_RUN.items():
            value = _typed_field(editing, table, edit, name, new=old is None)
            if value is None or edit.row is None:
                continue
            if field in found and found[field] != value:
                editing.problem(
                    "contradiction", table.sheet, edit.row.cell(name), _said(name, value),
                    column=name, subject=run_id, other=_said(name, found[field]),
                )  # fmt: skip
            elif field not in found:
                found[field] = value
                if old is not None:
                    editing.changed(table, edit, name, (run_id,), value)
    return found


def _typed_field(editing: Editing, table: Table, edit: RowEdit, name: str, *, new: bool) -> Any:
    """The value of a run's cell if it was typed (of a new run: if there is one), or None."""
    if name == "vehicle_id":
        names = ((v.plate, v.vehicle_id) for v in editing.roster.vehicles)
        named = editing.take_name(table, edit, "plate", "vehicle_id", names)
        if named is not None:
            return named
    if name not in edit.changed and not (new and edit.now.get(name) is not None):
        return None
    if name == "vehicle_id":
        value = editing.take_id(table, edit, name, editing.roster.vehicle, "unknown_vehicle")
    else:
        value = editing.take(table, edit, name)
    return None if not new and value == edit.before.get(name) else value


def _said(name: str, value: Any) -> str:
    return clock(value) if name == "run_start" else str(value)
