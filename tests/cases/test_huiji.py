"""Huiji, 550,000 people: too few samplers. The plan is short, and says what would do."""

from __future__ import annotations

import pytest

from masstest.checks import check_plan, physical
from masstest.demo import make_roster
from masstest.domain.outcome import RemedyCode
from masstest.domain.plan import Plan
from masstest.domain.remedies import apply
from masstest.domain.roster import Role, Roster
from masstest.planner import Options, plan_round, worker_pool
from masstest.planner.shortages import combined
from masstest.travel import straight_line

OPTIONS = Options(time_limit_s=45)


def planned(roster: Roster) -> Plan:
    with worker_pool(roster, OPTIONS.workers) as executor:
        return plan_round(roster, OPTIONS, executor=executor)


@pytest.fixture(scope="module")
def roster() -> Roster:
    return make_roster("huiji")


@pytest.fixture(scope="module")
def plan(roster: Roster) -> Plan:
    return planned(roster)


def test_the_plan_is_short_and_breaks_no_physical_rule(roster: Roster, plan: Plan) -> None:
    assert plan.status == "short"
    assert physical(check_plan(roster, plan, straight_line(roster))) == ()


def test_every_missed_target_is_listed_with_quantity_and_remedy(plan: Plan) -> None:
    missed = {violation.rule for violation in plan.violations}
    assert "full_coverage" in missed
    assert missed == {shortage.rule for shortage in plan.shortages}
    for shortage in plan.shortages:
        assert shortage.amount > 0
        assert shortage.remedies, shortage
        assert all(remedy.quantity > 0 for remedy in shortage.remedies)


def test_samplers_bind_and_all_of_them_serve(roster: Roster, plan: Plan) -> None:
    remedies = combined(plan.shortages)
    wanted = [r for r in remedies if r.code is RemedyCode.add_staff and r.subject == "sampler"]
    assert len(wanted) == 1
    assert 300 < wanted[0].quantity < 900
    able = [person for person in roster.staff if Role.sampler in person.roles]
    serving = {duty.staff_id for duty in plan.duties if duty.role is Role.sampler}
    assert len(serving) > 0.95 * len(able)


def test_most_people_are_served(roster: Roster, plan: Plan) -> None:
    # A sampler gives at most 360 minutes of the window (one rest), at 100 persons an hour.
    able = sum(Role.sampler in person.roles for person in roster.staff)
    served = sum(row.persons for row in plan.coverage)
    assert served >= 0.93 * able * 6 * 100


def test_applying_the_remedies_makes_it_met(roster: Roster, plan: Plan) -> None:
    mended = apply(roster, combined(plan.shortages))
    better = planned(mended)
    assert better.shortages == ()
    assert better.status == "met"
