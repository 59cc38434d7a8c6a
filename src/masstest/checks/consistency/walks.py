"""Distances on foot are those of the travel provider."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.checks.consistency.mismatch import mismatch
from masstest.checks.whereabouts import walk_m
from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel


def consistent_walk(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """walk_m of a row is the distance to its point: |recorded - provider's| <= 1 metre."""
    for row in plan.coverage:
        metres = walk_m(travel, row.compound_id, row.site_id)
        if metres is not None and abs(row.walk_m - metres) > 1:
            subjects = (row.compound_id, row.site_id)
            yield mismatch("consistent_walk", subjects, row.walk_m, metres, "m")
