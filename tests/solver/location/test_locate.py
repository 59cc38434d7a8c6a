"""The stage as a whole, on rosters of a few sites and on the town."""

from __future__ import annotations

import threading
from collections import defaultdict

import pytest

import support
from masstest.checks.objective import recompute_terms
from masstest.demo import make_roster
from masstest.domain.budget import Budget
from masstest.domain.outcome import StageStatus
from masstest.domain.roster import Previous, Roster, SiteStatus
from masstest.solver.location import locate
from masstest.solver.location.limited import samplers_needed
from masstest.travel import straight_line
from siting_cases import broken, located, plan_of


def test_the_town_is_planned_to_optimality_and_every_check_is_clean() -> None:
    roster = make_roster("town")
    result = located(roster)
    assert broken(roster, result) == set()
    assert result.shortages == ()
    report = result.report
    assert report.status is StageStatus.optimal
    assert report.best_bound is not None
    assert report.best_bound <= report.objective * (1 + 1e-9)
    assert report.gap is not None
    assert report.gap <= 1e-4


def test_the_checker_finds_the_same_terms() -> None:
    roster = make_roster("town")
    for supply in (None, 12):
        result = located(roster, supply=supply)
        plan = plan_of(roster, result).model_copy(update={"stages": (result.report,)})
        found = recompute_terms("location", roster, plan, straight_line(roster))
        assert found == pytest.approx(dict(result.report.terms))
        assert sum(found.values()) == pytest.approx(result.report.objective)


def test_a_reserve_takes_nobody_who_is_needed() -> None:
    roster = make_roster("town")
    none = roster.parameters.model_copy(update={"finish_reserve_share": 0.0})
    strict = located(roster.model_copy(update={"parameters": none}))
    tight = located(roster, supply=samplers_needed(roster, strict.value.points))
    easy = located(roster)
    assert strict.shortages == tight.shortages == easy.shortages == ()
    assert tight.value == strict.value
    assert easy.report.terms["reserve"] < tight.report.terms["reserve"]


def test_the_same_seed_makes_the_same_plan() -> None:
    roster = make_roster("town")
    assert located(roster).value == located(roster).value


def shifted(roster: Roster) -> Roster:
    """`roster` with everybody's place of last time as planned now."""
    rows = located(roster).value.coverage
    previous = tuple(Previous(compound_id=r.compound_id, site_id=r.site_id) for r in rows)
    return roster.model_copy(update={"previous": previous})


def test_last_round_s_places_are_kept() -> None:
    roster = shifted(make_roster("town"))
    result = located(roster)
    assert result.report.terms["moves"] == 0
    assert result.value == located(make_roster("town")).value


def test_moving_needs_to_pay_its_penalty() -> None:
    def places(move_penalty_m: float) -> set[str]:
        roster = support.roster(
            (support.compound("C1", 300),),
            (support.site("P1"), support.site("P2", lat=support.north(400))),
            parameters={"move_penalty_m": move_penalty_m},
        )
        before = (Previous(compound_id="C1", site_id="P2"),)
        result = located(roster.model_copy(update={"previous": before}))
        return {row.site_id for row in result.value.coverage}

    assert places(600) == {"P2"}  # 520 m on foot are less than the penalty
    assert places(300) == {"P1"}


def test_a_required_site_opens_even_if_nobody_needs_it() -> None:
    roster = support.roster(
        (support.compound("C1", 300),),
        (
            support.site("P1"),
            support.site("P2", lat=support.north(9_000), status=SiteStatus.required),
            support.site("P3", status=SiteStatus.required, open_from=0, open_until=60),
        ),
    )
    for supply in (None, 0):
        result = located(roster, supply=supply)
        assert {"P2", "P3"} <= {point.site_id for point in result.value.points}
        assert broken(roster, result) <= {"full_coverage", "sampling_deadline"}


def test_empty_rosters_are_planned() -> None:
    assert located(support.roster()).value.points == ()
    assert located(support.roster((support.compound("C1", 0),), (support.site(),))).shortages == ()


def test_a_point_ends_the_day_with_its_last_visitor() -> None:
    for point in located(make_roster("town")).value.points:
        assert point.finish_at <= point.open_until < point.finish_at + 5
        assert point.open_until % 5 == 0


def test_a_stop_returns_a_plan() -> None:
    stop = threading.Event()
    stop.set()
    roster = make_roster("town")
    budget = Budget(60.0, stop=stop)
    result = locate(roster, straight_line(roster), budget, sampler_supply=None)
    assert result.report.status is StageStatus.stopped
    assert broken(roster, result) <= {"full_coverage"}


def test_compounds_come_in_one_stretch() -> None:
    """A compound's people of one kind (key or not) have appointments without a gap."""
    roster = make_roster("town")
    slot_min = roster.parameters.slot_min
    for row in located(roster).value.coverage:
        starts: dict[bool, list[int]] = defaultdict(list)
        for slot in row.slots:
            if slot.key:
                starts[True].append(slot.from_)
            if slot.persons > slot.key:
                starts[False].append(slot.from_)
        for times in starts.values():
            assert times == list(range(times[0], times[-1] + 1, slot_min))
