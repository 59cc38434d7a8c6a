"""Teams kept together: the one term of the objective that is not linear in people.

`team_split` counts the members on duty away from the place where most of the team is. With
the main places given it is linear; so main places and assignment are improved in turn, each
as good as it can be for the other, until neither changes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from masstest.domain.budget import Budget
from masstest.solver.rostering.flow import Assignment, assign
from masstest.solver.rostering.market import Market
from masstest.solver.rostering.together import SPLIT_DM, TeamsBound
from masstest.solver.rostering.workforce import Bools, Ints, Workforce

MOST_TURNS = 5
BOUND_PAIRS = 300_000
"""Pairs of person and lot that all flows of the bound have together, about."""
MOST_BOUND_FLOWS = 60
LEAST_GAIN = 1e-5
"""Turns end when one gains less than this share of the cost."""
_FAR_DM = 2**60


@dataclass(frozen=True)
class Squads:
    """The best assignment found with the teams' term, and a lower bound.

    Attributes
    ----------
    lot_of : (people,) int array, the lot each person serves in, -1 for none
    cost_dm, bound_dm : cost with the teams' term; no assignment of the market costs less
        than the bound
    """

    lot_of: Ints
    cost_dm: int
    bound_dm: int


def keep_together(workforce: Workforce, market: Market, base: Assignment, budget: Budget) -> Squads:
    """Assign people to lots at the least cost with the teams' term.

    `base` is the assignment without that term. The bound comes from `TeamsBound`; without
    teams it equals the cost.
    """
    number, names = team_numbers(workforce)
    best_lots, best_dm = base.lot_of, base.cost_dm + split_dm(market, number, base.lot_of)
    if not names:
        return Squads(base.lot_of, base.cost_dm, base.cost_dm)
    bound = TeamsBound(market, number, len(names), base)
    bound.improve(best_dm, _tries(market, budget))
    for lot_of in bound.found:
        cost_dm = linear_dm(market, lot_of) + split_dm(market, number, lot_of)
        if cost_dm < best_dm:
            best_lots, best_dm = lot_of, cost_dm
    turns = 0
    _, places = market.place_numbers()
    starts = (
        main_places(market, number, len(names), best_lots),
        [places[column] for column in bound.gathering_places()],
    )
    for mains in starts:
        reached_dm = None
        while turns < MOST_TURNS and (budget.deterministic or budget.remaining_s > 0):
            at_main, costs_dm = settled(market, number, mains)
            now = assign(market.with_costs(costs_dm), base.arcs | at_main, prove=False)
            turns += 1
            cost_dm = linear_dm(market, now.lot_of) + split_dm(market, number, now.lot_of)
            if cost_dm < best_dm:
                best_lots, best_dm = now.lot_of, cost_dm
            if reached_dm is not None and reached_dm - cost_dm <= LEAST_GAIN * abs(cost_dm):
                break
            reached_dm = cost_dm
            mains = main_places(market, number, len(names), now.lot_of)
    best_lots = take_turns(market, number, best_lots)
    best_dm = linear_dm(market, best_lots) + split_dm(market, number, best_lots)
    return Squads(best_lots, best_dm, min(max(base.cost_dm, bound.best_dm), best_dm))


def take_turns(market: Market, number: Ints, lot_of: Ints) -> Ints:
    """Relieve whoever somebody at home would be cheaper for, the teams' term included.

    The flows with main places given know only some of the pairs, so that a person may have been
    called for the team's sake whose turn it is not. Afterwards nobody at home could take the post
    of anybody on duty at less cost: of two equally able people the one with fewer duties serves.

    Parameters
    ----------
    number : (people,) number of each person's team, -1 for none
    """
    lot_of = lot_of.copy()
    by_cost = np.argsort(market.cost_dm, kind="stable")
    while True:
        serving = lot_of[market.person] == market.lot
        dearest_dm = np.full(len(market.lots), -_FAR_DM, dtype=np.int64)
        np.maximum.at(dearest_dm, market.lot[serving], market.cost_dm[serving])
        in_team = (number[market.person] >= 0) * SPLIT_DM  # at most, if away from the others
        at_home = lot_of[market.person] < 0
        gains = at_home & (market.cost_dm + in_team < dearest_dm[market.lot])
        if not gains.any():
            return lot_of
        changed: set[int] = set()
        for pair in by_cost[gains[by_cost]].tolist():
            lot, person = int(market.lot[pair]), int(market.person[pair])
            if lot_of[person] >= 0 or lot in changed:
                continue
            own = np.nonzero(serving & (market.lot == lot))[0]
            relieved = market.person[own[np.argmax(market.cost_dm[own])]]
            lot_of[relieved], lot_of[person] = -1, lot
            changed.add(lot)


def _tries(market: Market, budget: Budget) -> int:
    """Flows to spend on the bound: many in a town, two in a district."""
    if not budget.deterministic and not budget.remaining_s:
        return 1
    return int(np.clip(BOUND_PAIRS // max(1, len(market.lot)), 2, MOST_BOUND_FLOWS))


def settled(market: Market, number: Ints, mains: Sequence[str | None]) -> tuple[Bools, Ints]:
    """(pairs,) at their team's given main place; costs with TEAM_SPLIT_M for all others."""
    place_of, places = market.place_numbers()
    column = {at: i for i, at in enumerate(places)}
    main = np.array([-1 if at is None else column[at] for at in (*mains, None)], dtype=np.int64)
    main_of = main[number[market.person]]
    at_main = main_of == place_of[market.lot]
    return at_main, market.cost_dm + ((main_of >= 0) & ~at_main) * SPLIT_DM


def team_numbers(workforce: Workforce) -> tuple[Ints, list[str]]:
    """(people,) number of each person's team, -1 for none; and the teams' names."""
    names = sorted({person.team for person in workforce.staff if person.team})
    number = {name: i for i, name in enumerate(names)}
    found = np.array([number.get(p.team, -1) for p in workforce.staff], dtype=np.int64)
    return found, names


def _members_at(market: Market, number: Ints, lot_of: Ints) -> dict[int, Counter[str]]:
    """Team -> members on duty by place."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for person in np.nonzero((lot_of >= 0) & (number >= 0))[0]:
        found[int(number[person])][market.lots[lot_of[person]].at] += 1
    return found


def split_dm(market: Market, number: Ints, lot_of: Ints) -> int:
    """The term `team_split` in decimetres."""
    return SPLIT_DM * sum(
        places.total() - max(places.values())
        for places in _members_at(market, number, lot_of).values()
    )


def linear_dm(market: Market, lot_of: Ints) -> int:
    """What an assignment costs without the teams' term."""
    filled = np.bincount(lot_of[lot_of >= 0], minlength=len(market.lots))
    missing = sum(
        sum(lot.missing_dm[count:]) for lot, count in zip(market.lots, filled, strict=True)
    )
    used = lot_of[market.person] == market.lot
    return int(market.cost_dm[used].sum()) + missing


def main_places(market: Market, number: Ints, teams: int, lot_of: Ints) -> Sequence[str | None]:
    """Each team's place with most members on duty, None for a team without any."""
    members = _members_at(market, number, lot_of)
    return [
        min(members[team].items(), key=lambda item: (-item[1], item[0]))[0]
        if team in members
        else None
        for team in range(teams)
    ]
