"""specimen_age (target): a specimen is no older than the limit at its reception."""

from __future__ import annotations

import support
import transport_days as days
from masstest.domain.plan import Plan, Run

RULE = "specimen_age"
LIMIT = 240


def received(age: int) -> list[Run]:
    stop = days.pickup("P1", 450, 4, oldest_sample_at=days.OPEN_MIN)
    return [days.run("V1", stop, days.delivery("L1", days.OPEN_MIN + age, 4))]


def amounts(tiny: days.TinyDay, plan: Plan) -> list[float]:
    return [violation.amount for violation in tiny.found(RULE, plan)]


def test_check_at_the_limit_and_a_minute_over() -> None:
    tiny = days.one_point()
    assert amounts(tiny, tiny.plan(received(LIMIT))) == []
    assert amounts(tiny, tiny.plan(received(LIMIT + 1))) == [LIMIT + 1]


def test_model_misses_by_the_minutes_over_the_limit() -> None:
    tiny = days.one_point()
    for over in (0, 1, 30):
        assert tiny.least_missed(RULE, received(LIMIT + over)) == over


def test_a_plan_meets_it_if_it_can() -> None:
    tiny = days.one_point(500, result_deadline=1860)
    assert amounts(tiny, tiny.planned()) == []


def test_a_plan_misses_it_by_the_least_if_it_cannot() -> None:
    opens = days.OPEN_MIN + LIMIT + 60
    labs = (support.lab("L1", receive_from=opens),)
    tiny = days.one_point(500, labs=labs, result_deadline=1860)
    plan = tiny.planned()
    assert amounts(tiny, plan) == [LIMIT + 60]
    assert [s.rule for s in plan.shortages] == [RULE]
    assert plan.shortages[0].amount == 60
