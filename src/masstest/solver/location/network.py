"""From roster and travel to a siting problem: customers, openings, and who may go where."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from masstest.domain import objective
from masstest.domain.roster import Compound, Roster, Site, SiteStatus, ZoneGroup
from masstest.domain.travel import Floats, Ints, Travel
from masstest.solver.location.linear import Bools
from masstest.solver.location.siting import Siting

NEAREST_IN_REACH = 24  # candidates kept per customer
NEAREST_BEYOND = 3  # candidates of a customer with nothing in reach
NEAREST_ANY = 12  # candidates of a customer that found no room in reach
WHOLE_BUILDINGS = 1_000  # persons: large compounds are split by whole thousands
_MOST_PIECES = 60
_EPS_MIN = 1e-6
FINER = (500, 200, 100, 50, 20, 10, 1)  # ... or finer, if a thousand fit nowhere


class Customer(NamedTuple):
    """A compound's walking persons, or whole buildings of it; `key` of the `persons`."""

    compound: Compound
    persons: int
    key: int


@dataclass(frozen=True)
class Hours:
    """When a site could be a point (`Minute`s); `planned_until` is when it should be done.

    It may go on until `last_until` at a penalty: what is beyond the planned finish is late, or,
    where that is the time at ease, uses up the reserve.
    """

    open_from: int
    planned_until: int
    last_until: int

    @property
    def span_min(self) -> int:
        return max(0, self.planned_until - self.open_from)

    @property
    def late_min(self) -> int:
        return max(0, self.last_until - max(self.planned_until, self.open_from))


@dataclass(frozen=True, eq=False)
class Network:
    """A zone group's siting problem with the rows of the roster that it was made from.

    Attributes
    ----------
    walk_m : (customers, sites) metres, to the nearest metre
    stranded : compounds of the zone group without any usable site
    """

    customers: tuple[Customer, ...]
    stranded: tuple[Customer, ...]
    sites: tuple[Site, ...]
    walk_m: Ints
    siting: Siting


def site_hours(roster: Roster, site: Site) -> Hours:
    """The hours of `site` within the round."""
    open_from = max(site.open_from, roster.round.sampling_start)
    return Hours(open_from, min(roster.finish_target, site.open_until), site.open_until)


def hours_at_ease(roster: Roster, site: Site) -> Hours:
    """The hours of `site` with a reserve; what goes on longer, in time, uses it up."""
    hours = site_hours(roster, site)
    at_ease = min(roster.finish_at_ease(hours.open_from), hours.planned_until)
    return Hours(hours.open_from, max(at_ease, hours.open_from), hours.planned_until)


def minutes_of(roster: Roster, compound: Compound, persons: float, key: float) -> float:
    """Lane-minutes that sampling `persons` of `compound` takes, `key` of them key persons."""
    rate = roster.parameters.lane_rate
    key_min = 60 * key / rate(roster.pool_size(compound, key=True))
    return key_min + 60 * (persons - key) / rate(roster.pool_size(compound))


def uncovered_cost_m(persons: float, key: float) -> float:
    """Term "uncovered" of `persons` without a point, `key` of them key persons."""
    return objective.UNCOVERED_PERSON_M * persons + objective.UNCOVERED_KEY_PERSON_M * key


def walkers(roster: Roster, group: ZoneGroup) -> tuple[Customer, ...]:
    """The compounds of a zone group with persons who walk to a point."""
    found = []
    for compound in roster.compounds:
        demand = roster.demand(compound)
        if demand.walking > 0 and compound.zone.group is group:
            found.append(Customer(compound, demand.walking, demand.walking_key))
    return tuple(found)


def build_network(
    roster: Roster,
    travel: Travel,
    group: ZoneGroup,
    *,
    late: bool = False,
    at_ease: bool = False,
    nearest: int = NEAREST_IN_REACH,
    crowded: Collection[str] = (),
) -> Network:
    """The siting problem of one zone group.

    Parameters
    ----------
    late : whether points may go on after the planned finish, until their site closes
    at_ease : whether points should have a reserve; not together with `late`
    nearest : candidates kept per customer
    crowded : compounds that found no room in reach: they may walk beyond the limit, and split
        more finely
    """
    sites = tuple(site for site in roster.sites if site.zone.group is group)
    room_min = _numbers(_room_min(roster, site, late=late) for site in sites)
    pieces: list[Customer] = []
    reach: list[Ints] = []
    stranded: list[Customer] = []
    for customer in walkers(roster, group):
        compound = customer.compound
        near = _reach(roster, travel, compound, sites, room_min > 0, nearest, crowded)
        if len(near) == 0:
            stranded.append(customer)
            continue
        room = float(room_min[near].max())
        finer = compound.compound_id in crowded
        if finer or minutes_of(roster, *customer) > room + _EPS_MIN:
            parts = _split(roster, customer, room, finer)
        else:
            parts = [customer]
        pieces += parts
        reach += [near] * len(parts)
    return _network(
        roster, travel, sites, pieces, reach, late=late, at_ease=at_ease, stranded=stranded
    )


def complete_network(roster: Roster, travel: Travel) -> Network:
    """All compounds and all sites, every one in the reach of every other; nothing is split.

    No rule has been used to leave anything out: the model's rules alone decide what is feasible.
    """
    customers = [customer for group in ZoneGroup for customer in walkers(roster, group)]
    reach = [np.arange(len(roster.sites))] * len(customers)
    return _network(roster, travel, roster.sites, customers, reach, late=True)


