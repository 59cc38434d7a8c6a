"""site_available (physical): only usable sites, within their hours; required ones are open."""

from __future__ import annotations

import support
from masstest.domain.roster import SiteStatus
from siting_cases import Choice, Tiny


def tiny(population: int = 100, **site: object) -> Tiny:
    return Tiny(
        support.roster(
            compounds=(support.compound("C1", population),),
            sites=(support.site("P1", 2, **site),),
        )
    )


GOES = Choice({"P1": 1}, {"C1": "P1"})
STAYS = Choice({}, {"C1": None})


def test_an_excluded_site_is_forbidden() -> None:
    tiny(status=SiteStatus.excluded).assert_forbidden(GOES, "site_available")


def test_a_required_site_may_not_stay_closed() -> None:
    tiny(status=SiteStatus.required).assert_forbidden(STAYS, "site_available")


def test_a_required_site_may_be_open_without_visitors() -> None:
    tiny(status=SiteStatus.required).assert_allowed(Choice({"P1": 1}, {"C1": None}))


def test_a_point_may_sample_until_its_site_closes() -> None:
    # 100 persons at 100 an hour: one lane is done after an hour
    tiny(100, open_from=480, open_until=540).assert_allowed(GOES)


def test_a_minute_more_than_the_site_s_hours_is_forbidden() -> None:
    tiny(101, open_from=480, open_until=540).assert_forbidden(GOES, "site_available")
    tiny(100, open_from=481, open_until=540).assert_forbidden(GOES, "site_available")


def test_a_site_that_may_be_used_before_the_round_opens_with_it() -> None:
    tiny(100, open_from=300, open_until=480).assert_allowed(GOES)
    tiny(101, open_from=300, open_until=480).assert_forbidden(GOES, "site_available")


def test_model_and_check_agree_on_every_choice() -> None:
    Tiny(
        support.roster(
            compounds=(support.compound("C1", 90), support.compound("C2", 30)),
            sites=(
                support.site("P1", 2, open_from=480, open_until=540),
                support.site("P2", 2, status=SiteStatus.excluded),
                support.site("P3", 2, status=SiteStatus.required, open_until=450),
            ),
        )
    ).assert_parity(most_lanes=2)
