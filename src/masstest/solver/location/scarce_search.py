"""Search for the plan that serves the most people with the samplers there are.

The linear relaxation says how many lanes each mode should have and roughly where; the nearest
whole lanes with at most one mode per site are found by a small model; with openings and lanes
fixed the assignment is easy. Then neighbourhoods are re-solved with lanes and modes free.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from masstest.domain.budget import Budget
from masstest.domain.travel import Floats, Ints
from masstest.solver.location.linear import Effort, Limits, Proof
from masstest.solver.location.neighbourhood import Neighbourhoods
from masstest.solver.location.scarce import Scarcity
from masstest.solver.location.scarce_model import ScarceModel

# In the models leaving a person out costs this much: more than anything that serving one can
# cost, and still of a size that the solver's tolerances can bear.
_PERSON_M = 30_000.0
_RELAXATION_S = 60.0
_ROUNDING_S = 5.0
_LANE_REWARD = 3.0  # beside a deviation of 1 per lane
_FIRST_SHARE = 0.4  # of the time, for the assignment to the first openings
_FIRST_GAP = 1e-3
_PART_SECONDS = 2.0
_PART_GAP = 1e-5
_PART_NODES = 20
_PARTS_PER_S = 2.0  # in deterministic mode
_LAST_S = 0.2  # too little for another part
_NO_LIMIT_S = 3600.0
_SMALL_PAIRS = 600  # such a model is solved as a whole
_SMALL_GAP = 1e-4
_SMALL_NODES = 100
_EPS = 1e-6


@dataclass(frozen=True, eq=False)
class Served:
    """Who is served when samplers are scarce.

    Attributes
    ----------
    site_of : (n,) site of each customer, -1 if it is left out
    share : (n,) share of its other persons that is served (all its key persons are)
    lanes : (q,) lanes of each opening
    cost : metres, with the models' penalty for persons left out
    proven : whether this is an optimum of its model
    """

    site_of: Ints
    share: Floats
    lanes: Ints
    cost: float
    proven: bool = False


def serve_most(scarce: Scarcity, budget: Budget) -> tuple[Served, float]:
    """The best plan found, and a lower bound of its cost (with the objective's weights)."""
    relaxed = ScarceModel(scarce, divisible=True)
    solved = relaxed.solve(Limits(_RELAXATION_S), relaxed=True)
    if solved.values is None:
        return _nobody(scarce), -np.inf
    light = scarce.weighing(_PERSON_M)
    if len(scarce.siting.pair_cost) <= _SMALL_PAIRS:
        whole = _solve(light, _limits(budget, 1.0, _SMALL_GAP))
        if whole is not None:
            return whole, solved.bound
    lanes = _whole_lanes(scarce, solved.values[relaxed.lanes])
    starts = [
        _rounded(light, lanes),
        _solve(light, _limits(budget, _FIRST_SHARE, _FIRST_GAP), lanes),
    ]
    best = min((s for s in starts if s is not None), key=lambda s: s.cost)
    return _improve(light, budget, best), solved.bound


def _limits(budget: Budget, share: float, gap: float) -> Limits:
    if budget.deterministic:
        return Limits(_NO_LIMIT_S, gap, _SMALL_NODES, Effort.brief, budget.seed)
    return Limits(share * budget.remaining_s, gap, seed=budget.seed)


def _nobody(scarce: Scarcity) -> Served:
    siting = scarce.siting
    nowhere = np.full(siting.customers, -1)
    cost = float(siting.uncovered_cost.sum() + scarce.other_cost.sum())
    zero = np.zeros(len(scarce.mode), dtype=np.int64)
    return Served(nowhere, np.zeros(siting.customers), zero, cost)


def _whole_lanes(scarce: Scarcity, wanted: Floats) -> Ints:
    """(q,) whole lanes near `wanted`, as many as there are samplers for.

    The same model, but without customers: the objective is the deviation from `wanted`, and a
    reward for every lane.
    """
    nobody = np.empty(0, dtype=np.int64)
    empty = scarce.restrict(nobody, np.arange(scarce.siting.sites), scarce.elsewhere)
    model = ScarceModel(empty)
    model.cost[:] = 0
    model.cost[model.lanes] = -_LANE_REWARD
    rows = np.arange(len(wanted))
    more = model.add_columns(np.zeros(len(wanted)), np.inf, 1.0, integer=False)
    fewer = model.add_columns(np.zeros(len(wanted)), np.inf, 1.0, integer=False)
    model.add_rows(
        len(wanted),
        [(rows, model.lanes, 1.0), (rows, more, -1.0), (rows, fewer, 1.0)],
        lower=wanted,
        upper=wanted,
    )
    solved = model.solve(Limits(_ROUNDING_S, 1e-3))
    if solved.values is None:
        return np.zeros(len(wanted), dtype=np.int64)
    return np.asarray(solved.values[model.lanes].round(), dtype=np.int64)


def _fixed(scarce: Scarcity, lanes: Ints) -> ScarceModel:
    """The model with these openings and lanes."""
    model = ScarceModel(scarce)
    for columns, values in ((model.opened, lanes > 0), (model.lanes, lanes)):
        model.lower[columns] = values
        model.upper[columns] = values
    return model


def _solve(scarce: Scarcity, limits: Limits, lanes: Ints | None = None) -> Served | None:
    """Solve the model; with `lanes`, for these openings only."""
    model = ScarceModel(scarce) if lanes is None else _fixed(scarce, lanes)
    solved = model.solve(limits)
    if solved.values is None:
        return None
    siting = model.siting
    site_of = np.full(siting.customers, -1)
    chosen = solved.values[model.assign] > 0.5
    site_of[siting.pair_customer[chosen]] = siting.pair_site[chosen]
    share = np.zeros(siting.customers)
    np.add.at(share, siting.pair_customer, solved.values[model.served])
    found = np.asarray(solved.values[model.lanes].round(), dtype=np.int64)
    proven = solved.proof is Proof.optimal
    return Served(site_of, share, found, solved.objective, proven)


def _rounded(scarce: Scarcity, lanes: Ints) -> Served:
    """With these openings, everybody to the site the relaxation sends most of them to."""
    model = _fixed(scarce, lanes)
    solved = model.solve(Limits(_RELAXATION_S), relaxed=True)
    if solved.values is None:
        return _nobody(scarce)
    siting = scarce.siting
    wanted = np.zeros((siting.customers, siting.sites))
    wanted[siting.pair_customer, siting.pair_site] = solved.values[model.assign]
    site_of = np.where(wanted.max(axis=1) > _EPS, wanted.argmax(axis=1), -1)
    span = np.zeros(siting.sites)
    length = siting.opening_span_min + siting.opening_late_min
    np.add.at(span, siting.opening_site, lanes * length)
    share = np.zeros(siting.customers)
    for site in np.unique(site_of[site_of >= 0]):
        room = span[site]
        here = np.flatnonzero(site_of == site)
        for customer in here[np.argsort(-wanted[here, site], kind="stable")]:
            if scarce.key_min[customer] > room + _EPS:
                site_of[customer] = -1
            else:
                room -= scarce.key_min[customer]
        for customer in here[site_of[here] == site]:
            load = scarce.other_min[customer]
            share[customer] = min(1.0, room / load) if load > 0 else 1.0
            room -= load * share[customer]
    found = Served(site_of, share, lanes, 0.0)
    everything = np.arange(len(lanes))
    everybody, all_sites = np.arange(siting.customers), np.arange(siting.sites)
    cost = _cost(scarce, found, everybody, everything, all_sites)
    return Served(site_of, share, lanes, cost)


def solve_part(scarce: Scarcity, limits: Limits) -> Served | None:
    """A neighbourhood, solved in whatever process this runs in."""
    return _solve(scarce, limits)


@dataclass(frozen=True, eq=False)
class _Part:
    sites: Ints
    customers: Ints
    openings: Ints
    before: float
    scarce: Scarcity


def _improve(scarce: Scarcity, budget: Budget, best: Served) -> Served:
    """Re-solve neighbourhoods, some at a time that share no site, and keep what is better."""
    near = Neighbourhoods(scarce.siting, budget.seed)
    executor = None if budget.deterministic else budget.executor
    at_once = 1 if executor is None else max(1, budget.workers)
    parts_left = int(_PARTS_PER_S * budget.seconds)
    while not budget.stop.is_set():
        if parts_left <= 0 if budget.deterministic else budget.remaining_s < _LAST_S:
            break
        parts = []
        busy = np.zeros(scarce.siting.sites, dtype=bool)
        for _ in range(at_once):
            sites = near.next(busy)
            busy[sites] = True
            if len(sites) > 0:
                parts.append(_part(scarce, best, sites))
        parts_left -= len(parts)
        limits = _part_limits(budget)
        run = map if executor is None else executor.map
        solved = run(solve_part, [part.scarce for part in parts], [limits] * len(parts))
        for part, found in zip(parts, solved, strict=True):
            near.learn(solved=found is not None and found.proven)
            if found is not None and found.cost < part.before - _EPS * abs(part.before):
                merged = _merged(best, part, found)
                if scarce.enough_samplers(merged.lanes):  # each alone was; together they may not
                    best = merged
    return best


def _part_limits(budget: Budget) -> Limits:
    if budget.deterministic:
        return Limits(_NO_LIMIT_S, _PART_GAP, _PART_NODES, Effort.brief, budget.seed)
    return Limits(min(_PART_SECONDS, budget.remaining_s), _PART_GAP, seed=budget.seed)


def _part(scarce: Scarcity, best: Served, sites: Ints) -> _Part:
    siting = scarce.siting
    here = np.isin(best.site_of, sites)
    reaching = np.zeros(siting.customers, dtype=bool)
    reaching[siting.pair_customer[np.isin(siting.pair_site, sites)]] = True
    customers = np.flatnonzero(here | ((best.site_of < 0) & reaching))
    openings = np.flatnonzero(np.isin(siting.opening_site, sites))
    lanes = best.lanes.copy()
    lanes[openings] = 0
    elsewhere = scarce.samplers_used(lanes)
    part = scarce.restrict(customers, sites, elsewhere)
    before = _cost(part, best, customers, openings, sites)
    return _Part(sites, customers, openings, before, part)


def _cost(part: Scarcity, best: Served, customers: Ints, openings: Ints, sites: Ints) -> float:
    """Cost of `best` within a part, as the part's model counts it."""
    model = ScarceModel(part)
    siting = part.siting
    values = np.zeros(len(model.cost))
    site_new = {int(site): number for number, site in enumerate(sites)}
    site_of = np.array([site_new.get(int(s), -1) for s in best.site_of[customers]], dtype=np.int64)
    share = best.share[customers]
    chosen = site_of[siting.pair_customer] == siting.pair_site
    values[model.assign] = chosen
    values[model.served] = np.where(chosen, share[siting.pair_customer], 0.0)
    values[model.uncovered] = site_of < 0
    values[model.unserved] = np.where(site_of < 0, 1.0, 1 - share)
    lanes = best.lanes[openings]
    values[model.opened] = lanes > 0
    values[model.lanes] = lanes
    load = part.key_min + part.other_min * share
    loads = np.bincount(site_of[site_of >= 0], weights=load[site_of >= 0], minlength=siting.sites)
    late = np.maximum(loads[siting.opening_site] - siting.opening_span_min * lanes, 0.0)
    values[model.late] = np.where(lanes > 0, late, 0.0)
    most = siting.max_lanes[siting.opening_site]
    values[model.late_min] = np.ceil(values[model.late] / most - _EPS)
    return float(model.cost @ values)


def _merged(best: Served, part: _Part, found: Served) -> Served:
    site_of, share, lanes = best.site_of.copy(), best.share.copy(), best.lanes.copy()
    site_of[part.customers] = np.where(found.site_of >= 0, part.sites[found.site_of], -1)
    share[part.customers] = found.share
    lanes[part.openings] = found.lanes
    return Served(site_of, share, lanes, best.cost - part.before + found.cost)
