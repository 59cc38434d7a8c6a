"""required_skill (physical): a duty's role is among the person's roles."""

from __future__ import annotations

import plan_parts
import rostering_days as days
import support

TINY = days.Tiny(
    support.roster(
        sites=(support.site(),),
        staff=(support.person("A", "sampler", "usher"), support.person("B", "registrar")),
    ),
    (
        days.task("sampler", "P1", 420, 480),
        days.task("usher", "P1", 480, 540),
        days.task("registrar", "P1", 420, 480),
    ),
    (plan_parts.point("P1"),),
)


def test_another_role_is_forbidden() -> None:
    TINY.assert_forbidden({"B": [1]}, "required_skill")


def test_every_one_of_the_person_s_roles_is_allowed() -> None:
    TINY.assert_allowed({"A": [0, 1], "B": [2]})


def test_model_and_check_agree_on_every_assignment() -> None:
    TINY.assert_parity()
