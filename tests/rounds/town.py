"""The made-up town, planned once for all tests that need a real plan."""

from __future__ import annotations

from functools import cache

from masstest.demo import make_roster
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel
from masstest.planner import Options, plan_round
from masstest.travel import straight_line


@cache
def planned_town() -> tuple[Roster, Plan, Travel]:
    """Roster, plan and travel, in the order in which checks take them."""
    roster = make_roster("town")
    travel = straight_line(roster)
    plan = plan_round(roster, Options(time_limit_s=3, workers=1, deterministic=True), travel=travel)
    return roster, plan, travel
