"""full_coverage (target 1): every walking person of every compound in scope has a point."""

from __future__ import annotations

import support
from masstest.checks.location import full_coverage
from masstest.domain.outcome import RemedyCode
from masstest.domain.remedies import apply
from masstest.domain.roster import CompoundKind, SiteStatus, Zone
from masstest.travel import straight_line
from siting_cases import broken, located, plan_of


def short(roster: support.Roster, result: object) -> list[float]:
    return [
        v.limit - v.amount
        for v in full_coverage(roster, plan_of(roster, result), straight_line(roster))
    ]


def test_a_person_without_a_point_is_a_violation() -> None:
    roster = support.roster((support.compound("C1", 300, homebound=20),), (support.site("P1"),))
    result = located(roster)
    assert short(roster, result) == []
    row = result.value.coverage[0]
    assert row.persons == 280
    plan = plan_of(roster, result)
    one_less = plan.model_copy(update={"coverage": (row.model_copy(update={"persons": 279}),)})
    found = list(full_coverage(roster, one_less, straight_line(roster)))
    assert [(v.subjects, v.amount, v.limit) for v in found] == [(("C1",), 279, 280)]


def test_nobody_walks_who_is_sampled_on_the_spot() -> None:
    roster = support.roster(
        (
            support.compound("C1", 300, kind=CompoundKind.institution),
            support.compound("C2", 300, zone=Zone.sealed),
        ),
        (support.site("P1"), support.site("P2", zone=Zone.sealed)),
    )
    result = located(roster)
    assert result.value.coverage == ()
    assert result.value.points == ()
    assert result.shortages == ()


def test_a_compound_larger_than_any_point_is_split_by_whole_thousands() -> None:
    # a lane samples 100 x 6.5 h = 650 persons: no point takes more than 4 x 650
    roster = support.roster(
        (support.compound("C1", 6_400, key_population=640),),
        (support.site("P1"), support.site("P2"), support.site("P3", max_lanes=8)),
    )
    result = located(roster)
    assert broken(roster, result) == set()
    rows = result.value.coverage
    assert len(rows) > 1
    assert sum(row.persons for row in rows) == 6_400
    assert sum(row.key_persons for row in rows) == 640
    assert sorted(row.persons % 1_000 for row in rows)[:-1] == [0] * (len(rows) - 1)


def test_it_is_split_more_finely_if_thousands_fit_nowhere() -> None:
    roster = support.roster(
        (support.compound("C1", 1_900),),
        tuple(support.site(f"P{n}", max_lanes=1) for n in range(3)),
    )
    result = located(roster)
    assert broken(roster, result) == set()
    assert len(result.value.coverage) == 3


def test_without_any_site_of_the_zone_a_point_is_advised_that_would_do() -> None:
    roster = support.roster(
        (support.compound("C1", 700, zone=Zone.controlled), support.compound("C2", 300)),
        (support.site("P1"), support.site("P2", zone=Zone.controlled, status=SiteStatus.excluded)),
    )
    result = located(roster)
    assert short(roster, result) == [700]
    assert broken(roster, result) == {"full_coverage"}
    (shortage,) = result.shortages
    assert (shortage.rule, shortage.subject, shortage.amount) == ("full_coverage", "C1", 700)
    (remedy,) = shortage.remedies
    assert (remedy.code, remedy.subject, remedy.quantity) == (RemedyCode.open_point, "C1", 2)
    assert remedy.facts == {"persons": 700, "within_m": 1000}
    mended = apply(roster, shortage.remedies)
    assert broken(mended, located(mended)) == set()


def test_without_room_as_few_as_possible_stay_out_and_lanes_are_advised_that_would_do() -> None:
    # the site closes with the round: 1 lane x 420 min = 700 persons, key persons before others
    roster = support.roster(
        (support.compound("C1", 500, key_population=100), support.compound("C2", 400)),
        (support.site("P1", max_lanes=1),),
    )
    result = located(roster)
    assert short(roster, result) == [200]
    assert sum(row.key_persons for row in result.value.coverage) == 100
    full = [s for s in result.shortages if s.rule == "full_coverage"]
    assert sum(s.amount for s in full) == 200
    assert {r.code for s in full for r in s.remedies} == {RemedyCode.add_lanes}
    mended = apply(roster, full[0].remedies)
    assert broken(mended, located(mended)) == set()
