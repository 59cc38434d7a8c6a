"""The siting model when samplers are scarce: partial service, hours by mode, samplers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from masstest.solver.location.constraints import siting_model
from masstest.solver.location.model import Flow, SitingModel
from masstest.solver.location.scarce import Mode, Scarcity


class ScarceModel(SitingModel):
    """The siting model with partial service and samplers.

    Attributes
    ----------
    served : (p,) columns, share of the customer's other persons served at the site
    unserved : (n,) columns, share of its other persons left out
    relief : (q,) columns, samplers beside those at the lanes
    pairs : (zone groups,) columns, samplers who work in the morning, late, or both

    With `divisible`, other persons may go elsewhere than the key persons of their compound: the
    relaxation of that is a bound for plans in which compounds are split at will.
    """

    def __init__(self, scarce: Scarcity, *, divisible: bool = False) -> None:
        siting = scarce.siting
        pair_key = scarce.key_share[siting.pair_customer]
        super().__init__(replace(siting, pair_cost=siting.pair_cost * pair_key))
        self.scarce = scarce
        pairs = len(siting.pair_cost)
        self.served = self.add_columns(
            np.zeros(pairs), 1, siting.pair_cost * (1 - pair_key), integer=False
        )
        self.unserved = self.add_columns(
            np.zeros(siting.customers), 1, scarce.other_cost, integer=False
        )
        self.relief = self.add_columns(np.zeros(len(scarce.mode)), np.inf, 0.0, integer=True)
        self.pairs = self.add_columns(np.zeros(scarce.groups), np.inf, 0.0, integer=False)
        self.flows = [
            Flow(self.assign, scarce.key_min, scarce.key_share),
            Flow(self.served, scarce.other_min, 1 - scarce.key_share),
        ]
        siting_model(self)
        self._others_somewhere()
        if divisible:
            self._only_to_open_sites(self.served)
        else:
            self._others_with_key_persons()
        self._samplers()

    def _others_somewhere(self) -> None:
        """sum_j served[i, j] + unserved[i] = 1."""
        siting = self.siting
        customers = np.arange(siting.customers)
        self.add_rows(
            siting.customers,
            [(siting.pair_customer, self.served, 1.0), (customers, self.unserved, 1.0)],
            lower=1,
            upper=1,
        )

    def _others_with_key_persons(self) -> None:
        """served[i, j] <= assign[i, j]."""
        pairs = np.arange(len(self.served))
        self.add_rows(len(pairs), [(pairs, self.served, 1.0), (pairs, self.assign, -1.0)], upper=0)

    def _samplers(self) -> None:
        """Samplers of full-day points, their reliefs, and those who work in two halves.

        lanes_per_relief x relief >= per_lane x L for every full-day opening; pairs[g] >=
        per_lane x morning lanes and >= per_lane x late lanes of zone group g; and
        sum over full-day and short openings of per_lane L + sum of relief + sum_g pairs[g]
        <= supply.
        """
        scarce, groups = self.scarce, self.scarce.groups
        full = np.flatnonzero(scarce.mode == Mode.full)
        at_lanes = float(scarce.per_lane)
        if np.isfinite(scarce.lanes_per_relief):
            rows = np.arange(len(full))
            self.add_rows(
                len(full),
                [
                    (rows, self.lanes[full], at_lanes),
                    (rows, self.relief[full], -scarce.lanes_per_relief),
                ],
                upper=0,
            )
        group = self.siting.site_group[self.siting.opening_site]
        for half, mode in enumerate((Mode.morning, Mode.late)):
            some = np.flatnonzero(scarce.mode == mode)
            first = 1 + half * groups
            self.add_rows(
                groups,
                [
                    (group[some], self.lanes[some], at_lanes),
                    (np.arange(groups), self.pairs, -1.0),
                ],
                upper=-scarce.elsewhere[first : first + groups],
            )
        own = np.flatnonzero((scarce.mode == Mode.full) | (scarce.mode == Mode.short))
        self.add_rows(
            1,
            [
                (0, self.lanes[own], at_lanes),
                (0, self.relief[full], 1.0),
                (0, self.pairs, 1.0),
            ],
            upper=float(scarce.supply) - scarce.elsewhere[0],
        )