def _network(
    roster: Roster,
    travel: Travel,
    sites: Sequence[Site],
    customers: Sequence[Customer],
    reach: Sequence[Ints],
    *,
    late: bool,
    at_ease: bool = False,
    stranded: Sequence[Customer] = (),
) -> Network:
    """The problem of `customers` who may go to the `sites` in their `reach`."""
    hours = [(hours_at_ease if at_ease else site_hours)(roster, site) for site in sites]
    walk = _walk_m(travel, [customer.compound for customer in customers], sites)
    pair_customer = np.repeat(np.arange(len(customers)), [len(near) for near in reach])
    pair_site = np.concatenate([np.empty(0, dtype=np.int64), *reach])
    persons = _numbers(c.persons for c in customers)
    limit = _numbers(roster.walking_limit_m(c.compound) for c in customers)
    pair_walk = walk[pair_customer, pair_site].astype(float)
    pair_persons = persons[pair_customer]
    moved = _moved(roster, customers, sites)[pair_customer, pair_site]
    usable = _flags(_room_min(roster, site, late=True) > 0 for site in sites)
    group = list(ZoneGroup)
    siting = Siting(
        load_min=_numbers(minutes_of(roster, *c) for c in customers),
        uncovered_cost=_numbers(uncovered_cost_m(c.persons, c.key) for c in customers),
        customer_group=_indices(group.index(c.compound.zone.group) for c in customers),
        site_group=_indices(group.index(site.zone.group) for site in sites),
        pair_customer=pair_customer,
        pair_site=pair_site,
        pair_cost=pair_persons * (pair_walk + roster.parameters.move_penalty_m * moved),
        pair_over=pair_persons * np.maximum(pair_walk - limit[pair_customer], 0.0),
        max_lanes=_indices(site.max_lanes for site in sites),
        usable=usable,
        required=usable & _flags(site.status is SiteStatus.required for site in sites),
        point_cost=np.full(len(sites), float(roster.parameters.point_cost_m)),
        lane_cost=np.full(len(sites), float(roster.parameters.lane_cost_m)),
        opening_site=np.arange(len(sites)),
        opening_span_min=_numbers(h.span_min for h in hours),
        opening_late_min=_numbers(h.late_min if late or at_ease else 0 for h in hours),
        late_cost=0.0 if at_ease else objective.LATE_POINT_MIN_M,
        late_lane_cost=objective.FINISH_RESERVE_LANE_MIN_M if at_ease else 0.0,
        over_cost=objective.OVER_LIMIT_M,
    )
    return Network(tuple(customers), tuple(stranded), tuple(sites), walk, siting)


def _room_min(roster: Roster, site: Site, *, late: bool) -> float:
    """Lane-minutes a site has at most: none if it may not be a point."""
    hours = site_hours(roster, site)
    if site.status is SiteStatus.excluded:
        return 0.0
    return site.max_lanes * float(hours.span_min + (hours.late_min if late else 0))


def _numbers(values: Iterable[float]) -> Floats:
    return np.fromiter(values, dtype=np.float64)


def _indices(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def _flags(values: Iterable[bool]) -> Bools:
    return np.fromiter(values, dtype=np.bool_)


def _walk_m(travel: Travel, compounds: Sequence[Compound], sites: Sequence[Site]) -> Ints:
    rows = [travel.compound_row[compound.compound_id] for compound in compounds]
    cols = [travel.site_col[site.site_id] for site in sites]
    metres: Ints = np.floor(travel.walk_m[np.ix_(rows, cols)] + 0.5).astype(np.int64)
    return metres


def _reach(
    roster: Roster,
    travel: Travel,
    compound: Compound,
    sites: Sequence[Site],
    usable: Bools,
    nearest: int,
    crowded: Collection[str],
) -> Ints:
    """Indices of the candidate sites of a compound, nearest first.

    Within the walking limit the nearest and last round's; if there are none, the nearest
    beyond it.
    """
    if not usable.any():
        return np.empty(0, dtype=np.int64)
    walk: Floats = _walk_m(travel, [compound], sites)[0].astype(float)
    order = np.argsort(walk, kind="stable")
    order = order[usable[order]]
    before = roster.previous_sites.get(compound.compound_id, frozenset())
    known = _flags(site.site_id in before for site in sites)
    within = walk[order] <= roster.walking_limit_m(compound)
    rank = np.arange(len(order))
    if compound.compound_id in crowded:
        kept = (rank < NEAREST_ANY) | (within & (rank < nearest)) | known[order]
    elif within.any():
        kept = within & ((rank < nearest) | known[order])
    else:
        kept = (rank < NEAREST_BEYOND) | known[order]
    chosen: Ints = order[kept]
    return chosen


def _split(roster: Roster, customer: Customer, room_min: float, finer: bool) -> list[Customer]:
    """Whole thousands of people (finer if they fit nowhere), key persons in proportion."""
    sizes = FINER[2:] if finer else (WHOLE_BUILDINGS, *FINER)
    share = customer.key / customer.persons
    for size in sizes:
        longest = minutes_of(roster, customer.compound, size, share * size)
        if longest <= room_min or size == sizes[-1]:
            break
    # never more pieces than a search can handle: what is left over is poured in afterwards
    size = max(size, -(-customer.persons // _MOST_PIECES))
    edges = [*range(0, customer.persons, size), customer.persons]
    keys = [customer.key * edge // customer.persons for edge in edges]
    return [
        Customer(customer.compound, edges[i + 1] - edges[i], keys[i + 1] - keys[i])
        for i in range(len(edges) - 1)
    ]


def _moved(roster: Roster, customers: Sequence[Customer], sites: Sequence[Site]) -> Bools:
    """(customers, sites): whether it would be another place than last time."""
    moved = np.zeros((len(customers), len(sites)), dtype=bool)
    for row, customer in enumerate(customers):
        before = roster.previous_sites.get(customer.compound.compound_id)
        if before:
            moved[row] = [site.site_id not in before for site in sites]
    return moved
