"""key_result_deadline (target): the key groups' last result comes in time."""

from __future__ import annotations

import support
import transport_days as days
from masstest.domain.plan import Plan, Run

RULE = "key_result_deadline"
TURNAROUND = 210


def at_the_lab(deadline: int) -> tuple[days.TinyDay, list[Run]]:
    """Four key tubes unloaded at 08:00 at a laboratory that starts one in a minute."""
    tiny = days.one_point(labs=(support.lab("L1", 60),), key_result_deadline=deadline)
    stops = (days.pickup("P1", 450, 4, key_tubes=4), days.delivery("L1", 470, 4, key_tubes=4))
    return tiny, [days.run("V1", *stops)]


def amounts(tiny: days.TinyDay, plan: Plan) -> list[float]:
    return [violation.amount for violation in tiny.found(RULE, plan)]


def test_check_at_the_limit_and_a_minute_over() -> None:
    end = 480 + 4 + TURNAROUND
    for deadline, found in ((end, []), (end - 1, [end])):
        tiny, runs = at_the_lab(deadline)
        assert amounts(tiny, tiny.plan(runs)) == found


def test_model_misses_by_the_minutes_over_the_limit() -> None:
    end = 480 + 4 + TURNAROUND
    for over in (0, 1, 30):
        tiny, runs = at_the_lab(end - over)
        assert tiny.least_missed(RULE, runs) == over


def test_a_plan_brings_key_tubes_before_the_others_are_done() -> None:
    """Key persons are sampled first: their tubes are not kept waiting for the others."""
    deadline = 750  # key tubes must be started by 09:00; the others are sampled until noon
    tiny = days.one_point(500, key_persons=50, key_result_deadline=deadline, result_deadline=1860)
    assert amounts(tiny, tiny.planned()) == []


def test_a_plan_misses_it_by_the_least_if_it_cannot() -> None:
    tiny = days.one_point(500, key_persons=50, key_result_deadline=640, result_deadline=1860)
    plan = tiny.planned()
    assert len(amounts(tiny, plan)) == 1
    assert amounts(tiny, plan) == [tiny.earliest_key_result()]
    assert RULE in {shortage.rule for shortage in plan.shortages}
