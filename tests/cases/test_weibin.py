"""Weibin as reported, 310,000 people: enough of everything, and the day after."""

from __future__ import annotations

import pytest

from masstest.checks import check_plan
from masstest.demo import make_roster, next_day
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.planner import Options, plan_round, worker_pool
from masstest.travel import straight_line

OPTIONS = Options()  # as users have it: gaps and points are looked at
QUICK = Options(time_limit_s=22)


def planned(roster: Roster, options: Options) -> Plan:
    with worker_pool(roster, options.workers) as executor:
        return plan_round(roster, options, executor=executor)


@pytest.fixture(scope="module")
def roster() -> Roster:
    return make_roster("weibin")


@pytest.fixture(scope="module")
def plan(roster: Roster) -> Plan:
    return planned(roster, OPTIONS)


@pytest.fixture(scope="module")
def second_roster(roster: Roster, plan: Plan) -> Roster:
    return next_day(roster, plan)


@pytest.fixture(scope="module")
def second_plan(second_roster: Roster) -> Plan:
    return planned(second_roster, QUICK)


def test_every_rule_holds(roster: Roster, plan: Plan) -> None:
    assert check_plan(roster, plan, straight_line(roster)) == ()
    assert plan.shortages == ()
    assert plan.status == "met"
    assert plan.kpis["persons_covered"] == 310_000


def test_every_stage_states_a_bound(plan: Plan) -> None:
    gaps = {report.stage: report.gap for report in plan.stages}
    assert gaps["location"] is not None
    assert gaps["location"] <= 0.02  # docs/benchmarks.md has what is reached on a quiet machine
    assert gaps["rostering"] is not None
    assert gaps["rostering"] <= 0.01
    assert gaps["transport"] is not None
    assert gaps["doorstep"] is not None


def test_the_guideline_stands_beside_the_plan(plan: Plan) -> None:
    guide = plan.kpis["guideline"]
    assert (guide["points"]["low"], guide["points"]["high"]) == (103, 155)
    assert (guide["lanes"]["low"], guide["lanes"]["high"]) == (388, 517)
    assert guide["samplers"]["low"] == 862
    assert guide["points"]["ok"]


def test_few_people_move_the_day_after(
    roster: Roster, plan: Plan, second_roster: Roster, second_plan: Plan
) -> None:
    """Under 5 % of the people outside the changed compounds get another point; all are listed."""
    changed = {
        compound.compound_id
        for compound in second_roster.compounds
        if compound.zone is not roster.compound[compound.compound_id].zone
    }
    assert len(changed) == 10
    before = second_roster.previous_sites
    moved = stayed = 0
    for row in second_plan.coverage:
        if row.compound_id in changed or row.compound_id not in before:
            continue
        if row.site_id in before[row.compound_id]:
            stayed += row.persons
        else:
            moved += row.persons
    assert stayed > 250_000
    assert moved / (moved + stayed) < 0.05
    assert second_plan.kpis["compounds_moved"] >= 1
    assert second_plan.status == "met"
