"""doorstep_coverage (target): every homebound or sealed person is visited."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest

import plan_parts
import support
from masstest.checks.doorstep import doorstep_coverage
from masstest.domain.objective import UNVISITED_PERSON_MIN
from masstest.domain.outcome import RemedyCode
from masstest.domain.remedies import apply
from masstest.domain.roster import Roster
from masstest.domain.travel import Place, Travel
from masstest.domain.units import ceil_min
from masstest.solver.doorstep import doorstep_coverage as cost_of_leaving_out
from masstest.solver.doorstep import plan_doorstep
from masstest.solver.doorstep.visits import visits_of
from masstest.travel import straight_line

HOMEBOUND = (5, 4, 3, 2)
OPENS, CLOSES = 420, 480


def scattered() -> Roster:
    """Four compounds a few minutes apart, an hour and no lateness possible."""
    return support.roster(
        compounds=tuple(
            support.compound(f"C{n}", homebound=persons, lat=support.north(700 * n * (-1) ** n))
            for n, persons in enumerate(HOMEBOUND)
        ),
        sites=(support.site(),),
        sampling_start=OPENS,
        sampling_deadline=CLOSES,
        result_deadline=CLOSES,
    )


def most_persons_of_one_team(roster: Roster, travel: Travel) -> int:
    """By trying every order of every subset of compounds."""
    par = roster.parameters
    best = 0
    for size in range(1, len(roster.compounds) + 1):
        for subset in combinations(roster.compounds, size):
            for order in permutations(subset):
                now, here = OPENS, None
                for compound in order:
                    place = Place("compound", compound.compound_id)
                    now += 0 if here is None else travel.drive_min(here, place)
                    now += ceil_min(
                        par.doorstep_stop_min + par.doorstep_person_min * compound.homebound
                    )
                    here = place
                if now <= CLOSES:
                    best = max(best, sum(compound.homebound for compound in order))
    return best


def test_check_at_and_below_the_demand() -> None:
    roster = support.roster(compounds=(support.compound("C1", homebound=7),))
    travel = straight_line(roster)

    def visiting(persons: int) -> list:
        stop = plan_parts.stop("C1", 420, 450, persons)
        plan = plan_parts.plan(roster, doorstep=(plan_parts.team(stop),))
        return list(doorstep_coverage(roster, plan, travel))

    assert visiting(7) == []
    (violation,) = visiting(6)
    assert violation.rule == "doorstep_coverage"
    assert violation.subjects[0] == "C1"
    assert (violation.amount, violation.limit) == (6, 7)


def test_leaving_out_costs_more_the_more_people_and_key_people_first() -> None:
    roster = support.roster(
        compounds=(
            support.compound("A", 9, kind="institution"),
            support.compound("B", 9, kind="institution", key_population=9),
            support.compound("C", 300, homebound=10),
        )
    )
    visits = [visit for c in roster.compounds for visit in visits_of(roster, c)[1]]
    nine, nine_key, ten = cost_of_leaving_out(visits)
    assert nine == 9 * UNVISITED_PERSON_MIN
    assert nine < nine_key < ten


@pytest.mark.parametrize("zone", ["sealed", "controlled", "normal"])
def test_everybody_is_visited_when_there_are_pairs_enough(zone: str) -> None:
    roster = support.roster(
        compounds=(
            support.compound("C1", 900, homebound=11, zone=zone),
            support.compound("C2", 260, zone=zone, kind="institution", key_population=100),
            support.compound("C3", 130, zone=zone, kind="isolation"),
        ),
        vehicles=(support.vehicle(sealed_ok=True),),
        labs=(support.lab(),),
    )
    travel = straight_line(roster)
    result = plan_doorstep(roster, travel, plan_parts.budget(), pairs_available=20)
    plan = plan_parts.plan(roster, doorstep=result.value.teams)
    assert list(doorstep_coverage(roster, plan, travel)) == []
    assert result.shortages == ()
    key = sum(stop.key_persons for team in plan.doorstep for stop in team.stops)
    assert key == 100


@pytest.mark.parametrize("pairs", [0, 1])
def test_fewest_left_out_when_pairs_are_short(pairs: int) -> None:
    roster = scattered()
    travel = straight_line(roster)
    result = plan_doorstep(roster, travel, plan_parts.budget(), pairs_available=pairs)
    visited = sum(stop.persons for team in result.value.teams for stop in team.stops)
    assert len(result.value.teams) <= pairs
    assert visited == (most_persons_of_one_team(roster, travel) if pairs else 0)
    assert visited < sum(HOMEBOUND)
    (shortage,) = result.shortages
    assert shortage.rule == "doorstep_coverage"
    assert shortage.amount == sum(HOMEBOUND) - visited
    assert result.report.best_bound is not None
    assert result.report.best_bound <= result.report.objective
    (remedy,) = shortage.remedies
    assert (remedy.code, remedy.subject) == (RemedyCode.add_staff, "doorstep")
    enough = plan_doorstep(
        roster, travel, plan_parts.budget(), pairs_available=pairs + int(remedy.quantity) // 2
    )
    assert enough.shortages == ()


def test_sealed_people_need_a_vehicle_for_sealed_specimens() -> None:
    roster = support.roster(
        compounds=(support.compound("C1", 200, zone="sealed"),),
        sites=(support.site(),),
        vehicles=(support.vehicle(),),
        labs=(support.lab(),),
    )
    result = plan_doorstep(roster, straight_line(roster), plan_parts.budget())
    assert result.value.teams == ()
    assert result.report.terms["unvisited"] == 200 * UNVISITED_PERSON_MIN
    (shortage,) = result.shortages
    assert (shortage.subject, shortage.amount) == ("C1", 200)
    mended = apply(roster, shortage.remedies)
    again = plan_doorstep(mended, straight_line(mended), plan_parts.budget())
    assert again.shortages == ()
    assert again.report.terms["unvisited"] == 0
