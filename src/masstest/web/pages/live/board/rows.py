"""Lines of the board in the reader's language: what is wrong, and the places as a tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from masstest.live.board.sentences import told
from masstest.live.shapes import (
    Area,
    Board,
    Expected,
    Owner,
    Progress,
    Signal,
    Source,
    SourceState,
    Wrong,
)
from masstest.service.live.board.views import BoardView
from masstest.text import Translator

_TOGETHER = ("box_over_age", "box_nearly_over_age")


@dataclass(frozen=True)
class Trouble:
    """One line of what is wrong; `target` is the row of the place that it is about.

    `alike` are other boxes for which the same person has to do the very same thing, with their
    `tubes` in all.
    """

    wrong: Wrong
    text: str
    action: str
    owner: str
    target: str
    alike: tuple[str, ...] = ()
    tubes: int = 0


@dataclass(frozen=True)
class Place:
    """One row of the tree. `parent` is the key of the row that it belongs to."""

    key: str
    parent: str
    level: Literal[1, 2, 3]
    name: str
    state: SourceState | None
    progress: Progress
    finish: Expected | None
    finished_min: float | None
    signal: Signal
    source: Source | None
    count: int = 0


def troubles(view: BoardView, t: Translator) -> list[Trouble]:
    """What is wrong, the worst first; boxes for which one thing has to be done make one line."""
    rows: dict[tuple[str, ...], Trouble] = {}
    for wrong in view.board.wrong:
        says = told(wrong, t, view.names)
        target = f"place-{wrong.subject}" if wrong.subject_kind in ("point", "team") else ""
        owner = _owner(wrong.owner, says.owner, view)
        row = Trouble(wrong, says.wrong, says.action, owner, target, tubes=wrong.tubes)
        deed = (wrong.code, owner, says.action) if wrong.code in _TOGETHER else (wrong.key,)
        if (first := rows.get(deed)) is not None:
            alike = *first.alike, wrong.subject
            row = replace(first, alike=alike, tubes=first.tubes + wrong.tubes)
        rows[deed] = row
    return list(rows.values())


def _owner(owner: Owner, role: str, view: BoardView) -> str:
    """The role, with the names that the reader may see."""
    if owner.role == "lab":
        named = [view.names(each) for each in owner.ids]
    else:
        named = [view.people[each] for each in owner.ids if each in view.people]
    return f"{role} {'、'.join(named)}" if named else role


def places(board: Board) -> list[Place]:
    """Streets, their communities, and the points and teams of each, in this order."""
    rows: list[Place] = []
    communities = [area for area in board.areas if area.kind == "community"]
    streets = [area for area in board.areas if area.kind == "street"]
    if board.street is not None:
        streets = [board.totals]
    for street in streets:
        own = [area for area in communities if area.street == street.name]
        rows.append(_area(street.name, "", 1, street.name, street, len(own)))
        for area in own:
            key = f"{area.street}/{area.name}"
            sources = list(_sources(board, key))
            rows.append(_area(key, street.name, 2, area.name, area, len(sources)))
            rows += sources
    return rows


def _area(key: str, parent: str, level: Literal[1, 2], name: str, area: Area, count: int) -> Place:
    return Place(
        key, parent, level, name, None, area.progress, area.finish, None, area.signal, None, count
    )


def _sources(board: Board, parent: str) -> Iterator[Place]:
    for source in board.sources:
        if f"{source.street}/{source.community}" == parent:
            yield Place(
                source.source_id,
                parent,
                3,
                source.name,
                source.state,
                source.progress,
                source.finish,
                source.finished_min,
                source.signal,
                source,
            )
