"""Doorstep teams: what no plan of theirs may get wrong, on random rosters."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest

import plan_parts
import support
from masstest.checks import recompute_terms
from masstest.checks.consistency import consistent_doorstep
from masstest.domain.outcome import StageResult, StageStatus
from masstest.domain.plan import DoorstepTeam
from masstest.domain.roster import CompoundKind, Roster, Zone
from masstest.solver.doorstep import plan_doorstep
from masstest.solver.doorstep.visits import DUTY_MAX_MIN, key_latest, visit_min, visits_of
from masstest.solver.production import tube_count
from masstest.solver.stages import DoorstepPlan
from masstest.travel import straight_line


def random_roster(seed: int, compounds: int = 25, **more: Any) -> Roster:
    """All zones and kinds, with homebound people in most compounds."""
    rng = np.random.default_rng(seed)
    rows = []
    for n in range(compounds):
        kind = rng.choice([*["residential"] * 8, "institution", "isolation"])
        population = int(rng.integers(20, 400))
        rows.append(
            support.compound(
                f"C{n:03d}",
                population,
                homebound=int(rng.integers(0, 9)),
                key_population=int(rng.integers(0, 12)),
                kind=CompoundKind(kind),
                zone=Zone(rng.choice([*["normal"] * 6, "precaution", "controlled", "sealed"])),
                setting=str(rng.choice(["urban", "rural"])),
                lon=support.LON + rng.uniform(-0.04, 0.04),
                lat=support.LAT + rng.uniform(-0.04, 0.04),
            )
        )
    return support.roster(
        compounds=tuple(rows),
        sites=(support.site(),),
        vehicles=(support.vehicle(sealed_ok=True),),
        labs=(support.lab(),),
        **more,
    )


def planned(roster: Roster, **more: Any) -> StageResult[DoorstepPlan]:
    return plan_doorstep(roster, straight_line(roster), plan_parts.budget(0.3), **more)


def stretches(team: DoorstepTeam, rest_min: int) -> list[tuple[int, int]]:
    """(start, end) of a team's work between gaps that are long enough to be rests."""
    found: list[tuple[int, int]] = []
    for stop in team.stops:
        if found and stop.arrive - found[-1][1] < rest_min:
            found[-1] = (found[-1][0], stop.depart)
        else:
            found.append((stop.arrive, stop.depart))
    return found


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("stint_max_min", [60, 240])
def test_teams_can_be_walked_and_worn(seed: int, stint_max_min: int) -> None:
    roster = random_roster(seed, parameters={"stint_max_min": stint_max_min})
    travel = straight_line(roster)
    result = planned(roster)
    teams = result.value.teams
    plan = plan_parts.plan(roster, doorstep=teams)
    assert list(consistent_doorstep(roster, plan, travel)) == []
    assert recompute_terms("doorstep", roster, plan, travel) == result.report.terms
    assert result.report.best_bound is not None
    assert result.report.best_bound <= result.report.objective
    assert result.report.terms["unvisited"] == result.report.terms["late"] == 0
    for team in teams:
        worn = stretches(team, roster.parameters.stint_rest_min)
        assert all(end - start <= stint_max_min for start, end in worn)
        assert sum(end - start for start, end in worn) <= DUTY_MAX_MIN
        assert {roster.compound[s.compound_id].zone.group for s in team.stops} == {team.zone.group}
    assert len({team.team_id for team in teams}) == len(teams)


@pytest.mark.parametrize("seed", range(3))
def test_visits_add_up_to_the_demand(seed: int) -> None:
    roster = random_roster(seed)
    visited: dict[str, list[int]] = {}
    for team in planned(roster).value.teams:
        for stop in team.stops:
            persons, key = visited.setdefault(stop.compound_id, [0, 0])
            visited[stop.compound_id] = [persons + stop.persons, key + stop.key_persons]
            compound = roster.compound[stop.compound_id]
            key_tubes = tube_count(stop.key_persons, roster.pool_size(compound, key=True), roster)
            others = stop.persons - stop.key_persons
            assert stop.key_tubes == key_tubes
            assert stop.tubes == key_tubes + tube_count(others, roster.pool_size(compound), roster)
    for compound in roster.compounds:
        demand = roster.demand(compound)
        expected = [demand.doorstep, demand.doorstep_key]
        assert visited.get(compound.compound_id, [0, 0]) == expected


@pytest.mark.parametrize("persons", [1, 30, 77, 250, 1000])
@pytest.mark.parametrize("zone", [Zone.normal, Zone.sealed])
def test_compounds_are_cut_so_that_tubes_can_be_fetched(persons: int, zone: Zone) -> None:
    compound = support.compound("C1", persons, kind="institution", zone=zone)
    roster = support.roster(compounds=(compound,))
    days, single = visits_of(roster, compound)
    visits = [visit for day in days for visit in day] + single
    assert sum(visit.persons for visit in visits) == persons
    assert all(visit.minutes == visit_min(roster, compound, visit.persons) for visit in visits)
    assert all(0 < visit.minutes <= 100 for visit in visits)


def test_key_persons_come_early_enough_for_their_results() -> None:
    roster = support.roster(
        compounds=(
            support.compound("C1", 300, kind="institution", key_population=170),
            *(support.compound(f"H{n}", 900, homebound=6) for n in range(20)),
        ),
        labs=(support.lab(),),
    )
    latest = key_latest(roster)
    assert latest < roster.doorstep_deadline
    stops = [stop for team in planned(roster).value.teams for stop in team.stops]
    assert sum(stop.key_persons for stop in stops) == 170
    assert all(stop.depart <= latest for stop in stops if stop.key_persons)


def test_the_same_seed_gives_the_same_teams() -> None:
    roster = random_roster(7)
    assert planned(roster).value == planned(roster).value


def test_never_more_teams_than_pairs() -> None:
    roster = random_roster(1)
    enough = len(planned(roster).value.teams)
    for pairs in (0, 1, enough - 1, enough):
        result = planned(roster, pairs_available=pairs)
        assert len(result.value.teams) <= pairs
        assert result.report.best_bound is not None
        assert result.report.best_bound <= result.report.objective
        assert bool(result.shortages) == (pairs < enough)


def test_nobody_at_home_means_no_teams() -> None:
    roster = support.roster(compounds=(support.compound("C1"),))
    result = planned(roster)
    assert result.value.teams == ()
    assert result.report.status is StageStatus.skipped


def test_stopped_at_once_it_still_visits_everybody() -> None:
    stop = threading.Event()
    stop.set()
    roster = random_roster(2)
    budget = plan_parts.budget(30, stop=stop)
    result = plan_doorstep(roster, straight_line(roster), budget)
    assert result.report.status is StageStatus.stopped
    assert result.report.terms["unvisited"] == 0
