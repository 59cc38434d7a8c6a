"""lane_limit (physical): 1 <= lanes <= max_lanes."""

from __future__ import annotations

import support
from siting_cases import Choice, Tiny

TINY = Tiny(
    support.roster(
        compounds=(support.compound("C1", 100),),
        sites=(support.site("P1", max_lanes=2),),
    )
)


def test_more_lanes_than_fit_are_forbidden() -> None:
    TINY.assert_forbidden(Choice({"P1": 3}, {"C1": "P1"}), "lane_limit")


def test_a_point_without_lanes_is_forbidden() -> None:
    TINY.assert_forbidden(Choice({"P1": 0}, {"C1": "P1"}), "lane_limit")
    TINY.assert_forbidden(Choice({"P1": 0}, {"C1": None}), "lane_limit")


def test_the_fewest_and_the_most_lanes_are_allowed() -> None:
    TINY.assert_allowed(Choice({"P1": 1}, {"C1": "P1"}))
    TINY.assert_allowed(Choice({"P1": 2}, {"C1": "P1"}))


def test_model_and_check_agree_on_every_choice() -> None:
    Tiny(
        support.roster(
            compounds=(support.compound("C1", 100), support.compound("C2", 60)),
            sites=(support.site("P1", 1), support.site("P2", 2)),
        )
    ).assert_parity(most_lanes=3)
