"""Each rule holds at its limit and is broken just over it, by the amount that is told.

Every case starts from the plan worked out in `valid_plan`. `at` changes it up to the limit,
where the rule still holds; `over` one step beyond. The violation expected there is given with
subjects, amount and limit.
"""

from __future__ import annotations

import pytest

from limits import LIMITS, Limit
from masstest.checks import CHECKS
from masstest.domain.outcome import Violation
from masstest.domain.rules import RULE, RULES
from masstest.travel import straight_line
from valid_plan import valid_plan, valid_roster


@pytest.mark.parametrize("case", LIMITS, ids=lambda c: c.rule)
def test_rule_holds_at_its_limit_and_not_beyond(case: Limit) -> None:
    roster, plan = valid_roster(), valid_plan()
    check, rule = CHECKS[case.rule], RULE[case.rule]
    at_roster, at_plan = case.at(roster, plan)
    assert list(check(at_roster, at_plan, straight_line(at_roster))) == []
    over_roster, over_plan = case.over(roster, plan)
    found = list(check(over_roster, over_plan, straight_line(over_roster)))
    unit = "piece" if rule.code == "stock_limit" else rule.unit
    expected = Violation(
        rule=rule.code,
        subjects=case.subjects,
        amount=case.amount,
        limit=case.limit,
        unit=unit,
    )
    assert expected in found
    assert {violation.rule for violation in found} == {case.rule}


def test_every_rule_has_its_limit() -> None:
    assert {case.rule for case in LIMITS} == {rule.code for rule in RULES}
