"""Who goes where anew: a small model over those adrift and the points around them.

Every site around them chooses a number of lanes, those that stand at least the one they have;
every customer chooses a site. Telling residents and staff of a change costs
`RESIDENT_MOVED_M`, `RESIDENT_RETIMED_M` and `STAFF_TOLD_M`, so that whoever isn't adrift stays.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from masstest.domain import objective
from masstest.domain.roster import Roster, Site, SiteStatus
from masstest.domain.travel import Travel
from masstest.solver.location.again.standing import EPS_MIN, Standing
from masstest.solver.location.linear import Limits, LinearModel
from masstest.solver.location.network import Customer, minutes_of, site_hours, uncovered_cost_m
from masstest.solver.rostering.posts import posts_needed

NEAREST_IN_REACH = 12
NEAREST_BEYOND = 6
STAFF_PER_LANE = 4  # people who must be told when a lane is added, roughly
OPENING_MIN = 45  # a point needs this long to open once the day has begun
OPENING_GRID_MIN = 15
_RELATIVE_GAP = 1e-4


@dataclass(frozen=True)
class Seat:
    """A site with the lanes that it may have.

    Attributes
    ----------
    open_from, until : its hours; `late_min` more minutes are possible at a penalty
    lanes : numbers to choose from; 0 is to stay closed
    now : lanes that it has
    load_min : lane-minutes of those who stay
    persons : how many they are
    takes_key : whether key persons can be added
    """

    site: Site
    open_from: int
    until: int
    late_min: int
    lanes: tuple[int, ...]
    now: int
    load_min: float
    persons: int
    takes_key: bool

    @property
    def span_min(self) -> int:
        return max(0, self.until - self.open_from)

    @property
    def lane_min(self) -> float:
        """Minutes of a lane at the usual pace."""
        return self.span_min * self.site.pace


@dataclass(frozen=True)
class Moves:
    """Outcome: the site of each customer (None: nowhere), and lanes of sites that change."""

    site_of: tuple[str | None, ...]
    lanes: Mapping[str, int]


def seats_of(
    roster: Roster,
    standing: Standing,
    sites: Collection[str],
    freeze: int,
    *,
    late: bool,
    held_lanes: Collection[str] = (),
) -> list[Seat]:
    """The given sites with the lanes that they may have, and whether they may end late."""
    found = []
    for site in roster.sites:
        if site.site_id not in sites:
            continue
        stand = standing.stands.get(site.site_id)
        begun = stand is not None and stand.point.open_from < freeze
        if stand is not None:
            busy = stand.point.finish_at >= freeze + roster.parameters.slot_min
            if begun and (stand.closing or not busy):
                continue
            as_they_are = begun or site.site_id in held_lanes
            most = stand.point.lanes if as_they_are else site.max_lanes
            found.append(
                Seat(
                    site,
                    stand.point.open_from,
                    stand.until,
                    max(0, site.open_until - stand.until) if late else 0,
                    tuple(range(stand.point.lanes, most + 1)),
                    stand.point.lanes,
                    stand.load_min(roster),
                    sum(row.persons for row in stand.rows),
                    not begun,
                )
            )
        elif site.status is not SiteStatus.excluded:
            hours = site_hours(roster, site)
            open_from = opening_of(roster, site, freeze)
            if open_from < hours.planned_until:
                late_min = max(0, site.open_until - hours.planned_until) if late else 0
                lanes = tuple(range(site.max_lanes + 1))
                until = hours.planned_until
                found.append(Seat(site, open_from, until, late_min, lanes, 0, 0.0, 0, True))
    return found


def opening_of(roster: Roster, site: Site, freeze: int) -> int:
    """When a point can open that nobody has thought of before `freeze`."""
    soonest = -(-(freeze + OPENING_MIN) // OPENING_GRID_MIN) * OPENING_GRID_MIN
    return max(site_hours(roster, site).open_from, soonest)


def reach(
    roster: Roster,
    travel: Travel,
    standing: Standing,
    customer: Customer,
    freeze: int,
    *,
    beyond: bool,
) -> list[str]:
    """Sites that a customer could go to, the nearest first; farther ones if `beyond`."""
    group = customer.compound.zone.group
    row = travel.compound_row[customer.compound.compound_id]
    near = sorted(
        (float(travel.walk_m[row, travel.site_col[site.site_id]]), site.site_id)
        for site in roster.sites
        if site.zone.group is group and site.status is not SiteStatus.excluded
    )
    near = [pair for pair in near if _may_take(standing, pair[1], customer, freeze)]
    within = [s for walk, s in near if walk <= roster.walking_limit_m(customer.compound)]
    found = within[:NEAREST_IN_REACH]
    if beyond or not found:
        found = [s for _, s in near[: max(NEAREST_BEYOND, len(found)) + NEAREST_BEYOND * beyond]]
    return found


def _may_take(standing: Standing, site_id: str, customer: Customer, freeze: int) -> bool:
    stand = standing.stands.get(site_id)
    if stand is None or stand.point.open_from >= freeze:
        return True
    return not stand.closing and customer.key == 0


def decide(
    roster: Roster,
    travel: Travel,
    customers: Sequence[tuple[Customer, str | None]],
    seats: Sequence[Seat],
    reaches: Sequence[Collection[str]],
    samplers_left: int | None,
    seconds: float,
) -> Moves:
    """Solve the model by HiGHS.

    Parameters
    ----------
    customers : with the site they are at home, if any
    reaches : site ids each of them may go to
    samplers_left : samplers beyond those that the points need now; None: no limit
    """
    model = LinearModel()
    column_of = {seat.site.site_id: number for number, seat in enumerate(seats)}
    pairs = [
        (i, column_of[site_id])
        for i, near in enumerate(reaches)
        for site_id in near
        if site_id in column_of and (seats[column_of[site_id]].takes_key or not customers[i][0].key)
    ]
    costs = [_pair_cost(roster, travel, *customers[i], seats[j].site) for i, j in pairs]
    n, m = len(customers), len(seats)
    left_out = model.add_columns(
        0, 1, [uncovered_cost_m(c.persons, c.key) for c, _ in customers], integer=True
    )
    goes = model.add_columns(0, 1, costs, integer=True) if pairs else np.empty(0, np.int64)
    choices = [(j, lanes) for j, seat in enumerate(seats) for lanes in seat.lanes]
    has = model.add_columns(
        0, 1, [_lane_cost(roster, seats[j], lanes) for j, lanes in choices], integer=True
    )
    late = model.add_columns(
        0, np.inf, objective.LATE_POINT_MIN_M / np.maximum(1, [s.site.max_lanes for s in seats]),
        integer=False,
    )  # fmt: skip
    who = np.array([i for i, _ in pairs], dtype=np.int64)
    where = np.array([j for _, j in pairs], dtype=np.int64)
    at = np.array([j for j, _ in choices], dtype=np.int64)
    lanes_of = np.array([lanes for _, lanes in choices], dtype=float)
    load = np.array([minutes_of(roster, *c) for c, _ in customers])
    span = np.array([seat.lane_min for seat in seats], dtype=float)
    more = np.array([seat.late_min * seat.site.pace for seat in seats], dtype=float)
    # one that is overfull has no room; it must not make the whole impossible
    most = np.array([seat.now * (seat.lane_min + seat.late_min * seat.site.pace) for seat in seats])
    stays = np.minimum(np.array([seat.load_min for seat in seats]), most)
    # everybody goes to one place, or nowhere
    model.add_rows(n, [(np.arange(n), left_out, 1), (who, goes, 1)], 1, 1)
    # every site has one number of lanes
    model.add_rows(m, [(at, has, 1)], 1, 1)
    # nobody goes to a closed site
    some = lanes_of > 0
    order = np.arange(len(pairs))
    opened = [(k, has[c]) for k, j in enumerate(where) for c in np.flatnonzero((at == j) & some)]
    rows = np.array([k for k, _ in opened], dtype=np.int64)
    cols = np.array([c for _, c in opened], dtype=np.int64)
    model.add_rows(len(pairs), [(order, goes, 1), (rows, cols, -1)], upper=0)
    # lane-minutes: those who stay and those who come <= lanes x span + lateness
    model.add_rows(
        m,
        [
            (where, goes, load[who] if len(who) else load[:0]),
            (at, has, -lanes_of * span[at]),
            (np.arange(m), late, -1),
        ],
        upper=-stays + EPS_MIN,
    )
    model.add_rows(m, [(np.arange(m), late, 1), (at, has, -lanes_of * more[at])], upper=0)
    if samplers_left is not None:
        needed = np.array([_samplers(roster, seats[j], lanes) for j, lanes in choices], float)
        now = np.array([_samplers(roster, seats[j], seats[j].now) for j in at], float)
        model.add_rows(
            1, [(np.zeros(len(has), np.int64), has, needed - now)], upper=max(0, samplers_left)
        )
    solved = model.solve(Limits(max(0.5, seconds), relative_gap=_RELATIVE_GAP))
    if solved.values is None:
        return Moves((None,) * n, {})
    site_of: list[str | None] = [None] * n
    for k, (i, j) in enumerate(pairs):
        if solved.values[goes[k]] > 0.5:
            site_of[i] = seats[j].site.site_id
    chosen = {
        seats[j].site.site_id: lanes
        for c, (j, lanes) in enumerate(choices)
        if solved.values[has[c]] > 0.5 and lanes != seats[j].now
    }
    return Moves(tuple(site_of), chosen)


def _pair_cost(
    roster: Roster, travel: Travel, customer: Customer, home: str | None, site: Site
) -> float:
    walk = math.floor(travel.walk(customer.compound.compound_id, site.site_id) + 0.5)
    over = max(0.0, walk - roster.walking_limit_m(customer.compound))
    before = roster.previous_sites.get(customer.compound.compound_id)
    moved = roster.parameters.move_penalty_m * (before is not None and site.site_id not in before)
    told = objective.RESIDENT_MOVED_M * (home is not None and site.site_id != home)
    return customer.persons * (walk + objective.OVER_LIMIT_M * over + moved + told)


def _lane_cost(roster: Roster, seat: Seat, lanes: int) -> float:
    par = roster.parameters
    if lanes == seat.now:
        return 0.0
    more = lanes - seat.now
    cost = more * (par.lane_cost_m + STAFF_PER_LANE * objective.STAFF_TOLD_M)
    cost += objective.RESIDENT_RETIMED_M * seat.persons
    return cost + (par.point_cost_m if seat.now == 0 else 0.0)


def _samplers(roster: Roster, seat: Seat, lanes: int) -> int:
    positions = lanes * roster.parameters.samplers_per_lane
    return posts_needed(positions, seat.span_min, roster.parameters)
