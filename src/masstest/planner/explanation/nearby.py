"""Part of the location stage planned again with one thing different, to measure what it costs.

The part is a site, the sites that compete with it, and the compounds that go to them now;
everything farther away stays as it is. Both sides of a comparison are solved the same way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from masstest.domain.roster import ZoneGroup
from masstest.domain.travel import Ints
from masstest.planner.explanation.situation import Situation
from masstest.solver.location.linear import Limits
from masstest.solver.location.network import Network, build_network
from masstest.solver.location.search import solve_siting
from masstest.solver.location.siting import Appraiser, Siting

PART_SITES = 16
_PART_SHARE = 0.5  # of the time, for each of two solves
_LONGEST_S = 8.0
_GAP = 1e-4


@dataclass(frozen=True)
class Measured:
    """What something costs, in metres walked of the location objective.

    `proven`: both solves were optimal (within 0.01 %), so the difference is exact for the part.
    """

    cost_m: float
    sites: int
    proven: bool
    lanes: int
    points: int


@dataclass(frozen=True)
class Nearby:
    """A part of a zone group's siting problem as the plan has it: round `centre`, with `also`."""

    case: Situation
    group: ZoneGroup
    centre: str
    also: tuple[str, ...] = ()

    @cached_property
    def _network(self) -> Network:
        return build_network(self.case.roster, self.case.travel, self.group)

    @cached_property
    def _site_index(self) -> dict[str, int]:
        return {site.site_id: i for i, site in enumerate(self._network.sites)}

    @cached_property
    def _now(self) -> Ints:
        """(customers,) site where each customer, or piece of one, goes in the plan; -1: nowhere."""
        left: dict[str, list[list[int]]] = defaultdict(list)
        for row in self.case.plan.coverage:
            if row.site_id in self._site_index:
                left[row.compound_id].append([self._site_index[row.site_id], row.persons])
        site_of = np.full(len(self._network.customers), -1, dtype=np.int64)
        for number, customer in enumerate(self._network.customers):
            rows = left[customer.compound.compound_id]
            if rows:
                roomiest = max(rows, key=lambda entry: entry[1])
                site_of[number] = roomiest[0]
                roomiest[1] -= customer.persons
        return site_of

    @cached_property
    def _part(self) -> tuple[Siting, Ints, Ints]:
        """The part's problem, its customers and its sites (indices of the network)."""
        siting, centre = self._network.siting, self._site_index[self.centre]
        rivals = np.zeros(siting.sites)
        mine = np.isin(siting.pair_customer, siting.pair_customer[siting.pair_site == centre])
        np.add.at(rivals, siting.pair_site[mine], 1.0)
        rivals[[centre, *(self._site_index[site_id] for site_id in self.also)]] = np.inf
        open_now = np.zeros(siting.sites, dtype=bool)
        open_now[self._now[self._now >= 0]] = True
        rivals += 0.5 * (open_now & (rivals > 0))
        order = np.argsort(-rivals, kind="stable")[:PART_SITES]
        sites = np.sort(order[rivals[order] > 0])
        customers = np.flatnonzero(np.isin(self._now, sites))
        return siting.restrict(customers, sites).all_served(), customers, sites

    def closing(self) -> Measured | None:
        """What it costs to do without the centre; None if the others have no room."""
        siting, _, sites = self._part
        centre = np.flatnonzero(sites == self._site_index[self.centre])
        without = siting.usable.copy()
        without[centre] = False
        required = siting.required & without
        return self._compare(siting, replace(siting, usable=without, required=required))

    def opening(self) -> Measured | None:
        """What it costs to open the centre, come what may."""
        siting, _, sites = self._part
        required = siting.required.copy()
        required[sites == self._site_index[self.centre]] = True
        return self._compare(siting, replace(siting, required=required))

    def sending(self, compound_ids: Collection[str]) -> Measured | None:
        """What it costs to send compounds to the centre; None if there is no room."""
        siting, customers, sites = self._part
        centre = int(np.flatnonzero(sites == self._site_index[self.centre])[0])
        forced = np.array(
            [self._network.customers[i].compound.compound_id in compound_ids for i in customers],
            dtype=bool,
        )
        kept = ~forced[siting.pair_customer] | (siting.pair_site == centre)
        if set(np.flatnonzero(forced)) - set(siting.pair_customer[kept]):
            return None
        return self._compare(siting, siting.with_pairs(kept))

    def _compare(self, now: Siting, otherwise: Siting) -> Measured | None:
        before, after = self._solve(now), self._solve(otherwise)
        if before is None or after is None:
            return None
        cost, proven, lanes, points = (
            after[0] - before[0],
            before[1] and after[1],
            after[2] - before[2],
            after[3] - before[3],
        )
        return Measured(cost, now.sites, proven, lanes, points)

    def _solve(self, siting: Siting) -> tuple[float, bool, int, int] | None:
        """Cost, whether it is proven, lanes and points of the best plan of a part."""
        seconds = min(_LONGEST_S, _PART_SHARE * self.case.budget.remaining_s)
        found = solve_siting(siting, Limits(seconds, _GAP, seed=self.case.budget.seed))
        if found.site_of is None:
            return None
        standing = Appraiser(siting).appraise(found.site_of)
        if not standing.feasible or not np.isfinite(standing.cost):
            return None
        lanes, points = int(standing.lanes.sum()), int((standing.lanes > 0).sum())
        return standing.cost, found.proven, lanes, points
