"""The siting model: its columns, and the rows that are no rule of the plan but hold it together.

The rules add theirs in `masstest.solver.location.constraints`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from masstest.domain.travel import Floats, Ints
from masstest.solver.location.linear import LinearModel
from masstest.solver.location.siting import Siting


@dataclass(frozen=True, eq=False)
class Flow:
    """Columns (p,) that send people from customers to sites.

    Attributes
    ----------
    load_min : (n,) lane-minutes that a whole unit of the flow takes
    share : (n,) of the customer's persons that a whole unit of the flow carries
    """

    columns: Ints
    load_min: Floats
    share: Floats


class SitingModel(LinearModel):
    """Columns of a siting problem; lengths p, n, q as in `Siting`.

    Attributes
    ----------
    assign : (p,) columns, 1 if the pair's customer goes to the pair's site
    uncovered : (n,) columns, 1 if the customer is left out
    opened : (q,) columns, 1 if the opening is used
    lanes : (q,) columns, lanes of the opening
    late : (q,) columns, lane-minutes sampled after the planned finish
    late_min : (q,) columns, whole minutes that the opening ends late
    flows : what moves people: here `assign` with everybody, and nothing else
    """

    def __init__(self, siting: Siting) -> None:
        super().__init__()
        self.siting = siting
        site = siting.opening_site
        self.assign = self.add_columns(
            np.zeros(len(siting.pair_cost)), 1, siting.pair_cost, integer=True
        )
        self.opened = self.add_columns(
            np.zeros(len(site)), 1, siting.point_cost[site], integer=True
        )
        self.lanes = self.add_columns(
            np.zeros(len(site)), np.inf, siting.lane_cost[site], integer=True
        )
        self.late = self.add_columns(
            np.zeros(len(site)), np.inf, siting.late_lane_cost, integer=False
        )
        self.late_min = self.add_columns(
            np.zeros(len(site)), siting.opening_late_min, siting.late_cost, integer=True
        )
        can_leave = np.isfinite(siting.uncovered_cost)
        penalty = np.where(can_leave, siting.uncovered_cost, 0.0)
        self.uncovered = self.add_columns(0, can_leave.astype(float), penalty, integer=True)
        self.flows = [Flow(self.assign, siting.load_min, np.ones(siting.customers))]
        self._only_to_open_sites(self.assign)

    def _only_to_open_sites(self, flow: Ints) -> None:
        """flow[i, j] <= sum of opened[k] over the openings k of site j (the strong form)."""
        siting = self.siting
        by_site: list[list[int]] = [[] for _ in range(siting.sites)]
        for opening, site in enumerate(siting.opening_site):
            by_site[site].append(opening)
        openings = [by_site[site] for site in siting.pair_site]
        rows = np.repeat(np.arange(len(openings)), [len(some) for some in openings])
        cols = np.array([k for some in openings for k in some], dtype=np.int64)
        pairs: Ints = np.arange(len(openings))
        self.add_rows(len(openings), [(pairs, flow, 1.0), (rows, self.opened[cols], -1.0)], upper=0)
