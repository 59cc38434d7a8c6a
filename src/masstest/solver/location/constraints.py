"""The rules of the location stage, each adding its rows, bounds or penalty to the model.

x[i, j] is `assign`, y[k] `opened`, L[k] `lanes`, e[k] `late`, t[k] `late_min`, u[i] `uncovered`;
opening k is of site j(k). The rule about queues shapes the appointments instead of the model: see
`appointments.queue_limit`.
"""

from __future__ import annotations

import numpy as np

from masstest.solver.location.model import SitingModel


def full_coverage(model: SitingModel) -> None:
    """Every customer has exactly one point, or is left out at a penalty (`full_coverage`).

    sum_j x[i, j] + u[i] = 1; the penalty of u[i] is above anything a point could cost.
    """
    siting = model.siting
    model.add_rows(
        siting.customers,
        [
            (siting.pair_customer, model.assign, 1.0),
            (np.arange(siting.customers), model.uncovered, 1.0),
        ],
        lower=1,
        upper=1,
    )


def zone_separation(model: SitingModel) -> None:
    """A point serves compounds of its own zone group only (`zone_separation`).

    x[i, j] <= 0 wherever group(i) != group(j).
    """
    siting = model.siting
    apart = siting.customer_group[siting.pair_customer] != siting.site_group[siting.pair_site]
    model.upper[model.assign[apart]] = 0


def site_available(model: SitingModel) -> None:
    """Only usable sites, within their hours; required ones are open (`site_available`).

    sum of y[k] over the openings of site j: <= 1, = 0 if not usable, = 1 if required. And
    e[k] <= (minutes between planned finish and the site's closing) x L[k].
    """
    siting = model.siting
    model.add_rows(
        siting.sites,
        [(siting.opening_site, model.opened, 1.0)],
        lower=np.where(siting.required & siting.usable, 1, 0),
        upper=np.where(siting.usable, 1, 0),
    )
    model.upper[model.late[siting.opening_late_min <= 0]] = 0
    some = np.flatnonzero(siting.opening_late_min > 0)
    rows = np.arange(len(some))
    model.add_rows(
        len(some),
        [
            (rows, model.late[some], 1.0),
            (rows, model.lanes[some], -siting.opening_late_min[some]),
        ],
        upper=0,
    )


def lane_limit(model: SitingModel) -> None:
    """An open point has between 1 and max_lanes lanes (`lane_limit`): y <= L <= max_lanes y."""
    siting = model.siting
    most = siting.max_lanes[siting.opening_site].astype(float)
    model.upper[model.lanes] = most
    rows = np.arange(len(most))
    model.add_rows(len(most), [(rows, model.opened, 1.0), (rows, model.lanes, -1.0)], upper=0)
    model.add_rows(len(most), [(rows, model.lanes, 1.0), (rows, model.opened, -most)], upper=0)


def walking_limit(model: SitingModel) -> None:
    """Nobody walks farther than the limit of their setting (`walking_limit`).

    Pairs beyond it exist only where nothing is in reach, and cost `over_cost` metres per
    person-metre beyond: objective += over_cost x over[i, j] x x[i, j].
    """
    siting = model.siting
    for flow in model.flows:
        share = flow.share[siting.pair_customer]
        model.cost[flow.columns] += siting.over_cost * siting.pair_over * share


def sampling_deadline(model: SitingModel) -> None:
    """What a point samples fits between opening and planned finish (`sampling_deadline`).

    sum_i load[i] x[i, j] <= sum over the openings k of j of (span[k] L[k] + e[k]).
    e[k] <= max_lanes x t[k], and every minute late costs: objective += late_cost x t[k].
    """
    siting = model.siting
    model.add_rows(
        siting.sites,
        [
            *(
                (siting.pair_site, flow.columns, flow.load_min[siting.pair_customer])
                for flow in model.flows
            ),
            (siting.opening_site, model.lanes, -siting.opening_span_min),
            (siting.opening_site, model.late, -1.0),
        ],
        upper=0,
    )
    some = np.flatnonzero(siting.opening_late_min > 0)
    rows = np.arange(len(some))
    most = siting.max_lanes[siting.opening_site[some]].astype(float)
    model.add_rows(
        len(some), [(rows, model.late[some], 1.0), (rows, model.late_min[some], -most)], upper=0
    )


def siting_model(model: SitingModel) -> SitingModel:
    """`model` with every rule of the stage added."""
    full_coverage(model)
    zone_separation(model)
    site_available(model)
    lane_limit(model)
    walking_limit(model)
    sampling_deadline(model)
    return model
