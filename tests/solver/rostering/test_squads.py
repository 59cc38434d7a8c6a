"""Teams kept together: the bound holds, and the turns come close to it."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

import plan_parts
import support
from masstest.domain.roster import Role, Roster
from masstest.domain.travel import Place
from masstest.solver.rostering.flow import assign
from masstest.solver.rostering.market import Lot, Market
from masstest.solver.rostering.squads import (
    keep_together,
    linear_dm,
    split_dm,
    take_turns,
    team_numbers,
)
from masstest.solver.rostering.stations import Post
from masstest.solver.rostering.together import SPLIT_DM, TeamsBound
from masstest.solver.rostering.workforce import Served, Task, Workforce
from masstest.travel import straight_line


def lot(at: str, posts: int) -> Lot:
    place = Place("site", at)
    task = Task(Role.usher, at, None, 0, 100, place, place, Served.common)
    return Lot((Post("point", at, (Role.usher,), (task,), Served.common, (100,)),) * posts)


def market(seed: int, people: int, posts: tuple[int, ...]) -> Market:
    rng = np.random.default_rng(seed)
    lots = tuple(lot(f"P{n}", count) for n, count in enumerate(posts))
    row, person = np.divmod(np.arange(len(lots) * people), people)
    return Market(lots, people, row, person, rng.integers(0, 4 * SPLIT_DM, len(row)))


def workforce(teams: str) -> Workforce:
    """One person per letter: the team's name, or a dot for none."""
    roster: Roster = support.roster(
        sites=(support.site(),),
        staff=tuple(
            support.person(f"A{n}", "usher", team=team.strip(".")) for n, team in enumerate(teams)
        ),
    )
    return Workforce(roster, straight_line(roster))


def best_dm(found: Market, number: np.ndarray) -> int:
    """By trying every assignment."""
    best = None
    for choice in product(range(-1, len(found.lots)), repeat=found.people):
        lot_of = np.array(choice)
        counts = np.bincount(lot_of + 1, minlength=len(found.lots) + 1)[1:]
        if any(n > len(lot.posts) for n, lot in zip(counts, found.lots, strict=True)):
            continue
        cost = linear_dm(found, lot_of) + split_dm(found, number, lot_of)
        best = cost if best is None else min(best, cost)
    assert best is not None
    return best


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("teams", ["AAABBB", "AABBC.", "AAAA..", "ABCDEF"])
def test_between_bound_and_best(seed: int, teams: str) -> None:
    people = workforce(teams)
    number, names = team_numbers(people)
    found = market(seed, len(teams), (2, 2, 1))
    base = assign(found)
    result = keep_together(people, found, base, plan_parts.budget())
    best = best_dm(found, number)
    assert result.bound_dm <= best <= result.cost_dm
    for flows in (1, 20):
        bound = TeamsBound(found, number, len(names), base)
        bound.improve(result.cost_dm, flows)
        assert base.cost_dm <= bound.best_dm <= best
    cost = linear_dm(found, result.lot_of) + split_dm(found, number, result.lot_of)
    assert result.cost_dm == cost
    assert result.cost_dm <= base.cost_dm + split_dm(found, number, base.lot_of)
    assert result.bound_dm >= base.cost_dm


def test_without_teams_the_flow_is_optimal() -> None:
    found = market(1, 6, (2, 2, 1))
    result = keep_together(workforce("......"), found, assign(found), plan_parts.budget())
    assert result.cost_dm == result.bound_dm == assign(found).cost_dm


def test_a_team_that_loses_nothing_by_it_stays_together() -> None:
    """Everybody is as near to the one place as to the other: the teams decide."""
    found = market(1, 4, (2, 2))
    found = found.with_costs(np.zeros(8, dtype=np.int64))
    people = workforce("ABAB")
    result = keep_together(people, found, assign(found), plan_parts.budget())
    assert split_dm(found, team_numbers(people)[0], result.lot_of) == 0


@pytest.mark.parametrize("seed", range(8))
def test_nobody_at_home_is_cheaper_than_who_serves(seed: int) -> None:
    people = workforce("AABBBCC.....")
    number, _ = team_numbers(people)
    found = market(seed, 12, (2, 3, 1))
    for lot_of in (
        keep_together(people, found, assign(found), plan_parts.budget()).lot_of,
        take_turns(found, number, np.array([0, 0, 1, 1, 1, 2, *[-1] * 6])),
    ):
        assert np.bincount(lot_of + 1)[1:].tolist() == [2, 3, 1]
        cost = found.cost_dm.reshape(3, 12)
        at_home = np.nonzero(lot_of < 0)[0]
        for person in np.nonzero(lot_of >= 0)[0]:
            others = cost[lot_of[person], at_home] + SPLIT_DM * (number[at_home] >= 0)
            assert cost[lot_of[person], person] <= others.min()
