"""Lower bounds on the travel of k open routes: degree-penalised spanning forests.

k routes without a way home are a forest of k paths: n - k links between n stops, none with more
than two. Leaving the degrees out gives the minimum spanning forest of k trees; pricing them
(Held and Karp's ascent, on paths) lifts it close to the best paths. One minimum spanning tree
answers for every k, because the best forest of k trees is the tree without its k - 1 longest links.

References
----------
M. Held, R. M. Karp: The traveling-salesman problem and minimum spanning trees: Part II.
Mathematical Programming 1, 1971. doi:10.1007/BF01584070
"""

from __future__ import annotations

import numpy as np

from masstest.domain.travel import Floats, Ints
from masstest.solver.compiled import compiled
from masstest.solver.routing import spanning
from masstest.solver.routing.problem import SMALL


def _ascend(travel: Floats, routes: int, rounds: int, step: float) -> Floats:
    """(stops + 1,) best bound found for every number of routes (index 0 unused)."""
    stops = travel.shape[0]
    large = stops > SMALL
    run = compiled(spanning) if large else spanning
    flat = travel.ravel() if large else travel.ravel().tolist()
    price = np.zeros(stops)
    nearest, lengths = np.zeros(stops), np.zeros(stops - 1)
    parent, outside = np.zeros(stops, dtype=np.int64), np.zeros(stops, dtype=np.int64)
    target = np.zeros(stops - 1, dtype=np.int64)
    best = np.zeros(stops + 1)
    for _ in range(rounds):
        run.spanning_tree(
            flat, price if large else price.tolist(), nearest, parent, outside, lengths, target
        )
        origin = parent[target]
        order = np.argsort(lengths, kind="stable")
        forest = np.concatenate([[0.0], np.cumsum(lengths[order])])  # by links kept
        best[1:] = np.maximum(best[1:], forest[::-1] - 2 * price.sum())
        kept = order[: stops - routes]
        degree = np.bincount(np.concatenate([origin[kept], target[kept]]), minlength=stops)
        price = np.maximum(0.0, price + step * (degree - 2.0))
        step *= 0.97
    return best


def travel_bound(travel_min: Ints, routes: int, rounds: int = 150) -> Floats:
    """Least travel of exactly k open routes through all stops, for every k.

    Parameters
    ----------
    travel_min : (stops, stops) int array
    routes : the k for which the bound should be sharpest
    rounds : steps of the ascent

    Returns
    -------
    (stops + 1,) float array, minutes; index = number of routes (0 has no meaning)
    """
    stops = travel_min.shape[0]
    if stops <= 1:
        return np.zeros(stops + 1)
    travel = np.minimum(travel_min, travel_min.T).astype(np.float64)
    step = float(np.partition(travel + np.diag(np.full(stops, 1e9)), 1, axis=1)[:, 1].mean()) / 2
    return _ascend(travel, min(routes, stops), rounds, max(step, 0.25))
