"""doorstep_deadline (target): visits are over by the doorstep deadline."""

from __future__ import annotations

from itertools import permutations

import numpy as np

import plan_parts
import support
from masstest.checks.doorstep import doorstep_coverage, doorstep_deadline
from masstest.domain.outcome import RemedyCode
from masstest.domain.roster import Roster
from masstest.domain.travel import Place, Travel
from masstest.solver.doorstep import doorstep_deadline as deadline_of
from masstest.solver.doorstep import plan_doorstep
from masstest.solver.doorstep.visits import visit_min, visits_of
from masstest.travel import straight_line

HOMEBOUND = (6, 5, 4, 3)


def tight() -> Roster:
    """Four compounds; an hour is too short for one team, but it may go on."""
    return support.roster(
        compounds=tuple(
            support.compound(f"C{n}", homebound=persons, lat=support.north(900 * n * (-1) ** n))
            for n, persons in enumerate(HOMEBOUND)
        ),
        sites=(support.site(),),
        sampling_start=420,
        sampling_deadline=480,
        result_deadline=900,
    )


def least_lateness_of_one_team(roster: Roster, travel: Travel) -> int:
    """By trying every order (the day is shorter than a stint: no rest is needed)."""
    best = 10**9
    for order in permutations(roster.compounds):
        now, late, here = roster.round.sampling_start, 0, None
        for compound in order:
            place = Place("compound", compound.compound_id)
            now += 0 if here is None else travel.drive_min(here, place)
            now += visit_min(roster, compound, compound.homebound)
            late += max(0, now - roster.doorstep_deadline)
            here = place
        best = min(best, late)
    return best


def test_check_at_and_just_over_the_deadline() -> None:
    roster = support.roster(compounds=(support.compound("C1", homebound=5),))
    travel = straight_line(roster)

    def departing(minute: int) -> list:
        team = plan_parts.team(plan_parts.stop("C1", 700, minute, 5))
        return list(doorstep_deadline(roster, plan_parts.plan(roster, doorstep=(team,)), travel))

    assert departing(roster.doorstep_deadline) == []
    (violation,) = departing(roster.doorstep_deadline + 1)
    assert violation.rule == "doorstep_deadline"
    assert violation.subjects == ("C1", "T1")
    assert violation.amount - violation.limit == 1


def test_the_parameter_moves_the_deadline() -> None:
    roster = support.roster(
        compounds=(support.compound("C1", homebound=5),), parameters={"doorstep_deadline": 600}
    )
    visits = visits_of(roster, roster.compounds[0])[1]
    deadline = deadline_of(roster, visits, late=False)
    assert (deadline.due + 20 == 600).all()
    assert (deadline.latest == deadline.due).all()


def test_lateness_is_possible_only_where_it_is_paid_for() -> None:
    roster = support.roster(
        compounds=(
            support.compound("C1", homebound=5),
            support.compound("C2", 30, kind="institution", key_population=30),
        ),
        labs=(support.lab(),),
    )
    visits = [visit for c in roster.compounds for visit in visits_of(roster, c)[1]]
    minutes = np.array([visit.minutes for visit in visits])
    strict = deadline_of(roster, visits, late=False)
    lenient = deadline_of(roster, visits, late=True, key_early=False)
    assert (strict.latest + minutes <= roster.doorstep_deadline).all()
    assert (lenient.latest + minutes == roster.round.result_deadline).all()
    assert (lenient.due == strict.due).all()
    key = np.array([visit.key_persons > 0 for visit in visits])
    assert (strict.latest[key] < strict.due[key]).all()


def test_nobody_is_late_when_there_are_pairs_enough() -> None:
    roster = tight()
    travel = straight_line(roster)
    result = plan_doorstep(roster, travel, plan_parts.budget(), pairs_available=4)
    plan = plan_parts.plan(roster, doorstep=result.value.teams)
    assert list(doorstep_deadline(roster, plan, travel)) == []
    assert result.shortages == ()


def test_least_late_when_pairs_are_short() -> None:
    roster = tight()
    travel = straight_line(roster)
    result = plan_doorstep(roster, travel, plan_parts.budget(), pairs_available=1)
    plan = plan_parts.plan(roster, doorstep=result.value.teams)
    assert list(doorstep_coverage(roster, plan, travel)) == []  # coverage comes first
    late = sum(v.amount - v.limit for v in doorstep_deadline(roster, plan, travel))
    assert late == least_lateness_of_one_team(roster, travel)
    (shortage,) = result.shortages
    assert shortage.rule == "doorstep_deadline"
    latest = max(stop.depart for team in plan.doorstep for stop in team.stops)
    assert shortage.deadline_missed_by_min == latest - roster.doorstep_deadline
    (remedy,) = shortage.remedies
    assert remedy.code is RemedyCode.add_staff
    more = 1 + int(remedy.quantity) // 2
    again = plan_doorstep(roster, travel, plan_parts.budget(), pairs_available=more)
    assert again.shortages == ()
