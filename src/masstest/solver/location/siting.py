"""The siting problem as plain arrays: customers, sites, openings, and who may go where.

A *customer* is a compound, or whole buildings of one that is too large for a single point. An
*opening* is a span of time in which a site could be a point; a site has one or, when samplers
are scarce, several to choose from. This is a single-source capacitated facility location
problem with modular capacity (lanes); Holmberg, Rönnqvist and Yuan (1999,
doi:10.1016/S0377-2217(98)00008-3) treat the case of one module.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from masstest.domain.travel import Floats, Ints
from masstest.solver.location.linear import Bools

_EPS_MIN = 1e-6


@dataclass(frozen=True, eq=False)
class Siting:
    """n customers, m sites, q openings, p pairs of a customer and a site in its reach.

    Attributes
    ----------
    load_min : (n,) lane-minutes that sampling the customer takes
    uncovered_cost : (n,) metres for leaving it out; inf: it must be served
    customer_group, site_group : (n,), (m,) zone groups as numbers
    pair_customer, pair_site : (p,) indices, sorted by customer
    pair_cost : (p,) metres walked by all its persons, with the penalty for moving
    pair_over : (p,) person-metres beyond the walking limit
    max_lanes, usable, required : (m,)
    point_cost, lane_cost : (m,) metres per open point, per lane
    opening_site : (q,) site of each opening
    opening_span_min : (q,) minutes from opening to the planned finish
    opening_late_min : (q,) further minutes the site could stay open, at a penalty
    late_cost : metres per minute a point ends late
    over_cost : metres per person-metre beyond the walking limit
    late_lane_cost : metres per lane-minute sampled after the planned finish
    """

    load_min: Floats
    uncovered_cost: Floats
    customer_group: Ints
    site_group: Ints
    pair_customer: Ints
    pair_site: Ints
    pair_cost: Floats
    pair_over: Floats
    max_lanes: Ints
    usable: Bools
    required: Bools
    point_cost: Floats
    lane_cost: Floats
    opening_site: Ints
    opening_span_min: Floats
    opening_late_min: Floats
    late_cost: float
    over_cost: float
    late_lane_cost: float = 0.0

    @property
    def customers(self) -> int:
        return len(self.load_min)

    @property
    def sites(self) -> int:
        return len(self.max_lanes)

    def pair_total(self) -> Floats:
        """(p,) metres for serving the customer at the site, points and lanes aside."""
        total: Floats = self.pair_cost + self.over_cost * self.pair_over
        return total

    def all_served(self) -> Siting:
        """The same problem without the choice to leave a customer out."""
        return replace(self, uncovered_cost=np.full(self.customers, np.inf))

    def with_pairs(self, kept: Bools) -> Siting:
        """The same problem with the pairs of the mask `kept` (p,) only."""
        return replace(
            self,
            pair_customer=self.pair_customer[kept],
            pair_site=self.pair_site[kept],
            pair_cost=self.pair_cost[kept],
            pair_over=self.pair_over[kept],
        )

    def restrict(self, customers: Ints, sites: Ints) -> Siting:
        """The same problem for some customers and sites, renumbered in the order given."""
        customer_new = np.full(self.customers, -1)
        customer_new[customers] = np.arange(len(customers))
        site_new = np.full(self.sites, -1)
        site_new[sites] = np.arange(len(sites))
        kept = (customer_new[self.pair_customer] >= 0) & (site_new[self.pair_site] >= 0)
        opening = np.flatnonzero(site_new[self.opening_site] >= 0)
        return Siting(
            load_min=self.load_min[customers],
            uncovered_cost=self.uncovered_cost[customers],
            customer_group=self.customer_group[customers],
            site_group=self.site_group[sites],
            pair_customer=customer_new[self.pair_customer[kept]],
            pair_site=site_new[self.pair_site[kept]],
            pair_cost=self.pair_cost[kept],
            pair_over=self.pair_over[kept],
            max_lanes=self.max_lanes[sites],
            usable=self.usable[sites],
            required=self.required[sites],
            point_cost=self.point_cost[sites],
            lane_cost=self.lane_cost[sites],
            opening_site=site_new[self.opening_site[opening]],
            opening_span_min=self.opening_span_min[opening],
            opening_late_min=self.opening_late_min[opening],
            late_cost=self.late_cost,
            over_cost=self.over_cost,
            late_lane_cost=self.late_lane_cost,
        )


@dataclass(frozen=True, eq=False)
class Standing:
    """An assignment and what follows from it, for sites with one opening each.

    Attributes
    ----------
    site_of : (n,) site of each customer, -1 if it is left out
    lanes : (m,) lanes, 0 if closed: the fewest that sample everybody in time, or fewer where
        lane-minutes after the planned finish are cheaper than a lane
    late_min : (m,) minutes beyond the planned finish
    cost : metres
    feasible : whether every point can sample its customers before its site closes
    """

    site_of: Ints
    lanes: Ints
    late_min: Floats
    cost: float
    feasible: bool


def lanes_needed(load_min: Floats, span_min: Floats) -> Ints:
    """Fewest lanes that sample `load_min` lane-minutes within `span_min`."""
    lanes: Ints = np.ceil((load_min - _EPS_MIN) / np.maximum(span_min, _EPS_MIN)).astype(np.int64)
    return np.maximum(lanes, 0)


class Appraiser:
    """Costs of assignments of one siting problem with one opening per site.

    Attributes
    ----------
    cost_of : (n, m) float array, metres for serving a customer at a site; inf if out of reach
    """

    def __init__(self, siting: Siting) -> None:
        self.siting = siting
        self.cost_of = np.full((siting.customers, siting.sites), np.inf)
        self.cost_of[siting.pair_customer, siting.pair_site] = siting.pair_total()
        span = np.zeros(siting.sites)
        late = np.zeros(siting.sites)
        span[siting.opening_site] = siting.opening_span_min
        late[siting.opening_site] = siting.opening_late_min
        self.span_min: Floats = span
        self.late_min: Floats = late
        self.capacity_min: Floats = siting.max_lanes * (span + late)

    def loads(self, site_of: Ints) -> Floats:
        """(m,) lane-minutes assigned to each site."""
        served = site_of >= 0
        loads = np.zeros(self.siting.sites)
        np.add.at(loads, site_of[served], self.siting.load_min[served])
        return loads

    def appraise(self, site_of: Ints) -> Standing:
        """Lanes, lateness and cost of `site_of`."""
        siting = self.siting
        served = np.flatnonzero(site_of >= 0)
        loads = self.loads(site_of)
        opened = siting.required.copy()
        opened[site_of[served]] = True
        lanes = np.where(opened, np.maximum(lanes_needed(loads, self.span_min), 1), 0)
        lanes = np.minimum(lanes, siting.max_lanes)
        if siting.late_lane_cost:
            lanes = np.where(lanes > 1, lanes - self._spared(loads, lanes), lanes)
        excess = np.maximum(loads - lanes * self.span_min - _EPS_MIN, 0)
        late = excess / np.maximum(lanes, 1)
        left_out = np.flatnonzero(site_of < 0)
        cost = (
            self.cost_of[served, site_of[served]].sum()
            + siting.uncovered_cost[left_out].sum()
            + (siting.point_cost * opened).sum()
            + (siting.lane_cost * lanes).sum()
            + siting.late_cost * late.sum()
            + siting.late_lane_cost * excess.sum()
        )
        feasible = bool((late <= self.late_min + _EPS_MIN).all())
        return Standing(site_of, lanes, late, float(cost), feasible)

    def _spared(self, loads: Floats, lanes: Ints) -> Bools:
        """(m,) where one lane less, and lane-minutes after the planned finish, is cheaper."""
        siting = self.siting
        excess = loads - (lanes - 1) * self.span_min
        fits = excess <= (lanes - 1) * self.late_min + _EPS_MIN
        cheaper: Bools = siting.late_lane_cost * excess < siting.lane_cost
        return fits & cheaper
