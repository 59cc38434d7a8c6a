"""The town's plan, made once, and what it is simulated with."""

from __future__ import annotations

from functools import cache

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.rehearsal.simulation import Course, course_of
from masstest.travel import straight_line
from rounds.town import planned_town
from valid_plan import valid_plan, valid_roster


@cache
def town() -> tuple[Roster, Plan]:
    roster, plan, _ = planned_town()
    return roster, plan


@cache
def town_course() -> Course:
    roster, plan = town()
    return course_of(plan, roster, straight_line(roster))


@cache
def small_course() -> Course:
    """The round worked out by hand: two points, two teams, three runs, one laboratory."""
    roster = valid_roster()
    return course_of(valid_plan(roster), roster, straight_line(roster))
