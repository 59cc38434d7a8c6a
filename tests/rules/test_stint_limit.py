"""stint_limit (physical): in a suit at most stint_max_min without stint_rest_min of rest."""

from __future__ import annotations

import plan_parts
import rostering_days as days
import support

SUITED = {"stint_max_min": 120, "stint_rest_min": 30}


def tiny(*spans: tuple[int, int], role: str = "registrar") -> days.Tiny:
    return days.Tiny(
        support.roster(
            sites=(support.site(),),
            staff=(support.person("A", "registrar", "usher"), support.person("B", "registrar")),
            parameters=SUITED,
        ),
        tuple(days.task(role, "P1", start, end) for start, end in spans),
        (plan_parts.point("P1"),),
    )


def test_a_minute_too_long_is_forbidden() -> None:
    tiny((420, 541)).assert_forbidden({"A": [0]}, "stint_limit")


def test_a_rest_that_is_too_short_does_not_end_a_stretch() -> None:
    tiny((420, 480), (509, 541)).assert_forbidden({"A": [0, 1]}, "stint_limit")


def test_a_stretch_can_be_too_long_only_in_all() -> None:
    parts = tiny((420, 470), (480, 520), (530, 560))
    parts.assert_allowed({"A": [0, 1]})
    parts.assert_allowed({"A": [1, 2]})
    parts.assert_forbidden({"A": [0, 1, 2]}, "stint_limit")


def test_exactly_the_limit_and_exactly_the_rest_are_allowed() -> None:
    tiny((420, 540)).assert_allowed({"A": [0]})
    tiny((420, 540), (570, 690)).assert_allowed({"A": [0, 1]})


def test_roles_without_a_suit_have_no_stints() -> None:
    tiny((420, 600), role="usher").assert_allowed({"A": [0]})


def test_model_and_check_agree_on_every_assignment() -> None:
    tiny((420, 470), (480, 520), (530, 560)).assert_parity()
    tiny((420, 530), (550, 580), (610, 700)).assert_parity()
