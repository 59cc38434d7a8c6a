"""A plan as pages show it: an overview, tables part by part, and what can be chosen in it.

All of it is made at once, the first time that somebody who sees the same asks, and kept. A page
then reads the line that it needs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from masstest.access.actor import Actor
from masstest.service.kept import LastParsed, rendered
from masstest.service.plans import PlanFiles, form_etag
from masstest.service.problems import not_found
from masstest.store.tables import StoredPlan
from masstest.text import Lang

TABLE_NAMES = (
    "points", "coverage", "runs", "labs", "doorstep", "duties",
    "lab_hours", "supplies", "supply_runs", "waste_runs", "readiness",
)  # fmt: skip
"""In the order in which they are told about."""

Load = Callable[[], PlanFiles]
_OVERVIEW, _SUBJECTS, _FIRST_TABLE = range(3)
_parsed = LastParsed(40)  # three plans' worth, some tens of MB


@dataclass(frozen=True)
class Overview:
    """What stands above the tables.

    Attributes
    ----------
    chain : deadlines: name, planned, limit, slack_min, binds; empty for who sees a part only
    figures : label, value, detail; empty likewise
    shortages : as `remedies.shortages`, with the `statement` of what is lacking alone
    counts : rows of each table
    """

    chain: Sequence[Mapping[str, Any]]
    figures: Sequence[Mapping[str, str]]
    shortages: Sequence[Mapping[str, Any]]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Column:
    name: str
    label: str
    number: bool
    time: bool
    wide: bool


@dataclass(frozen=True)
class TableRow:
    """`key` is what it is on the map (``point:S001``), `subject` the id that a change names.

    A cell is a text, or a text with a tone: good, late, wrong.
    """

    key: str
    subject: str
    cells: Sequence[str | tuple[str, str]]

    def says(self, words: Sequence[str]) -> bool:
        """Whether all `words` (casefolded) stand in it."""
        text = "\n".join(c if isinstance(c, str) else c[0] for c in self.cells).casefold()
        return all(word in text for word in words)


@dataclass(frozen=True)
class Table:
    name: str
    label: str
    if_empty: str
    columns: Sequence[Column]
    rows: Sequence[TableRow] = field(repr=False)


def overview(plan: StoredPlan, actor: Actor, lang: Lang, load: Load) -> Overview:
    """What stands above the tables. (slow the first time)"""
    found: Overview = _line(plan, actor, lang, load, _OVERVIEW, lambda row: Overview(**row))
    return found


def subjects(plan: StoredPlan, actor: Actor, lang: Lang, load: Load) -> dict[str, Any]:
    """``sites``, ``labs``, ``vehicles``, ``compounds`` that a change can name.

    Each with ``id`` and ``name``; sites and compounds also with ``lon``, ``lat``.
    """
    found: dict[str, Any] = _line(plan, actor, lang, load, _SUBJECTS, dict)
    return found


def table(plan: StoredPlan, actor: Actor, lang: Lang, load: Load, name: str) -> Table:
    """One of the `TABLE_NAMES`. (slow the first time)

    Raises
    ------
    Problem
        ``not_found``, ``too_heavy``, ``busy``.
    """
    if name not in TABLE_NAMES:
        raise not_found("table")
    number = _FIRST_TABLE + TABLE_NAMES.index(name)
    found: Table = _line(plan, actor, lang, load, number, lambda row: _table(name, row))
    return found


def _table(name: str, found: dict[str, Any]) -> Table:
    return Table(
        name=name,
        label=found["label"],
        if_empty=found["if_empty"],
        columns=[Column(**column) for column in found["columns"]],
        rows=[TableRow(**row) for row in found["rows"]],
    )


def _line(
    plan: StoredPlan,
    actor: Actor,
    lang: Lang,
    load: Load,
    number: int,
    read: Callable[[dict[str, Any]], Any],
) -> Any:
    def args() -> tuple[Any, ...]:
        files = load()
        return files.plan_json, files.roster_json, lang, actor

    tag = form_etag(plan, actor, "view", lang)

    def parse() -> Any:
        document = rendered(("view", tag), "showing.show", args)
        return read(json.loads(document.split(b"\n", number + 1)[number]))

    return _parsed.get((tag, number), parse)
