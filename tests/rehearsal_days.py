"""The town's plan, made once, and what it is simulated with."""

from __future__ import annotations

from functools import cache

from masstest.demo import make_roster
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.planner import Options, plan_round
from masstest.rehearsal.simulation import Course, course_of
from masstest.travel import straight_line
from valid_plan import valid_plan, valid_roster


@cache
def town() -> tuple[Roster, Plan]:
    roster = make_roster("town")
    return roster, plan_round(roster, Options(3, workers=1, deterministic=True))


@cache
def town_course() -> Course:
    roster, plan = town()
    return course_of(plan, roster, straight_line(roster))


@cache
def small_course() -> Course:
    """The round worked out by hand: two points, two teams, three runs, one laboratory."""
    roster = valid_roster()
    return course_of(valid_plan(roster), roster, straight_line(roster))
