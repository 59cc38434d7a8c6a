"""pickup_interval (target): the oldest tube at a source waits no longer than the limit."""

from __future__ import annotations

import support
import transport_days as days
from masstest.domain.plan import Plan, Run
from masstest.domain.travel import Place

RULE = "pickup_interval"
LIMIT = 120


def picked_up(waited: int) -> list[Run]:
    arrive = days.OPEN_MIN + waited
    stop = days.pickup("P1", arrive, 4, oldest_sample_at=days.OPEN_MIN)
    return [days.run("V1", stop, days.delivery("L1", arrive + 20, 4))]


def amounts(tiny: days.TinyDay, plan: Plan) -> list[float]:
    return [violation.amount for violation in tiny.found(RULE, plan)]


def test_check_at_the_limit_and_a_minute_over() -> None:
    tiny = days.one_point()
    assert amounts(tiny, tiny.plan(picked_up(LIMIT))) == []
    assert amounts(tiny, tiny.plan(picked_up(LIMIT + 1))) == [LIMIT + 1]


def test_model_misses_by_the_minutes_over_the_limit() -> None:
    tiny = days.one_point()
    for over in (0, 1, 30):
        assert tiny.least_missed(RULE, picked_up(LIMIT + over)) == over


def test_a_plan_meets_it_if_it_can() -> None:
    tiny = days.one_point(500, result_deadline=1860)  # five hours of sampling
    plan = tiny.planned()
    assert amounts(tiny, plan) == []
    assert sum(len(run.stops) - 1 for run in plan.runs) >= 3


def test_a_plan_misses_it_by_the_least_if_it_cannot() -> None:
    vehicles = (support.vehicle("V1", available_from=600),)
    tiny = days.one_point(500, vehicles=vehicles, result_deadline=1860)
    plan = tiny.planned()
    way = tiny.travel.drive_min(Place("vehicle", "V1"), Place("site", "P1"))
    assert amounts(tiny, plan) == [600 + way - days.OPEN_MIN]
    assert [s.rule for s in plan.shortages] == [RULE]
    assert {remedy.code.value for remedy in plan.shortages[0].remedies} == {"add_vehicles"}
