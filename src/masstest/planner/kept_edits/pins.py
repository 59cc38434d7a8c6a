"""Edits as pins of a plan that is made again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from masstest.domain.plan import Coverage, Duty, Plan
from masstest.sheets.edited import EditedPlan


@dataclass(frozen=True)
class Pins:
    """What stays as it was edited, and what is not used any more: subjects for `replan`."""

    pins: tuple[str, ...]
    excludes: tuple[str, ...]


def pins_of(edited: EditedPlan) -> Pins:
    """The edits as subjects of a request."""
    before, now = edited.original, edited.plan
    pins: list[str] = [f"site={p.site_id}" for p in now.points if p.site_id not in before.point]
    pins += [
        f"lanes={p.site_id}"
        for p in now.points
        if p.site_id not in before.point or p.lanes != before.point[p.site_id].lanes
    ]
    went, go = _places(before.coverage), _places(now.coverage)
    pins += [f"compound={c}" for c in go if go[c] != went.get(c) and not _lost(c, before, now)]
    served, serve = _places_of_staff(before.duties), _places_of_staff(now.duties)
    pins += [f"staff={s}" for s in serve if serve[s] - served[s]]
    closed = [f"site={p.site_id}" for p in before.points if p.site_id not in now.point]
    chosen = {c.subject[0] for c in edited.changes if c.sheet == "duties" and c.kind != "added"}
    off = [f"staff={s}" for s in served if s in chosen and not serve[s]]
    return Pins(tuple(pins), (*closed, *off))


def _lost(compound_id: str, before: Plan, now: Plan) -> bool:
    """Whether a compound's people are where they were but for those whose point was closed."""
    left = {r for r in _places(before.coverage)[compound_id] if r[0] in now.point}
    return _places(now.coverage)[compound_id] == left


def _places(rows: Iterable[Coverage]) -> dict[str, set[tuple[str, int, int]]]:
    found: dict[str, set[tuple[str, int, int]]] = defaultdict(set)
    for row in rows:
        found[row.compound_id].add((row.site_id, row.persons, row.key_persons))
    return found


def _places_of_staff(duties: Iterable[Duty]) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for duty in duties:
        found[duty.staff_id].add((duty.at, duty.role.value))
    return found
