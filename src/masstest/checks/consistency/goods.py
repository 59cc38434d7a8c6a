"""Supplies go to one place each, in quantities that can be counted."""

from __future__ import annotations

import math
from collections.abc import Iterator

from masstest.checks.consistency.mismatch import mismatch
from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel


def consistent_supplies(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """A supply goes to a point or a team, not both, and its quantity is a number >= 0."""
    code = "consistent_supplies"
    for supply in plan.supplies:
        subjects = (supply.site_id or supply.team_id or "", supply.item)
        named = (supply.site_id is not None) + (supply.team_id is not None)
        if named != 1:
            yield mismatch(code, subjects, named, 1, "places")
        if not (math.isfinite(supply.quantity) and supply.quantity >= 0):
            yield mismatch(code, subjects, -1, 0, "units")
