"""A first assignment: largest customers first, each where it adds the least cost."""

from __future__ import annotations

import numpy as np

from masstest.domain.travel import Floats, Ints
from masstest.solver.location.siting import Appraiser

_EPS = 1e-6


def greedy(appraiser: Appraiser, guide: Floats | None = None) -> Ints:
    """Site of each customer, (n,) with -1 where nothing had room.

    A new point is charged to its first customer, a new lane to the one that needs it.

    Parameters
    ----------
    guide : (p,) how much each pair is wanted, 0..1, as in a relaxation's optimum: a customer
        goes to a wanted site with room if there is one
    """
    siting = appraiser.siting
    wanted = np.zeros(len(siting.pair_cost)) if guide is None else guide
    site_of = np.full(siting.customers, -1)
    load = np.zeros(siting.sites)
    lanes = np.where(siting.required, 1.0, 0.0)
    span = np.maximum(appraiser.span_min, 1e-9)
    room = siting.max_lanes * appraiser.span_min
    if siting.late_lane_cost:  # there is more room than the reserve leaves
        room = appraiser.capacity_min
    capacity = np.where(siting.usable, room, -1.0)
    starts = np.searchsorted(siting.pair_customer, np.arange(siting.customers + 1))
    total = siting.pair_total()
    best_share = np.zeros(siting.customers)
    np.maximum.at(best_share, siting.pair_customer, wanted)
    for customer in np.lexsort((-siting.load_min, -best_share.round(2))):
        pairs = slice(starts[customer], starts[customer + 1])
        sites = siting.pair_site[pairs]
        grown = load[sites] + siting.load_min[customer]
        needed = np.maximum(np.ceil((grown - _EPS) / span[sites]), 1)
        cost = (
            total[pairs]
            + np.where(lanes[sites] == 0, siting.point_cost[sites], 0.0)
            + siting.lane_cost[sites] * np.maximum(needed - lanes[sites], 0)
        )
        fits = (grown <= capacity[sites] + _EPS) & np.isfinite(cost)
        if not fits.any():
            continue
        liked = fits & (wanted[pairs] > _EPS)
        allowed = np.flatnonzero(liked if liked.any() else fits)
        best = allowed[np.argmin((cost * (1 - 0.5 * wanted[pairs]))[allowed])]
        site = sites[best]
        site_of[customer] = site
        load[site] = grown[best]
        lanes[site] = max(lanes[site], needed[best])
    return site_of
