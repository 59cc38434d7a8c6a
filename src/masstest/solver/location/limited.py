"""The plan that serves the most people when samplers do not suffice for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from masstest.domain.budget import Budget
from masstest.domain.plan import Point
from masstest.domain.roster import Roster, ZoneGroup
from masstest.domain.travel import Travel
from masstest.solver.location.appointments import Visit
from masstest.solver.location.assemble import Opening
from masstest.solver.location.network import Network, build_network, minutes_of, walkers
from masstest.solver.location.scarce import Scarcity, positions_per_relief, scarcity
from masstest.solver.location.scarce_search import Served, serve_most
from masstest.solver.location.settle import Settled, stranded_cost_m
from masstest.solver.location.tally import Tally
from masstest.solver.rostering.posts import posts_needed

_NEAREST = 10  # candidates per customer: the models are larger, walking matters less


def samplers_needed(roster: Roster, points: Sequence[Point]) -> int:
    """Samplers who keep the lanes of `points` open, each serving one point."""
    per_lane = roster.parameters.samplers_per_lane
    return sum(
        posts_needed(p.lanes * per_lane, p.open_until - p.open_from, roster.parameters)
        for p in points
    )


def samplers_expected(roster: Roster) -> float:
    """About how many samplers it takes to sample everybody in time, before any siting."""
    load = 0.0
    for group in ZoneGroup:
        load += sum(minutes_of(roster, *customer) for customer in walkers(roster, group))
    day_min = max(1, roster.finish_target - roster.round.sampling_start)
    positions = roster.parameters.samplers_per_lane * load / day_min
    return positions * (1 + 1 / positions_per_relief(roster))


def settle_limited(roster: Roster, travel: Travel, supply: int, budget: Budget) -> Settled:
    """Serve as many people as `supply` samplers can, key persons first."""
    networks = [
        build_network(roster, travel, group, late=True, nearest=_NEAREST) for group in ZoneGroup
    ]
    scarce = scarcity(roster, networks, supply)
    served, bound = serve_most(scarce, budget)
    openings: list[Opening] = []
    visits: list[Visit] = []
    first_customers = [0, *accumulate(len(n.customers) for n in networks)]
    first_sites = [0, *accumulate(len(n.sites) for n in networks)]
    for network, customer, site in zip(networks, first_customers, first_sites, strict=False):
        tally, lanes = _tally(roster, network, scarce, served, customer, site)
        some_openings = _openings(network, scarce, tally, lanes, site)
        openings += some_openings
        visits += tally.visits()
    bound += sum(stranded_cost_m(network) for network in networks)
    return Settled(tuple(openings), tuple(visits), bound, everybody=False)


def _tally(
    roster: Roster,
    network: Network,
    scarce: Scarcity,
    served: Served,
    first_customer: int,
    first_site: int,
) -> tuple[Tally, dict[int, tuple[int, int]]]:
    """Who goes where in one zone group; and the opening and lanes of each of its sites."""
    used: dict[int, tuple[int, int]] = {}
    siting = scarce.siting
    room = np.zeros(len(network.sites))
    for opening in np.flatnonzero(served.lanes > 0):
        site = int(siting.opening_site[opening]) - first_site
        if 0 <= site < len(network.sites):
            used[site] = int(opening), int(served.lanes[opening])
            length = siting.opening_span_min[opening] + siting.opening_late_min[opening]
            room[site] = served.lanes[opening] * length
    tally = Tally(network)
    left, missing = [], []
    for number, customer in enumerate(network.customers):
        site = int(served.site_of[first_customer + number]) - first_site
        others = customer.persons - customer.key
        taken_key = taken = 0
        if site >= 0 and served.site_of[first_customer + number] >= 0:
            taken_key = customer.key
            taken = int(others * served.share[first_customer + number] + 1e-6)
            tally.add(number, site, taken_key + taken, taken_key)
            room[site] -= minutes_of(roster, customer.compound, taken_key + taken, taken_key)
        if taken_key + taken < customer.persons:
            left.append(number)
            missing.append((customer.persons - taken_key - taken, customer.key - taken_key))
    tally.pour(roster, np.array(left, dtype=np.int64), missing, room)
    return tally, used


def _openings(
    network: Network,
    scarce: Scarcity,
    tally: Tally,
    used: dict[int, tuple[int, int]],
    first_site: int,
) -> list[Opening]:
    visited = set(tally.sites)
    openings = []
    for site, (opening, lanes) in sorted(used.items()):
        if site in visited or network.siting.required[site]:
            start = int(scarce.open_from[opening])
            until = start + int(scarce.siting.opening_span_min[opening])
            openings.append(Opening(network.sites[site].site_id, start, until, lanes))
    return openings
