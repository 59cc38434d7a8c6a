"""result_deadline (target): everybody's last result comes in time."""

from __future__ import annotations

import support
import transport_days as days
from masstest.domain.plan import Plan, Run

RULE = "result_deadline"
TURNAROUND = 210


def at_the_lab(deadline: int) -> tuple[days.TinyDay, list[Run]]:
    """Four tubes unloaded at 08:00 at a laboratory that starts one in a minute."""
    tiny = days.one_point(
        labs=(support.lab("L1", 60),), sampling_deadline=480, result_deadline=deadline
    )
    stops = (days.pickup("P1", 450, 4), days.delivery("L1", 470, 4))
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


def test_a_plan_uses_a_second_laboratory_if_one_is_too_slow() -> None:
    # 53 tubes; each laboratory could start at most 40 in time
    labs = (support.lab("L1", 5), support.lab("L2", 5, lat=support.north(-3000)))
    tiny = days.one_point(500, labs=labs, result_deadline=1250)
    plan = tiny.planned()
    assert amounts(tiny, plan) == []
    assert len(plan.labs) == 2


def test_a_plan_that_is_late_says_how_much_faster_the_laboratory_must_be() -> None:
    tiny = days.one_point(500, labs=(support.lab("L1", 10),), result_deadline=1050)
    plan = tiny.planned()
    late = amounts(tiny, plan)
    assert len(late) == 1
    (shortage,) = (s for s in plan.shortages if s.rule == RULE)
    assert shortage.deadline_missed_by_min == late[0] - 1050
    (remedy,) = shortage.remedies
    assert remedy.code.value == "add_lab_capacity"
    faster = (support.lab("L1", 10 + int(remedy.quantity)),)
    better = days.one_point(500, labs=faster, result_deadline=1050)
    assert amounts(better, better.planned()) == []
