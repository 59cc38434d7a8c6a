"""The round worked out by hand after L1 was lost: what lies there is fetched and brought to L2.

R3 brings L1 40 sealed tubes, unloaded at 517, of them 10 key tubes, and R1 30 others, unloaded at
577; it starts one a minute.
"""

from __future__ import annotations

from functools import cache

from masstest.domain.plan import Plan, Run
from masstest.domain.roster import Roster, ZoneClass
from masstest.domain.travel import Travel
from masstest.planner import Options
from masstest.planner.refresh import refresh
from masstest.planner.replanning import replan
from masstest.travel import straight_line
from valid_plan import valid_plan, valid_roster

LOST, OTHER = "L1", "L2"
SEALED_MIN, OPEN_MIN = 545, 578
"""When it is lost: 12 of R3's tubes lie there, or 29 of R1's, key tubes among them."""


@cache
def day_by_hand() -> tuple[Roster, Plan, Travel]:
    """Before it is lost; the other laboratory tests sealed tubes too."""
    roster = valid_roster()
    labs = tuple(lab.model_copy(update={"sealed_ok": True}) for lab in roster.labs)
    roster = roster.model_copy(update={"labs": labs})
    travel = straight_line(roster)
    return roster, refresh(valid_plan(roster), roster, travel), travel


@cache
def lost_at(freeze: int) -> Plan:
    roster, plan, travel = day_by_hand()
    options = Options(time_limit_s=2, workers=1, deterministic=True)
    return replan(plan, roster, options, travel=travel, freeze=freeze, excludes=(f"lab={LOST}",))


def fetch_of(plan: Plan) -> Run:
    """The run that fetches what lies at the laboratory."""
    return next(run for run in plan.runs if run.stops[0].lab_id == LOST)


def zone_class(freeze: int) -> ZoneClass:
    return ZoneClass.sealed if freeze == SEALED_MIN else ZoneClass.open
