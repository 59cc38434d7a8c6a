"""sampling_deadline (target 2): a point is done finish_margin_min before the deadline."""

from __future__ import annotations

import support
from masstest.checks.location import sampling_deadline
from masstest.domain.outcome import RemedyCode
from masstest.domain.remedies import apply
from masstest.domain.roster import Roster
from masstest.travel import straight_line
from siting_cases import broken, located, plan_of


def roster(population: int, *more_sites: support.Site) -> Roster:
    """One lane, 100 persons an hour from 07:00; the planned finish is 13:30."""
    sites = (support.site("P1", max_lanes=1), *more_sites)
    return support.roster((support.compound("C1", population),), sites)


def late_min(case: Roster) -> list[float]:
    plan = plan_of(case, located(case))
    return [v.amount - v.limit for v in sampling_deadline(case, plan, straight_line(case))]


def test_at_the_limit_and_just_over_it() -> None:
    assert late_min(roster(650)) == []
    assert late_min(roster(651)) == [1]


def test_lanes_are_added_rather_than_time() -> None:
    case = roster(651, support.site("P2", max_lanes=2))
    assert late_min(case) == []


def test_people_walk_beyond_the_limit_rather_than_being_sampled_late() -> None:
    far = support.site("P2", max_lanes=2, lat=support.north(1_200))
    assert broken(roster(660, far), located(roster(660, far))) == {"walking_limit"}


def test_missed_by_the_least_amount_with_lanes_that_would_do() -> None:
    case = roster(680)
    result = located(case)
    assert late_min(case) == [18]
    (shortage,) = result.shortages
    assert (shortage.rule, shortage.subject) == ("sampling_deadline", "P1")
    assert shortage.deadline_missed_by_min == shortage.amount == 18
    (remedy,) = shortage.remedies
    assert (remedy.code, remedy.quantity) == (RemedyCode.add_lanes, 1)
    assert remedy.facts == {"samplers": 1, "registrars": 1, "ushers": 1}
    mended = apply(case, shortage.remedies)
    assert broken(mended, located(mended)) == set()
