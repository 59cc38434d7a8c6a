"""Planning again from an edited plan: what somebody chose stays, the rest gives way.

The edited plan is the plan to be changed as little as possible, and its edits are pins: points
opened and closed, lanes, who goes to which point, who serves where. Other edits (times, runs,
doorstep routes, officials) are where planning starts; they stay unless a rule forbids it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel
from masstest.planner.edits import check_edited, settle
from masstest.planner.kept_edits.fate import is_kept, reason
from masstest.planner.kept_edits.pins import pins_of
from masstest.planner.kept_edits.possible import possible_edits
from masstest.planner.planner import Options
from masstest.planner.replanning import replan
from masstest.planner.replanning.changes import count_changes
from masstest.sheets.edited import Change, EditedPlan
from masstest.travel import straight_line

__all__ = ["KeptEdit", "replan_edited"]


@dataclass(frozen=True)
class KeptEdit:
    """What became of an edit; `reason` is a rule that it would have broken, if that is why."""

    change: Change
    kept: bool
    reason: Violation | None = None


def replan_edited(
    edited: EditedPlan,
    roster: Roster,
    options: Options | None = None,
    *,
    travel: Travel | None = None,
    freeze: int | None = None,
    pins: Sequence[str] = (),
    excludes: Sequence[str] = (),
    **known: Any,
) -> tuple[Plan, tuple[KeptEdit, ...]]:
    """Make an edited plan meet the rules, with the edits as pins.

    Parameters
    ----------
    edited : without errors; see `EditedPlan.errors`
    pins, excludes, freeze, known : as for `replan`

    Returns
    -------
    tuple
        The plan, whose ``kpis["changes"]`` count from the plan before it was edited; and every
        edit with what became of it.

    Raises
    ------
    BadInput, PlanRefused
        As `replan`.
    """
    travel = travel or straight_line(roster)
    possible = possible_edits(edited, roster)
    base = settle(possible, roster, travel)
    wanted = pins_of(possible)
    new = replan(
        base,
        roster,
        options,
        travel=travel,
        freeze=freeze,
        pins=tuple(dict.fromkeys((*wanted.pins, *pins))),
        excludes=tuple(dict.fromkeys((*wanted.excludes, *excludes))),
        **known,
    )
    broken = check_edited(edited, roster, travel).broken
    outcomes = tuple(
        KeptEdit(change, True)
        if is_kept(change, edited.plan, new)
        else KeptEdit(change, False, reason(change, broken))
        for change in edited.changes
    )
    if edited.changes:
        changes = count_changes(edited.original, new)
        new = new.model_copy(update={"kpis": {**new.kpis, "changes": changes}})
    return new, outcomes
