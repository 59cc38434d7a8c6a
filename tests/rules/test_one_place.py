"""one_place (physical): duties never overlap, and the way between places fits."""

from __future__ import annotations

import plan_parts
import rostering_days as days
import support

FAR_M = 5000


def tiny(gap_min: int) -> days.Tiny:
    """Two points, and `gap_min` between a task at the one and a task at the other."""
    return days.Tiny(
        support.roster(
            sites=(support.site("P1"), support.site("P2", lat=support.north(FAR_M))),
            staff=(support.person("A", "usher"), support.person("B", "usher")),
        ),
        (
            days.task("usher", "P1", 420, 480),
            days.task("usher", "P2", 480 + gap_min, 560),
            days.task("usher", "P1", 470, 480 + gap_min),
        ),
        (plan_parts.point("P1"), plan_parts.point("P2")),
    )


def way_min() -> int:
    found = tiny(30)
    return found.travel.drive_min(found.tasks[0].end_place, found.tasks[1].start_place)


def test_a_minute_less_than_the_way_is_forbidden() -> None:
    assert way_min() > 1
    tiny(way_min() - 1).assert_forbidden({"A": [0, 1]}, "one_place")


def test_overlapping_duties_are_forbidden() -> None:
    tiny(30).assert_forbidden({"A": [0, 2]}, "one_place")


def test_just_enough_time_for_the_way_is_allowed() -> None:
    tiny(way_min()).assert_allowed({"A": [0, 1], "B": [2]})


def test_back_to_back_at_one_place_is_allowed() -> None:
    whole = days.Tiny(
        tiny(30).roster,
        (days.task("usher", "P1", 420, 480), days.task("usher", "P1", 480, 500)),
        (plan_parts.point("P1"),),
    )
    whole.assert_allowed({"A": [0, 1]})


def test_model_and_check_agree_on_every_assignment() -> None:
    tiny(way_min() - 1).assert_parity()
    tiny(way_min()).assert_parity()
