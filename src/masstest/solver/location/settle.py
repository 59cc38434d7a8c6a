"""One zone group settled: search, and what is done when somebody finds no room."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from masstest.domain.budget import Budget
from masstest.domain.roster import Roster, ZoneGroup
from masstest.domain.travel import Travel
from masstest.solver.location.appointments import Visit
from masstest.solver.location.assemble import Opening
from masstest.solver.location.linear import Bools, Limits
from masstest.solver.location.network import (
    Network,
    build_network,
    site_hours,
    uncovered_cost_m,
)
from masstest.solver.location.relaxation import relax
from masstest.solver.location.scarce import scarcity
from masstest.solver.location.scarce_model import ScarceModel
from masstest.solver.location.search import Found, search
from masstest.solver.location.siting import Appraiser
from masstest.solver.location.tally import Tally

_RETRIES = 4
_RELAXATION_S = 60.0


@dataclass(frozen=True)
class Settled:
    """Points and visits of some zone groups, and a lower bound of their cost.

    `everybody`: whether all who have any usable site in their zone group have a point.
    """

    openings: tuple[Opening, ...]
    visits: tuple[Visit, ...]
    bound: float
    everybody: bool


def settle(
    roster: Roster, travel: Travel, group: ZoneGroup, budget: Budget, *, at_ease: bool = False
) -> Settled:
    """Choose points, lanes and visits for one zone group.

    Whoever finds no room in reach may split more finely and walk beyond the limit; if that is
    not enough, points may end late; what is left is poured into the room that remains.

    Parameters
    ----------
    at_ease : whether points should have a reserve, as far as everybody finds room in reach
    """
    network = build_network(roster, travel, group, at_ease=at_ease)
    relaxation = relax(network.siting)
    crowded = _compounds(network, relaxation.left_out)
    if not crowded:
        found = search(network.siting, budget, relaxation=relaxation, patience=0.5)
        crowded = _compounds(network, found.standing.site_of < 0)
        if not crowded:
            return _settled(roster, network, found)
    late = False
    for _ in range(_RETRIES):
        network = build_network(roster, travel, group, late=late, crowded=crowded)
        found = search(network.siting, _half(budget), patience=0.8)
        left_out = _compounds(network, found.standing.site_of < 0)
        if left_out <= crowded:  # they have had every choice: pour, and if need be stay longer
            settled = _settled(roster, network, found)
            if late or settled.everybody:
                return settled
            late = True
        crowded |= left_out
    return _settled(roster, network, found)


def _half(budget: Budget) -> Budget:
    """A budget of half of what is left (of everything, when the clock must not matter)."""
    return budget.slice((budget.seconds if budget.deterministic else budget.remaining_s) / 2)


def _compounds(network: Network, chosen: Bools) -> set[str]:
    """Ids of the compounds of the customers in the mask `chosen`."""
    return {network.customers[i].compound.compound_id for i in np.flatnonzero(chosen)}


def _settled(roster: Roster, network: Network, found: Found) -> Settled:
    siting, site_of = network.siting, found.standing.site_of
    tally = Tally(network)
    for number in np.flatnonzero(site_of >= 0):
        customer = network.customers[number]
        tally.add(int(number), int(site_of[number]), customer.persons, customer.key)
    bound = found.bound
    left = np.flatnonzero(site_of < 0)
    if len(left) > 0:
        room = siting.max_lanes * (siting.opening_span_min + siting.opening_late_min)
        room = np.where(siting.usable, room - Appraiser(siting).loads(site_of), 0.0)
        missing = [(network.customers[i].persons, network.customers[i].key) for i in left]
        tally.pour(roster, left, missing, room)
        # poured people may be split at will, and their key persons come first
        divisible = ScarceModel(scarcity(roster, [network], np.inf), divisible=True)
        bound = min(bound, divisible.solve(Limits(_RELAXATION_S), relaxed=True).bound)
    opened = siting.required.copy()
    opened[tally.sites] = True
    openings = []
    for number in np.flatnonzero(opened):
        site = network.sites[number]
        hours = site_hours(roster, site)
        openings.append(
            Opening(
                site.site_id,
                hours.open_from,
                hours.planned_until,
                site.max_lanes,
                at_ease=siting.late_lane_cost > 0,
            )
        )
    visits = tally.visits()
    everybody = sum(v.persons for v in visits) == sum(c.persons for c in network.customers)
    return Settled(tuple(openings), visits, bound + stranded_cost_m(network), everybody)


def stranded_cost_m(network: Network) -> float:
    """What it costs that some compounds have no usable site at all."""
    return sum(uncovered_cost_m(c.persons, c.key) for c in network.stranded)
