"""zone_separation (physical): a point serves compounds of its own zone group only."""

from __future__ import annotations

import support
from masstest.domain.roster import Zone
from siting_cases import Choice, Tiny


def tiny(compound_zone: Zone, site_zone: Zone) -> Tiny:
    return Tiny(
        support.roster(
            compounds=(support.compound("C1", 100, zone=compound_zone),),
            sites=(support.site("P1", zone=site_zone),),
        )
    )


GOES = Choice({"P1": 1}, {"C1": "P1"})


def test_another_zone_is_forbidden() -> None:
    for compound_zone, site_zone in (
        (Zone.controlled, Zone.normal),
        (Zone.normal, Zone.controlled),
        (Zone.precaution, Zone.sealed),
    ):
        tiny(compound_zone, site_zone).assert_forbidden(GOES, "zone_separation")


def test_the_same_zone_is_allowed() -> None:
    tiny(Zone.controlled, Zone.controlled).assert_allowed(GOES)


def test_precaution_and_normal_count_as_one() -> None:
    tiny(Zone.precaution, Zone.normal).assert_allowed(GOES)
    tiny(Zone.normal, Zone.precaution).assert_allowed(GOES)


def test_model_and_check_agree_on_every_choice() -> None:
    Tiny(
        support.roster(
            compounds=(
                support.compound("C1", 100),
                support.compound("C2", 120, zone=Zone.controlled),
            ),
            sites=(
                support.site("P1", 1),
                support.site("P2", 1, zone=Zone.controlled),
                support.site("P3", 1, zone=Zone.precaution),
            ),
        )
    ).assert_parity(most_lanes=1)
