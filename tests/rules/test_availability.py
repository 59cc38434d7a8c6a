"""availability (physical): duties within the person's hours; their sum <= max_hours."""

from __future__ import annotations

import pytest

import plan_parts
import rostering_days as days
import support


def tiny(**hours: float) -> days.Tiny:
    return days.Tiny(
        support.roster(
            sites=(support.site(),),
            staff=(support.person("A", "usher", **hours), support.person("B", "usher")),
        ),
        (
            days.task("usher", "P1", 420, 540),
            days.task("usher", "P1", 540, 660),
            days.task("usher", "P1", 700, 780),
        ),
        (plan_parts.point("P1"),),
    )


@pytest.mark.parametrize(
    ("hours", "held"),
    [
        ({"available_from": 421}, [0]),
        ({"available_until": 779}, [2]),
        ({"max_hours": 239 / 60}, [0, 1]),
    ],
)
def test_a_minute_too_much_is_forbidden(hours: dict[str, float], held: list[int]) -> None:
    tiny(**hours).assert_forbidden({"A": held}, "availability")


@pytest.mark.parametrize(
    ("hours", "held"),
    [
        ({"available_from": 420}, [0]),
        ({"available_until": 780}, [2]),
        ({"max_hours": 240 / 60}, [0, 1]),
    ],
)
def test_the_last_minute_is_allowed(hours: dict[str, float], held: list[int]) -> None:
    tiny(**hours).assert_allowed({"A": held})


def test_model_and_check_agree_on_every_assignment() -> None:
    tiny(available_from=430, max_hours=3.5).assert_parity()
    tiny(available_until=700, max_hours=3).assert_parity()
