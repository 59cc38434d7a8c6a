"""The made-up town, planned once for all tests that need a real plan."""

from __future__ import annotations

from functools import cache

from masstest.demo import make_roster
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel
from masstest.planner import Options, plan_round
from masstest.travel import straight_line
from once import once

OPTIONS = Options(time_limit_s=3, workers=1, deterministic=True)


@cache
def planned_town() -> tuple[Roster, Plan, Travel]:
    """Roster, plan and travel, in the order in which checks take them."""
    roster = make_roster("town")
    travel = straight_line(roster)

    def planned() -> bytes:
        return plan_round(roster, OPTIONS, travel=travel).to_json().encode()

    return roster, Plan.from_json(once("planned-town.json", planned)), travel
