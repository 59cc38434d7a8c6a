"""min_rest (physical): at least min_rest_h between yesterday's last duty and the first today."""

from __future__ import annotations

import plan_parts
import rostering_days as days
import support


def tiny(last_duty_end: int, min_rest_h: float = 8) -> days.Tiny:
    return days.Tiny(
        support.roster(
            sites=(support.site(),),
            staff=(
                support.person("A", "usher", last_duty_end=last_duty_end),
                support.person("B", "usher"),
            ),
            parameters={"min_rest_h": min_rest_h},
        ),
        (
            days.task("usher", "P1", 420, 480),
            days.task("usher", "P1", 480, 540),
            days.task("usher", "P1", 600, 660),
        ),
        (plan_parts.point("P1"),),
    )


def test_a_minute_too_early_is_forbidden() -> None:
    tiny(-59).assert_forbidden({"A": [0]}, "min_rest")


def test_exactly_the_rest_is_allowed() -> None:
    tiny(-60).assert_allowed({"A": [0, 1]})
    tiny(-59).assert_allowed({"A": [1, 2]})


def test_parts_of_a_minute_count() -> None:
    tiny(-60, min_rest_h=8.005).assert_forbidden({"A": [0]}, "min_rest")


def test_model_and_check_agree_on_every_assignment() -> None:
    tiny(-30).assert_parity()
