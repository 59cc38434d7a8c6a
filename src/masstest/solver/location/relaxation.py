"""The linear relaxation: a bound in a fraction of a second, and a guide for the search."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from masstest.domain.travel import Floats
from masstest.solver.location.constraints import siting_model
from masstest.solver.location.linear import Bools, Limits
from masstest.solver.location.model import SitingModel
from masstest.solver.location.siting import Siting

_EPS = 1e-6


@dataclass(frozen=True, eq=False)
class Relaxation:
    """Optimum of the model without integrality.

    Attributes
    ----------
    assign, reduced_cost : (p,) share of each pair's customer at its site; metres
    opened : (m,) how far each site is open, 0..1
    left_out : (n,) whether part of the customer finds no room
    bound : metres
    """

    assign: Floats
    reduced_cost: Floats
    opened: Floats
    left_out: Bools
    bound: float


def relax(siting: Siting, seconds: float = 60.0) -> Relaxation:
    """Solve the linear relaxation; if there is no time for that, costs alone are the guide."""
    model = siting_model(SitingModel(siting))
    solved = model.solve(Limits(seconds), relaxed=True)
    if solved.values is None or solved.reduced_cost is None:
        nothing = np.zeros(len(siting.pair_cost))
        nobody = np.zeros(siting.customers, dtype=bool)
        all_open = np.ones(siting.sites)
        return Relaxation(nothing, siting.pair_total(), all_open, nobody, -np.inf)
    opened = np.zeros(siting.sites)
    np.add.at(opened, siting.opening_site, solved.values[model.opened])
    return Relaxation(
        solved.values[model.assign],
        solved.reduced_cost[model.assign],
        opened,
        solved.values[model.uncovered] > _EPS,
        solved.bound,
    )


def kernel(siting: Siting, relaxation: Relaxation, share: float) -> Siting:
    """The promising part of a problem: sites that the relaxation opens, pairs of low reduced cost.

    After the kernel search of Guastaroba and Speranza (2014, doi:10.1016/j.ejor.2014.04.019).

    Parameters
    ----------
    share : of the pairs, those of lowest reduced cost, before sites are left out
    """
    reduced = relaxation.reduced_cost
    if len(reduced) == 0:
        return siting
    cheap = reduced <= np.quantile(reduced, share)
    return siting.with_pairs(cheap & (relaxation.opened[siting.pair_site] > _EPS))


def cheapest_pairs(siting: Siting, relaxation: Relaxation, most: int) -> Bools:
    """(p,) whether a pair is among its customer's `most` pairs of lowest reduced cost."""
    order = np.lexsort((relaxation.reduced_cost, siting.pair_customer))
    firsts = np.searchsorted(siting.pair_customer, siting.pair_customer)
    cheap = np.zeros(len(order), dtype=bool)
    cheap[order] = np.arange(len(order)) - firsts < most
    return cheap
