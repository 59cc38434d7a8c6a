"""A small round planned by hand that meets every rule, and ways to spoil it.

Two points (P1 in the common zone, P2 in the controlled one), two doorstep teams (T1 for two
homebound people, T2 for a sealed compound), two specimen vehicles in three runs, one laboratory.
With 120 persons an hour and full tubes of ten every number can be followed in the head: a lane
samples two persons a minute and fills a tube in five.
"""

from __future__ import annotations

from typing import get_args

from masstest.domain.plan import Plan, PlanRound, Readiness, ReadinessItem
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel
from masstest.travel import straight_line
from valid_plan.edits import edit, edit_roster, edit_stop, without
from valid_plan.journeys import goods, runs
from valid_plan.people_and_places import valid_roster
from valid_plan.rows import doorstep, duties, points


def valid_plan(roster: Roster | None = None) -> Plan:
    """The plan of `valid_roster()`: status met, nothing to complain about."""
    return Plan(
        round=PlanRound.of((roster or valid_roster()).round),
        status="met",
        **points(),
        duties=duties(),
        **runs(),
        doorstep=doorstep(),
        **goods(),
        kpis={
            "people": 462,
            "persons_covered": 462,
            "points": 2,
            "lanes": 2,
            "samplers_on_roster": 3,
            "mean_walk_m": 74.3,
            "max_walk_m": 260,
            "finish_at": "2022-03-10T10:00",
            "runs": 3,
            "vehicles_used": 2,
            "max_age_min": 147,
            "key_results_at": "2022-03-10T13:11",
            "results_at": "2022-03-10T14:22",
            "reserve_called": 0,
            "compounds_moved": 0,
            "slack_min": {
                "sampling": 240,
                "key_results": 289,
                "results": 998,
                "specimen_age": 93,
            },
        },
        readiness=tuple(
            Readiness(site_id=site_id, item=item, state="confirm")
            for site_id in ("P1", "P2")
            for item in get_args(ReadinessItem)
        ),
    )


def valid_case() -> tuple[Roster, Plan, Travel]:
    """Roster, plan and travel, in the order in which checks take them."""
    rows = valid_roster()
    return rows, valid_plan(rows), straight_line(rows)


__all__ = [
    "edit",
    "edit_roster",
    "edit_stop",
    "valid_case",
    "valid_plan",
    "valid_roster",
    "without",
]
