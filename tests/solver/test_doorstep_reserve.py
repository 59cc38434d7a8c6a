"""The margin of doorstep tours: bought with pairs to spare, and the first thing to go."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import plan_parts
import support
from masstest.checks import check_plan, recompute_terms
from masstest.checks.consistency import consistent_doorstep
from masstest.domain.outcome import Shortage, StageResult
from masstest.domain.plan import DoorstepTeam
from masstest.domain.roster import Roster, SupplyItem
from masstest.planner import Options, plan_round
from masstest.planner.doorstep_reserve import eased
from masstest.solver.doorstep import plan_doorstep, with_reserve
from masstest.solver.doorstep.shortages import WHOLE_DISTRICT
from masstest.solver.stages import DoorstepPlan
from masstest.travel import straight_line

Planned = StageResult[DoorstepPlan]


def street(**more: Any) -> Roster:
    """Sixteen visits of 35 min and more: two teams until 14:00, three until 13:00."""
    homes = (
        support.compound(f"C{n:02d}", 60, homebound=10, lat=support.north(50 * n))
        for n in range(14)
    )
    institution = support.compound("CI", 62, kind="institution", lat=support.north(-50))
    rows: dict[str, Any] = {"compounds": (*homes, institution), "sites": (support.site(),)}
    return support.roster(**(rows | more))


@pytest.fixture(scope="module")
def planned() -> Planned:
    """The fewest teams, who are busy until the deadline."""
    roster = street()
    found = plan_doorstep(roster, straight_line(roster), plan_parts.budget())
    assert len(found.value.teams) == 2
    assert max(ends(found.value.teams)) > roster.doorstep_target + 30
    return found


def ends(teams: tuple[DoorstepTeam, ...]) -> list[int]:
    return [team.stops[-1].depart for team in teams]


@pytest.mark.parametrize("pairs", [1, 9])
def test_pairs_to_spare_buy_time(planned: Planned, pairs: int) -> None:
    roster = street()
    travel = straight_line(roster)
    result = with_reserve(roster, travel, planned, plan_parts.budget(), pairs_to_spare=pairs)
    assert len(result.value.teams) == 3
    assert max(ends(result.value.teams)) <= roster.doorstep_target
    terms = result.report.terms
    assert terms["unvisited"] == terms["late"] == terms["reserve"] == 0
    plan = plan_parts.plan(roster, doorstep=result.value.teams)
    assert list(consistent_doorstep(roster, plan, travel)) == []
    assert recompute_terms("doorstep", roster, plan, travel) == terms
    before = plan_parts.plan(roster, doorstep=planned.value.teams)
    assert recompute_terms("doorstep", roster, before, travel) == planned.report.terms
    for report in (planned.report, result.report):
        assert report.best_bound is not None
        assert report.best_bound <= report.objective
    assert result.report.objective < planned.report.objective


def test_too_few_pairs_to_spare_are_used_as_well() -> None:
    """Eight teams until 14:00 are ten until 13:00; with nine, some go home in time."""
    roster = support.roster(
        compounds=tuple(
            support.compound(f"C{n}", 111, kind="institution", lat=support.north(20 * n))
            for n in range(8)
        ),
    )
    travel = straight_line(roster)
    planned = plan_doorstep(roster, travel, plan_parts.budget(0.2))
    assert len(planned.value.teams) == 8
    result = with_reserve(roster, travel, planned, plan_parts.budget(0.2), pairs_to_spare=1)
    assert len(result.value.teams) == 9
    assert 0 < result.report.terms["reserve"] < planned.report.terms["reserve"]
    assert result.report.terms["unvisited"] == result.report.terms["late"] == 0


def test_the_margin_goes_first(planned: Planned) -> None:
    roster = street()
    travel, budget = straight_line(roster), plan_parts.budget()
    lacking = Shortage(rule="doorstep_deadline", subject=WHOLE_DISTRICT, amount=1, unit="min")
    short = replace(planned, shortages=(lacking,))
    assert with_reserve(roster, travel, planned, budget, pairs_to_spare=0) is planned
    assert with_reserve(roster, travel, short, budget, pairs_to_spare=9) is short


def test_a_stock_that_would_not_do_stops_it(planned: Planned) -> None:
    roster = street()
    for packs, changed in ((3, True), (2, False)):  # one a team
        stock = SupplyItem(item="suit", unit="set", pack_size=6, per_staff_shift=1, stock=6 * packs)
        stocked = roster.model_copy(update={"supplies": (stock,)})
        found = eased(stocked, straight_line(roster), planned, (), plan_parts.budget(), pairs=9)
        assert (found is not planned) is changed


@pytest.mark.parametrize("spare", [True, False])
def test_the_points_come_before_the_margin(spare: bool) -> None:
    """Six can sample at doors and at tables: four pair up, two are the point's samplers."""
    rows = {"registrar": 2, "usher": 2, "packer": 2, "disinfector": 2, "lead": 1}
    rows |= {"driver": 1, "courier": 1, "doorstep": 2 * spare}
    staff = [support.person(f"{role}{n}", role) for role in rows for n in range(rows[role])]
    both = [support.person(f"B{n}", "sampler", "doorstep") for n in range(6)]
    roster = street(staff=(*both, *staff), vehicles=(support.vehicle(),), labs=(support.lab(),))
    plan = plan_round(roster, Options(time_limit_s=1, workers=1, deterministic=True))
    assert plan.kpis["persons_covered"] == 14 * 60 + 62
    broken = {violation.rule for violation in check_plan(roster, plan, straight_line(roster))}
    assert broken <= {"waste_removed", "three_tiers"}  # which nobody is here for
    assert len(plan.doorstep) == 2 + spare
    assert (max(ends(plan.doorstep)) <= roster.doorstep_target) is spare
