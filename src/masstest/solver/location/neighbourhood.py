"""Neighbourhoods of sites: those that compete for the customers of one in the middle."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from masstest.domain.travel import Floats, Ints
from masstest.solver.location.linear import Bools
from masstest.solver.location.siting import Siting

_GROW, _SHRINK = 1.05, 0.85
_LEAST_SITES, _FIRST_SITES, _MOST_SITES = 6, 40, 70
_FIRST_SHARE = 0.35  # of all sites, if they are few


class Neighbourhoods:
    """Random neighbourhoods of a siting problem, around every site in turn.

    Their size adapts: it grows as long as they are solved to optimality and shrinks when not.
    """

    def __init__(self, siting: Siting, seed: int) -> None:
        weight = np.zeros((siting.customers, siting.sites), dtype=np.float32)
        weight[siting.pair_customer, siting.pair_site] = 1 / (1 + _ranks(siting))
        self._shared: Floats = (weight.T @ weight).astype(float)  # (m, m) competition
        self._sites = siting.sites
        self._size = min(float(_FIRST_SITES), max(_LEAST_SITES, _FIRST_SHARE * siting.sites))
        self._rng = np.random.default_rng(seed)
        self._centres = self._cycle()

    def next(self, busy: Bools | None = None) -> Ints:
        """Site indices, ascending, of the next neighbourhood without `busy` sites (m,).

        Empty if all sites are busy.
        """
        taken = np.zeros(self._sites, dtype=bool) if busy is None else busy
        if taken.all():
            return np.empty(0, dtype=np.int64)
        centre = next(site for site in self._centres if not taken[site])
        size = int(self._size * self._rng.uniform(0.7, 1.3)) + 1
        near = self._shared[centre].copy()
        if (near > 0).sum() < size:  # reach out one step farther
            near += 1e-3 * self._shared[near > 0].sum(axis=0)
        near *= self._rng.uniform(0.7, 1.3, len(near))
        near[centre] = np.inf
        near[taken] = 0
        order = np.argsort(-near, kind="stable")[:size]
        return np.sort(order[near[order] > 0])

    def learn(self, *, solved: bool) -> None:
        """Larger neighbourhoods if one was solved to optimality, smaller ones if not."""
        self._size *= _GROW if solved else _SHRINK
        self._size = min(max(self._size, _LEAST_SITES), self._sites, _MOST_SITES)

    def _cycle(self) -> Iterator[int]:
        while True:
            yield from self._rng.permutation(self._sites).tolist()


def _ranks(siting: Siting) -> Ints:
    """(p,) how many cheaper sites the pair's customer has."""
    order = np.lexsort((siting.pair_total(), siting.pair_customer))
    firsts = np.searchsorted(siting.pair_customer, siting.pair_customer)
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order)) - firsts
    return ranks
