"""What runs and doorstep routes have in common: stops that are moved, reordered and retimed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from masstest.sheets.edited.editing import Editing
from masstest.sheets.edited.tables import RowEdit, Table


class Timed(Protocol):
    @property
    def arrive(self) -> int: ...
    @property
    def depart(self) -> int: ...


StopType = TypeVar("StopType", bound=Timed)


@dataclass
class Placed(Generic[StopType]):
    """A stop with the row that it was read from.

    Attributes
    ----------
    owner : run_id or team_id of the route that it is on now
    position : its number, from 1, as the sheet says
    renumbered : how its number was changed: -1 moved up, 1 moved down, 0 not at all
    typed : whether one of its times was typed
    moved : whether it came from another route, or is new
    """

    owner: str
    stop: StopType
    edit: RowEdit
    position: int
    renumbered: int = 0
    typed: bool = False
    moved: bool = False


def stop_times(
    editing: Editing, table: Table, edit: RowEdit, old: Timed | None
) -> tuple[int, int, bool] | None:
    """(arrive, depart, whether they were typed) of a row; None for a new row without times.

    Whoever changes the arrival alone keeps the length of the stop.
    """
    if old is not None and not {"arrive", "depart"} & set(edit.changed):
        return old.arrive, old.depart, False
    arrive = editing.take(table, edit, "arrive")
    if old is not None and "depart" not in edit.changed and isinstance(arrive, int):
        return arrive, arrive + old.depart - old.arrive, arrive != old.arrive
    depart = editing.take(table, edit, "depart")
    if arrive is None or depart is None:
        return None
    if not editing.in_order(table, edit, ("arrive", arrive), ("depart", depart)):
        return None if old is None else (old.arrive, old.depart, False)
    return arrive, depart, True


def stop_number(editing: Editing, table: Table, edit: RowEdit) -> tuple[int, int]:
    """(position, how it was renumbered) of a row."""
    if edit.key is None:
        value = edit.now.get("stop")
        return (value if isinstance(value, int) else 0), 0
    before = int(edit.before["stop"])
    if "stop" not in edit.changed:
        return before, 0
    now = editing.take_count(table, edit, "stop", least=1)
    return now, (now > before) - (now < before)


def in_order(stops: Iterable[Placed[StopType]]) -> list[Placed[StopType]]:
    """Stops by their numbers; those that came without a number of their own, by time.

    A stop that takes the number of another one comes before it if it moved up, after it if it
    moved down. Another time alone doesn't change the order: later stops are put off instead.
    """
    listed = list(stops)
    unnumbered = [p for p in listed if p.moved and not p.renumbered and not _numbered(p)]
    order = sorted(
        (placed for placed in listed if placed not in unnumbered),
        key=lambda placed: (placed.position, placed.renumbered),
    )
    for placed in sorted(unnumbered, key=lambda placed: placed.stop.arrive):
        later = (n for n, other in enumerate(order) if other.stop.arrive > placed.stop.arrive)
        order.insert(next(later, len(order)), placed)
    return order


def _numbered(placed: Placed[StopType]) -> bool:
    """Whether a new row says at which place it comes."""
    return placed.edit.key is None and placed.position > 0
