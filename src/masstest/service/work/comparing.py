"""Two plans side by side, and why one plan is as it is."""

from __future__ import annotations

import json
from typing import Any

from masstest.access.actor import Actor
from masstest.access.masking import masked_plan
from masstest.domain.budget import Budget
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.planner.differences import (
    change_kind_name,
    change_rows,
    difference_lines,
    differences,
)
from masstest.planner.explanation import explain as explained
from masstest.planner.explanation import explanation_lines
from masstest.text import Lang, translator
from masstest.travel import straight_line

_EXPLAIN_S = 8.0
_MOST_LINES = 12  # of a kind; tables tell the rest


def compare(
    before: tuple[bytes, bytes], after: tuple[bytes, bytes], lang: Lang, actor: Actor
) -> bytes:
    """What differs between two plans with their rosters: the facts, and ``lines`` in words."""
    plan_before, roster_before = _seen(*before, actor)
    plan_after, roster_after = _seen(*after, actor)
    found = differences(plan_before, plan_after, roster_before, roster_after)
    lines = list(difference_lines(found, translator(lang), most=None))
    return _json({"differences": json.loads(found.to_json()), "lines": lines})


def changes(
    before: tuple[bytes, bytes], after: tuple[bytes, bytes], lang: Lang, actor: Actor
) -> bytes:
    """What differs between two plans for people to read: ``lines``, and ``rows`` of what was."""
    plan_before, roster_before = _seen(*before, actor)
    plan_after, roster_after = _seen(*after, actor)
    found, t = differences(plan_before, plan_after, roster_before, roster_after), translator(lang)
    rows = [
        row._asdict() | {"kind": row.kind.value, "kind_name": change_kind_name(row.kind, t)}
        for row in change_rows(found, t)
    ]
    lines = list(difference_lines(found, t, most=_MOST_LINES))
    return _json({"lines": lines, "rows": rows})


def explain(
    plan_json: bytes, roster_json: bytes, subject: str | None, lang: Lang, actor: Actor
) -> bytes:
    """Why the plan, or one subject of it, is as it is: facts, and ``lines`` in words."""
    plan, roster = _seen(plan_json, roster_json, actor)
    found = explained(plan, roster, straight_line(roster), subject, Budget(seconds=_EXPLAIN_S))
    lines = list(explanation_lines(found, roster, translator(lang)))
    return _json({"explanation": json.loads(found.to_json()), "lines": lines})


def _seen(plan_json: bytes, roster_json: bytes, actor: Actor) -> tuple[Plan, Roster]:
    """Plan and roster with what `actor` may not see masked."""
    return masked_plan(Plan.from_json(plan_json), Roster.from_json(roster_json), actor)


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()
