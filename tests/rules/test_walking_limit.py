"""walking_limit (target 5): nobody walks farther than the limit of their setting."""

from __future__ import annotations

import pytest

import support
from masstest.checks.location import walking_limit
from masstest.domain.outcome import RemedyCode
from masstest.domain.remedies import apply
from masstest.domain.roster import Roster, Setting
from masstest.travel import straight_line
from siting_cases import broken, located, plan_of

DETOUR = 1.3  # walk_detour


def roster(walk_m: float, *more_sites: support.Site, **compound: object) -> Roster:
    """One compound, and a site at a walk of `walk_m`."""
    far = support.site("P1", lat=support.north(walk_m / DETOUR))
    return support.roster((support.compound("C1", 300, **compound),), (far, *more_sites))


@pytest.mark.parametrize(("setting", "limit_m"), [(Setting.urban, 1000), (Setting.rural, 3000)])
def test_at_the_limit_and_a_metre_beyond(setting: Setting, limit_m: int) -> None:
    for walk_m, over_m in ((limit_m, None), (limit_m + 1, 1)):
        case = roster(walk_m, setting=setting)
        found = list(walking_limit(case, plan_of(case, located(case)), straight_line(case)))
        assert [v.amount - v.limit for v in found] == ([] if over_m is None else [over_m])


def test_a_farther_site_in_reach_is_taken_when_the_nearest_is_full() -> None:
    near = support.site("P2", max_lanes=1, open_until=480)  # room for 100
    case = roster(900, near)
    assert broken(case, located(case)) == set()


def test_out_of_reach_the_nearest_site_serves_and_a_point_is_advised_that_would_do() -> None:
    case = roster(1_500, support.site("P2", lat=support.north(-2_000)))
    result = located(case)
    assert broken(case, result) == {"walking_limit"}
    assert [row.site_id for row in result.value.coverage] == ["P1"]
    (shortage,) = result.shortages
    assert (shortage.rule, shortage.subject, shortage.amount) == ("walking_limit", "C1", 500)
    (remedy,) = shortage.remedies
    assert (remedy.code, remedy.quantity) == (RemedyCode.open_point, 1)
    mended = apply(case, shortage.remedies)
    assert broken(mended, located(mended)) == set()


def test_without_room_in_reach_people_walk_farther_rather_than_stay_out() -> None:
    near = support.site("P2", max_lanes=1, open_until=450)  # room for 50
    case = roster(1_500, near)
    result = located(case)
    assert broken(case, result) == {"walking_limit"}
    assert {r.code for s in result.shortages for r in s.remedies} == {RemedyCode.add_lanes}
    mended = apply(case, result.shortages[0].remedies)
    assert broken(mended, located(mended)) == set()
