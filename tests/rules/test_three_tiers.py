"""three_tiers (target): every point has a street, a community and a point official."""

from __future__ import annotations

from collections import Counter

import plan_parts
import support
from masstest.checks.officials import three_tiers
from masstest.domain.plan import Officials
from masstest.domain.remedies import apply
from masstest.domain.roster import Official, Roster
from masstest.solver.officials import plan_officials
from masstest.solver.officials import three_tiers as may_answer
from masstest.travel import straight_line

SITES = (
    support.site("P1", street="S1", community="K1"),
    support.site("P2", street="S1", community="K1"),
    support.site("P3", street="S1", community="K2"),
)
POINTS = tuple(plan_parts.point(site.site_id) for site in SITES)


def official(official_id: str, level: str, street: str = "", community: str = "") -> Official:
    return Official(
        official_id=official_id, name=official_id, level=level, street=street, community=community
    )


FULL = (
    official("S", "street", "S1"),
    official("K1", "community", "S1", "K1"),
    official("K2", "community", "", "K2"),
    official("A", "point", "S1", "K1"),
    official("B", "point", "S1"),
    official("C", "point"),
)


def missing(roster: Roster) -> tuple[int, dict[str, Officials], tuple]:
    result = plan_officials(roster, POINTS)
    points = tuple(p.model_copy(update={"officials": result.value[p.site_id]}) for p in POINTS)
    plan = plan_parts.plan(roster, points=points)
    found = len(list(three_tiers(roster, plan, straight_line(roster))))
    assert result.report.objective == found == result.report.best_bound
    return found, dict(result.value), result.shortages


def test_check_at_and_below_one_of_each_tier() -> None:
    roster = support.roster(sites=SITES, officials=FULL)
    travel = straight_line(roster)

    def violations(**tiers: tuple[str, ...]) -> list:
        officials = Officials(**({"street": ("S",), "community": ("K1",), "point": ("A",)} | tiers))
        point = POINTS[0].model_copy(update={"officials": officials})
        return list(three_tiers(roster, plan_parts.plan(roster, points=(point,)), travel))

    assert violations() == []
    for tier in ("street", "community", "point"):
        (violation,) = violations(**{tier: ()})
        assert violation.subjects == ("P1", tier)
    assert len(violations(community=("K2",))) == 1


def test_all_tiers_when_there_are_people_enough() -> None:
    found, officials, shortages = missing(support.roster(sites=SITES, officials=FULL))
    assert (found, shortages) == (0, ())
    assert officials["P1"].street == ("S",)
    assert officials["P3"].community == ("K2",)


def test_every_point_official_has_one_point_where_that_is_possible() -> None:
    _, officials, _ = missing(support.roster(sites=SITES, officials=FULL))
    shares = Counter(person for tiers in officials.values() for person in tiers.point)
    assert shares == {"A": 1, "B": 1, "C": 1}


def test_points_are_shared_evenly_where_it_is_not() -> None:
    two = (*FULL[:3], official("B", "point", "S1"), official("C", "point"))
    found, officials, _ = missing(support.roster(sites=SITES, officials=two))
    shares = Counter(person for tiers in officials.values() for person in tiers.point)
    assert found == 0
    assert sorted(shares.values()) == [1, 2]


def test_the_least_is_missed_and_the_remedy_mends_it() -> None:
    roster = support.roster(sites=SITES, officials=(FULL[0], FULL[2], FULL[3]))
    found, _, shortages = missing(roster)
    assert found == 2 + 1  # no community official for two points, no point official in K2
    mended = apply(roster, [remedy for s in shortages for remedy in s.remedies])
    assert missing(mended)[0] == 0


def test_officials_answer_for_their_own_place_only() -> None:
    at = {site.site_id: site for site in SITES}
    assert may_answer(official("X", "point", "S1", "K1"), at["P1"])
    assert not may_answer(official("X", "point", "S1", "K1"), at["P3"])
    assert not may_answer(official("X", "community", "S2", "K1"), at["P1"])
    assert may_answer(official("X", "street", "S1", "K9"), at["P1"])
