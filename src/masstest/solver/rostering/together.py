"""A lower bound on the cost with the teams' term, by Lagrangian relaxation.

With z = 1 for members at their team's main place, the term is SPLIT x (on duty - sum of z),
where z <= x (the person serves there) and z <= y (it is the main place), one y per team. The
second is relaxed with prices in [0, SPLIT]: then every member pays the price of the place
instead of SPLIT, and every team gets back the largest sum of its members' prices at one place.
What remains is a flow; any prices give a bound, and subgradient steps improve them (Held, Wolfe,
Crowder 1974, doi:10.1007/BF01580223).
"""

from __future__ import annotations

import numpy as np

from masstest.domain.objective import TEAM_SPLIT_M
from masstest.solver.rostering.flow import Assignment, assign, reduced_costs_dm
from masstest.solver.rostering.market import DECIMETRES, Market
from masstest.solver.rostering.workforce import Ints

SPLIT_DM = round(TEAM_SPLIT_M * DECIMETRES)
PATIENCE = 4
"""Steps without a better bound after which they become half as long."""


class TeamsBound:
    """The relaxation and the best bound so far.

    Prices start at what the places are worth to people: SPLIT less the least reduced cost of a
    lot there, at least 0. Who would hardly ever go to a place need not pay there, and adds
    nothing to what the team gets back.

    Attributes
    ----------
    best_dm : the bound; None before the first flow
    found : assignments met on the way
    """

    def __init__(self, market: Market, number: Ints, teams: int, base: Assignment) -> None:
        self._market, self._number, self._teams, self._base = market, number, teams, base
        self._place_of, self._places = market.place_numbers()
        self._cell = (market.person, self._place_of[market.lot])
        reduced = reduced_costs_dm(market, base.person_price_dm, base.lot_price_dm)
        least = np.full((market.people, len(self._places)), SPLIT_DM, dtype=np.int64)
        np.minimum.at(least, self._cell, np.maximum(reduced, 0))
        self._draw = np.where(number[:, None] >= 0, SPLIT_DM - least, 0)
        self.best_dm = base.cost_dm
        self.found: list[Ints] = []

    def improve(self, target_dm: int, flows: int) -> None:
        """Solve up to `flows` flows, with steps towards `target_dm`, the best known cost."""
        prices = self._draw.copy()
        payable = np.zeros(prices.shape, dtype=bool)
        payable[self._cell] = True
        payable &= self._number[:, None] >= 0
        length, waited = 1.0, 0
        for _ in range(flows):
            of_team = self._of_teams(prices)
            dearer = self._market.with_costs(self._market.cost_dm + prices[self._cell])
            now = assign(dearer, self._base.arcs, prove=False)
            self.found.append(now.lot_of)
            bound_dm = now.bound_dm - int(of_team.max(axis=1, initial=0).sum())
            waited = 0 if bound_dm > self.best_dm else waited + 1
            self.best_dm = max(self.best_dm, bound_dm)
            if waited > PATIENCE:
                length, waited = length / 2, 0
            slope = self._slope(now.lot_of, of_team) * payable
            steepness = int((slope**2).sum())
            if self.best_dm >= target_dm or not steepness:
                return
            step = length * max(1, target_dm - bound_dm) / steepness
            prices = np.clip(np.rint(prices + step * slope).astype(np.int64), 0, SPLIT_DM)
            prices *= payable

    def _of_teams(self, prices: Ints) -> Ints:
        """(teams, places) sums over members."""
        found = np.zeros((self._teams + 1, len(self._places)), dtype=np.int64)
        np.add.at(found, self._number, prices)  # people without a team go to the last row
        return found[: self._teams]

    def _slope(self, lot_of: Ints, of_team: Ints) -> Ints:
        """(people, places) 1 where a member serves, less 1 at the place the team gets back for."""
        slope = np.zeros((len(lot_of), len(self._places)), dtype=np.int64)
        serving = np.nonzero((lot_of >= 0) & (self._number >= 0))[0]
        slope[serving, self._place_of[lot_of[serving]]] = 1
        members = np.nonzero(self._number >= 0)[0]
        slope[members, of_team.argmax(axis=1)[self._number[members]]] -= 1
        return slope

    def gathering_places(self) -> list[int]:
        """A place for every team that draws it most and has posts left for its members.

        Teams choose in the order of what they have to gain; a team takes up a post for every
        member who is drawn to the place.
        """
        of_team = self._of_teams(self._draw)
        posts = np.array([len(lot.posts) for lot in self._market.lots], dtype=np.int64)
        left = np.bincount(self._place_of, weights=posts, minlength=len(self._places))
        chosen = [0] * self._teams
        for team in np.argsort(-of_team.max(axis=1, initial=0), kind="stable").tolist():
            drawn = (self._draw[self._number == team] > 0).sum(axis=0)
            share = np.minimum(1.0, left / np.maximum(drawn, 1))
            place = int(np.argmax(of_team[team] * share))
            chosen[team] = place
            left[place] = max(0.0, left[place] - drawn[place])
        return chosen
