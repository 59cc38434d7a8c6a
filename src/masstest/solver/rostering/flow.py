"""The assignment of people to lots as a min-cost flow, solved on few arcs and proved on all.

The flow starts with the cheapest arcs of every lot and person. Its dual prices then price out
every pair that was left away: pairs that would pay are added and the flow is solved again,
until none is left. What remains is optimal for the full market (Ahuja, Magnanti, Orlin 1993,
*Network Flows*, chapters 9 and 12).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from masstest.solver.rostering.market import Market
from masstest.solver.rostering.workforce import Bools, Ints

NEAREST_PEOPLE = 30
"""Arcs a lot starts with by each measure, beside as many as it has posts."""
_FAR_DM = 2**60


@dataclass(frozen=True)
class Assignment:
    """An optimal flow.

    Attributes
    ----------
    lot_of : (people,) int array, the lot each person serves in, -1 for none
    cost_dm : what the flow costs, missing posts included
    bound_dm : no flow of the market costs less; the same as the cost once that is proved
    person_price_dm, lot_price_dm : dual prices: cost >= lot price - person price for every
        pair among the arcs (every pair once it is proved), with equality where it is used
    arcs : (pairs,) bool array, the pairs of the last flow
    rounds : how many times arcs were added
    """

    lot_of: Ints
    cost_dm: int
    bound_dm: int
    person_price_dm: Ints
    lot_price_dm: Ints
    arcs: Bools
    rounds: int


def assign(market: Market, start: Bools | None = None, *, prove: bool = True) -> Assignment:
    """The cheapest assignment of people to lots, each person to one at most.

    Parameters
    ----------
    start : (pairs,) bool array of arcs to begin with; default: the cheapest of every lot
    prove : False takes the best over those arcs; the others only count for the bound
    """
    arcs = _cheapest(market) if start is None else start
    rounds = 0
    while True:
        lot_of, cost_dm = _solve(market, arcs)
        people, lots = _prices(market, arcs, lot_of)
        reduced_dm = reduced_costs_dm(market, people, lots)
        pays = (reduced_dm < 0) & ~arcs
        if not prove or not pays.any():
            # a person's price raised by what the best pair would still gain is dual feasible
            gain_dm = np.zeros(market.people, dtype=np.int64)
            np.maximum.at(gain_dm, market.person[pays], -reduced_dm[pays])
            bound_dm = cost_dm - int(gain_dm.sum())
            return Assignment(lot_of, cost_dm, bound_dm, people, lots, arcs, rounds)
        arcs = arcs | pays
        rounds += 1


def reduced_costs_dm(market: Market, person_price_dm: Ints, lot_price_dm: Ints) -> Ints:
    """(pairs,) what each pair costs beyond what it is worth."""
    found: Ints = market.cost_dm + person_price_dm[market.person] - lot_price_dm[market.lot]
    return found


def _cheapest(market: Market) -> Bools:
    """The cheapest arcs of every lot, and those whose people have nothing much cheaper.

    The latter bring in people who are dear everywhere, such as the reserve.
    """
    own_least = np.full(market.people, _FAR_DM, dtype=np.int64)
    np.minimum.at(own_least, market.person, market.cost_dm)
    regret = market.cost_dm - own_least[market.person]
    arcs = np.zeros(len(market.lot), dtype=bool)
    ends = np.searchsorted(market.lot, np.arange(len(market.lots) + 1))
    for lot, first, last in zip(market.lots, ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        count = NEAREST_PEOPLE + len(lot.posts)
        if last - first <= count:
            arcs[first:last] = True
            continue
        for measure in (market.cost_dm, regret):
            arcs[first + np.argpartition(measure[first:last], count - 1)[:count]] = True
    return arcs


def _solve(market: Market, arcs: Bools) -> tuple[Ints, int]:
    """The min-cost flow over `arcs`: (lot of each person or -1, total cost)."""
    demand = np.array([len(lot.posts) for lot in market.lots], dtype=np.int64)
    nobody = market.people + len(market.lots)
    idle = nobody + 1
    lots, people = market.lot[arcs], market.person[arcs]
    missing_dm = np.array([dm for lot in market.lots for dm in lot.missing_dm], dtype=np.int64)
    missing_lot = np.repeat(np.arange(len(market.lots)), demand)
    total = int(demand.sum())
    everybody = np.arange(market.people)
    flow = min_cost_flow.SimpleMinCostFlow()
    ones = np.ones(max(len(people), total, market.people), dtype=np.int64)

    def add(tails: Ints, heads: Ints, capacities: Ints, costs: Ints) -> None:
        flow.add_arcs_with_capacity_and_unit_cost(tails, heads, capacities, costs)

    add(people, lots + market.people, ones[: len(people)], market.cost_dm[arcs])
    add(nobody * ones[:total], missing_lot + market.people, ones[:total], missing_dm)
    add(everybody, idle * ones[: market.people], ones[: market.people], 0 * everybody)
    flow.add_arc_with_capacity_and_unit_cost(nobody, idle, total, 0)
    flow.set_nodes_supplies(
        np.arange(idle + 1),
        np.concatenate([ones[: market.people], -demand, [total, -market.people]]),
    )
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise AssertionError(f"a balanced flow with an arc for every shortage: {status}")
    used = flow.flows(np.arange(len(people))) > 0
    lot_of = np.full(market.people, -1, dtype=np.int64)
    lot_of[people[used]] = lots[used]
    return lot_of, int(flow.optimal_cost())


def _prices(market: Market, arcs: Bools, lot_of: Ints) -> tuple[Ints, Ints]:
    """Dual prices (people, lots): shortest ways from "idle" through the residual graph.

    A lot's price is what one more post there would cost; a person's price what the others
    would save if the person stayed at home.
    """
    used = lot_of[market.person] == market.lot
    own_lot, serving, own_cost = (a[used] for a in (market.lot, market.person, market.cost_dm))
    filled = np.bincount(own_lot, minlength=len(market.lots))
    # one more missing post would leave out the cheapest of those now filled
    nobody = np.array(
        [
            lot.missing_dm[count - 1] if count else _FAR_DM
            for lot, count in zip(market.lots, filled.tolist(), strict=True)
        ],
        dtype=np.int64,
    )
    unused = arcs & ~used
    rows, cols, costs = (a[unused] for a in (market.lot, market.person, market.cost_dm))
    some = np.bincount(rows, minlength=len(market.lots)) > 0
    begins = np.searchsorted(rows, np.nonzero(some)[0])
    people = np.zeros(market.people, dtype=np.int64)
    people[serving] = _FAR_DM
    lots = nobody
    while True:
        nearer = nobody.copy()
        if len(rows):
            through = np.minimum.reduceat(people[cols] + costs, begins)
            nearer[some] = np.minimum(nearer[some], through)
        people_now = people.copy()
        people_now[serving] = nearer[own_lot] - own_cost
        if (nearer == lots).all() and (people_now == people).all():
            return people, lots
        lots, people = nearer, people_now
