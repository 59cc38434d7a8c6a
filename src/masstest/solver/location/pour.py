"""The last resort before people are left out: pour them into whatever room is left.

People who found no room as a whole compound are spread over the free lane-minutes, key persons
first, whole persons at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from masstest.domain.roster import Roster
from masstest.domain.travel import Floats, Ints
from masstest.solver.location.linear import Limits, LinearModel
from masstest.solver.location.network import Customer, minutes_of, uncovered_cost_m

_SECONDS = 5.0


class Poured(NamedTuple):
    """`persons` of customer number `customer`, `key` of them key persons, go to site `site`."""

    customer: int
    site: int
    persons: int
    key: int


def pour(
    roster: Roster,
    customers: Sequence[Customer],
    reach: Mapping[int, Ints],
    metres: Floats,
    room_min: Floats,
) -> list[Poured]:
    """Serve as many of `customers` as `room_min` allows, then with the fewest metres.

    Parameters
    ----------
    reach : customer -> indices of sites it may go to
    metres : (customers, sites) metres per person, with penalties
    room_min : (sites,) free lane-minutes
    """
    pairs = [(i, j) for i in range(len(customers)) for j in reach[i] if room_min[j] > 0]
    if not pairs:
        return []
    rows = np.array([i for i, _ in pairs])
    cols = np.array([j for _, j in pairs])
    model = LinearModel()
    flows = []
    for key in (True, False):
        count = np.array([c.key if key else c.persons - c.key for c in customers], dtype=float)
        each_min = np.array(
            [minutes_of(roster, c.compound, 1, 1 if key else 0) for c in customers], dtype=float
        )
        gain = uncovered_cost_m(1, 1 if key else 0)
        flow = model.add_columns(0.0, count[rows], metres[rows, cols] - gain, integer=False)
        model.add_rows(len(customers), [(rows, flow, 1.0)], upper=count)
        flows.append((flow, each_min[rows]))
    model.add_rows(
        len(room_min), [(cols, flow, each_min) for flow, each_min in flows], upper=room_min
    )
    solved = model.solve(Limits(_SECONDS))
    if solved.values is None:
        return []
    keys, others = (np.floor(solved.values[flow] + 1e-6).astype(int) for flow, _ in flows)
    return [
        Poured(i, j, int(key + other), int(key))
        for (i, j), key, other in zip(pairs, keys, others, strict=True)
        if key + other > 0
    ]
