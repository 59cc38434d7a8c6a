"""Every single way to spoil a plan is found, and named by the rule that it breaks."""

from __future__ import annotations

import pytest

from masstest.checks import CHECKS, CONSISTENCY, check_plan, objective_mismatches
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel
from property.mutations import MUTATIONS, Mutation
from rounds.town import planned_town
from valid_plan import valid_case

Case = tuple[Roster, Plan, Travel]


@pytest.fixture(scope="module", params=["by_hand", "planned"])
def case(request: pytest.FixtureRequest) -> Case:
    """A plan to be spoilt: the one worked out by hand, and the planner's of a town."""
    if request.param == "by_hand":
        return valid_case()
    return planned_town()


def test_the_plan_to_be_spoilt_is_right(case: Case) -> None:
    assert check_plan(*case) == ()
    assert list(objective_mismatches(*case)) == []
    assert case[1].status == "met"


def test_every_rule_and_every_consistency_has_a_mutation() -> None:
    checked = {*CHECKS, *CONSISTENCY, "consistent_status"}
    assert {mutation.code for mutation in MUTATIONS} == checked


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: f"{m.code}-{m.name}")
def test_mutation_is_caught(case: Case, mutation: Mutation) -> None:
    roster, plan, travel = case
    roster, plan = mutation.apply(roster, plan)
    found = {violation.rule for violation in check_plan(roster, plan, travel)}
    assert mutation.code in found
