"""When samplers are scarce: who is sampled, where, and at which hours, so that most people are.

A sampler's day is limited by rest between stints. A point that stays open all day needs reliefs
beside its lanes; a point that closes after one stint needs none, and its samplers can, after
their rest, open another point late. So a site may open all day, in the morning or late, and a
compound may be served in part, its key persons first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

import numpy as np

from masstest.domain import objective
from masstest.domain.roster import Roster, ZoneGroup
from masstest.domain.travel import Floats, Ints
from masstest.solver.location.network import Hours, Network, minutes_of, site_hours
from masstest.solver.location.siting import Siting
from masstest.solver.rostering.posts import posts_needed


class Mode(IntEnum):
    """When a point is open, and so how many samplers its lanes take."""

    full = 0  # longer than a stint: reliefs beside the lanes
    morning = 1  # one stint from the start of the round
    late = 2  # after a morning's stint and the rest
    short = 3  # one stint at another time of the day


@dataclass(frozen=True, eq=False)
class Scarcity:
    """A siting problem whose openings need samplers.

    Attributes
    ----------
    siting : openings of several modes; `uncovered_cost` is that of the key persons alone
    mode : (q,) `Mode` of each opening
    open_from : (q,) minute from which each opening samples
    supply : samplers
    elsewhere : (1 + 2 x zone groups,) samplers whom sites outside this problem take: at
        full-day and short points, then at morning points and at late points by zone group
    per_lane : samplers at a lane
    lanes_per_relief : positions of a full-day point that one relief keeps going
    key_min, other_min : (n,) lane-minutes of the customer's key persons, and of the others
    key_share : (n,) key persons / persons
    other_cost : (n,) metres for leaving all its other persons out
    """

    siting: Siting
    mode: Ints
    open_from: Ints
    supply: float
    elsewhere: Floats
    per_lane: int
    lanes_per_relief: float
    key_min: Floats
    other_min: Floats
    key_share: Floats
    other_cost: Floats

    @property
    def groups(self) -> int:
        """Number of zone groups: nobody works in two of them."""
        return len(self.elsewhere) // 2

    def restrict(self, customers: Ints, sites: Ints, elsewhere: Floats) -> Scarcity:
        """The same problem for some customers and sites, with samplers used `elsewhere`."""
        kept = np.isin(self.siting.opening_site, sites)
        return replace(
            self,
            siting=self.siting.restrict(customers, sites),
            mode=self.mode[kept],
            open_from=self.open_from[kept],
            elsewhere=elsewhere,
            key_min=self.key_min[customers],
            other_min=self.other_min[customers],
            key_share=self.key_share[customers],
            other_cost=self.other_cost[customers],
        )

    def weighing(self, uncovered_person_m: float) -> Scarcity:
        """The same problem with another penalty for leaving a person out."""
        factor = uncovered_person_m / objective.UNCOVERED_PERSON_M
        return replace(
            self,
            siting=replace(self.siting, uncovered_cost=self.siting.uncovered_cost * factor),
            other_cost=self.other_cost * factor,
        )

    def samplers_used(self, lanes: Ints) -> Floats:
        """Samplers by mode, shaped as `elsewhere`, for `lanes` (q,) of the openings."""
        groups = self.groups
        at_lanes = self.per_lane * lanes.astype(float)
        reliefs = np.ceil(at_lanes / self.lanes_per_relief - 1e-9)
        used = np.zeros(1 + 2 * groups)
        used[0] = (at_lanes + reliefs)[self.mode == Mode.full].sum()
        used[0] += at_lanes[self.mode == Mode.short].sum()
        group = self.siting.site_group[self.siting.opening_site]
        for half, mode in enumerate((Mode.morning, Mode.late)):
            some = self.mode == mode
            first = 1 + half * groups
            used[first : first + groups] = np.bincount(
                group[some], weights=at_lanes[some], minlength=groups
            )
        return used

    def enough_samplers(self, lanes: Ints) -> bool:
        """Whether the supply suffices for `lanes` (q,): who works a morning can work late."""
        used = self.samplers_used(lanes) + self.elsewhere
        halves = used[1:].reshape(2, self.groups)
        return bool(used[0] + halves.max(axis=0).sum() <= self.supply + 1e-6)


def scarcity(roster: Roster, networks: Sequence[Network], supply: float) -> Scarcity:
    """The joint problem of zone groups, which share the samplers."""
    siting = _joined([network.siting for network in networks])
    customers = [c for network in networks for c in network.customers]
    sites = [site for network in networks for site in network.sites]
    openings = [
        (number, mode, hours)
        for number, site in enumerate(sites)
        for mode, hours in modes(roster, site_hours(roster, site)).items()
    ]
    persons = np.array([c.persons for c in customers], dtype=float)
    key = np.array([c.key for c in customers], dtype=float)
    return Scarcity(
        siting=replace(
            siting,
            uncovered_cost=(objective.UNCOVERED_PERSON_M + objective.UNCOVERED_KEY_PERSON_M) * key,
            opening_site=np.array([number for number, _, _ in openings], dtype=np.int64),
            opening_span_min=np.array([hours.span_min for _, _, hours in openings], dtype=float),
            opening_late_min=np.array([hours.late_min for _, _, hours in openings], dtype=float),
        ),
        mode=np.array([mode for _, mode, _ in openings], dtype=np.int64),
        open_from=np.array([hours.open_from for _, _, hours in openings], dtype=np.int64),
        # required points are open, come what may: rostering says who is missing there
        supply=max(supply, roster.parameters.samplers_per_lane * int(siting.required.sum())),
        elsewhere=np.zeros(1 + 2 * len(ZoneGroup)),
        per_lane=roster.parameters.samplers_per_lane,
        lanes_per_relief=positions_per_relief(roster),
        key_min=np.array([minutes_of(roster, c.compound, c.key, c.key) for c in customers]),
        other_min=np.array(
            [minutes_of(roster, c.compound, c.persons - c.key, 0) for c in customers]
        ),
        key_share=key / persons,
        other_cost=objective.UNCOVERED_PERSON_M * (persons - key),
    )


def modes(roster: Roster, hours: Hours) -> dict[Mode, Hours]:
    """The openings a site can choose among, with their hours."""
    noon = roster.round.sampling_start + roster.parameters.stint_max_min
    rested = noon + roster.parameters.stint_rest_min
    if hours.last_until - hours.open_from <= roster.parameters.stint_max_min:
        if hours.last_until <= noon:
            return {Mode.morning: hours}
        return {Mode.late if hours.open_from >= rested else Mode.short: hours}
    found = {Mode.full: hours}
    if hours.open_from < noon:
        planned = min(noon, hours.planned_until)
        found[Mode.morning] = Hours(hours.open_from, planned, noon)
    again = max(hours.open_from, rested)
    if again < hours.last_until:
        end = min(hours.last_until, again + roster.parameters.stint_max_min)
        found[Mode.late] = Hours(again, min(hours.planned_until, end), end)
    return found


def positions_per_relief(roster: Roster) -> float:
    """The most lane positions for which one person more than positions is enough all day."""
    parameters = roster.parameters
    minutes = roster.round.sampling_deadline - roster.round.sampling_start
    if posts_needed(1, minutes, parameters) == 1:
        return np.inf
    positions = 1
    while positions < 64 and posts_needed(positions + 1, minutes, parameters) == positions + 2:
        positions += 1
    return float(positions)


def _joined(sitings: Sequence[Siting]) -> Siting:
    """Several zone groups as one problem; they share no pair of customer and site."""
    before_customers = np.cumsum([0, *(s.customers for s in sitings)])
    before_sites = np.cumsum([0, *(s.sites for s in sitings)])

    def joined(name: str) -> Any:
        return np.concatenate([getattr(s, name) for s in sitings])

    def shifted(name: str, before: Ints) -> Ints:
        parts = [getattr(s, name) + shift for s, shift in zip(sitings, before, strict=False)]
        return np.concatenate(parts)

    return replace(
        sitings[0],
        load_min=joined("load_min"),
        uncovered_cost=joined("uncovered_cost"),
        customer_group=joined("customer_group"),
        site_group=joined("site_group"),
        pair_customer=shifted("pair_customer", before_customers),
        pair_site=shifted("pair_site", before_sites),
        pair_cost=joined("pair_cost"),
        pair_over=joined("pair_over"),
        max_lanes=joined("max_lanes"),
        usable=joined("usable"),
        required=joined("required"),
        point_cost=joined("point_cost"),
        lane_cost=joined("lane_cost"),
        opening_site=shifted("opening_site", before_sites),
        opening_span_min=joined("opening_span_min"),
        opening_late_min=joined("opening_late_min"),
    )
