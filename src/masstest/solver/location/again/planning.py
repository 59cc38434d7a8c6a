"""The location stage with an earlier plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from masstest.domain.budget import Budget
from masstest.domain.outcome import StageReport, StageResult, StageStatus
from masstest.domain.plan import Coverage, Point
from masstest.domain.roster import Roster, SiteStatus
from masstest.domain.travel import Travel
from masstest.solver.location.again.moves import Moves, Seat, decide, reach, seats_of
from masstest.solver.location.again.points import Newcomer, changed_point
from masstest.solver.location.again.standing import EPS_MIN, Standing, find_standing
from masstest.solver.location.assemble import terms
from masstest.solver.location.limited import samplers_needed
from masstest.solver.location.network import WHOLE_BUILDINGS, Customer, minutes_of
from masstest.solver.location.shortage import find_shortages
from masstest.solver.stages import LocationPlan

# Persons that go together; the smaller parts where the larger find no room in reach, and the last
# ones even if a point ends late.
_PIECES = (WHOLE_BUILDINGS, 200, 50)
_MODEL_S = 4.0


def locate_again(
    roster: Roster,
    travel: Travel,
    points: Sequence[Point],
    coverage: Sequence[Coverage],
    budget: Budget,
    *,
    freeze: int,
    sampler_supply: int | None = None,
    held_compounds: Collection[str] = (),
    held_lanes: Collection[str] = (),
    relieve: Collection[str] = (),
) -> StageResult[LocationPlan]:
    """Points, lanes and appointments, changing as little as possible.

    Points and rows that are still possible stay as they are, slots included. Whoever has lost
    the point, or is new, goes where there is room, to more lanes, or to a new point.
    Once the day has begun (`freeze`), points that are open keep their lanes, and nobody who
    comes late is sampled before those who are booked. Open points of `relieve` keep those whom they
    sample in time; the others go elsewhere, or stay if there is no room.

    Parameters
    ----------
    sampler_supply : samplers who can work at points; None: as many as it takes
    held_compounds, held_lanes : somebody chose the points of these compounds, the lanes of these
        sites: others give way
    relieve : open points that won't be done in time
    """
    standing = find_standing(roster, points, coverage, freeze, relieve)
    _release_overfull(roster, standing, freeze, held_compounds, held_lanes)
    newcomers: dict[str, list[Newcomer]] = defaultdict(list)
    lanes: dict[str, int] = {}
    _require(roster, standing, lanes)
    customers = standing.adrift
    for size in _PIECES:
        if not customers:
            break
        samplers_left = None
        if sampler_supply is not None:
            samplers_left = sampler_supply - samplers_needed(
                roster, [stand.point for stand in standing.stands.values()]
            )
        pieces = [(part, home) for c, home in customers for part in _cut(c, size)]
        reaches = [
            reach(roster, travel, standing, c, freeze, beyond=size < WHOLE_BUILDINGS)
            for c, _ in pieces
        ]
        for near_by, (_, home) in zip(reaches, pieces, strict=True):
            if home in relieve and home in standing.stands and home not in near_by:
                near_by.append(home)
        near = {site_id for sites in reaches for site_id in sites}
        late = size == _PIECES[-1]
        open_to = seats_of(roster, standing, near, freeze, late=late, held_lanes=held_lanes)
        if samplers_left is not None and samplers_left < 0:
            open_to = [_as_staffed(seat, standing) for seat in open_to]
        seats = _with_guests(roster, open_to, newcomers, lanes)
        moves = decide(
            roster, travel, pieces, seats, reaches, samplers_left, min(_MODEL_S, budget.remaining_s)
        )
        customers = _take(pieces, moves, newcomers, lanes)
    _stay(roster, standing, customers, newcomers)
    plan = _assembled(roster, travel, standing, newcomers, lanes, freeze)
    found = terms(roster, plan)
    report = StageReport(
        stage="location",
        status=StageStatus.stopped if budget.stop.is_set() else StageStatus.feasible,
        objective=sum(found.values()),
        wall_s=round(budget.elapsed_s, 3),
        terms=found,
    )
    return StageResult(plan, report, find_shortages(roster, travel, plan))


def _release_overfull(
    roster: Roster,
    standing: Standing,
    freeze: int,
    held_compounds: Collection[str],
    held_lanes: Collection[str],
) -> None:
    """People of points that have more than they can sample choose anew, with their point."""
    for site_id, stand in standing.stands.items():
        if stand.closing or stand.room_min(roster) >= -EPS_MIN or stand.point.open_from < freeze:
            continue
        held = [row for row in stand.rows if row.compound_id in held_compounds]
        chosen = bool(held) or site_id in held_lanes
        if stand.point.finish_at > stand.until and not stand.changed and not chosen:
            continue  # it was late before, for want of anything better
        for row in stand.rows:
            if row in held:
                continue
            compound = roster.compound[row.compound_id]
            standing.adrift.append((Customer(compound, row.persons, row.key_persons), site_id))
        stand.rows, stand.changed = held, True


def _require(roster: Roster, standing: Standing, lanes: dict[str, int]) -> None:
    """Required sites are points, with one lane if nobody needs more."""
    for site in roster.sites:
        if site.status is SiteStatus.required and site.site_id not in standing.stands:
            lanes[site.site_id] = 1


def _as_staffed(seat: Seat, standing: Standing) -> Seat:
    """A seat without hours beyond those for which there are samplers.

    Where samplers lack, one serves at a point in the morning and at another one later.
    """
    stand = standing.stands.get(seat.site.site_id)
    if stand is None:
        return seat
    return replace(seat, until=min(seat.until, stand.point.finish_at), late_min=0)


def _with_guests(
    roster: Roster,
    seats: Sequence[Seat],
    newcomers: dict[str, list[Newcomer]],
    lanes: dict[str, int],
) -> list[Seat]:
    """Seats with those who were given a place already."""
    found = []
    for seat in seats:
        guests = newcomers.get(seat.site.site_id, [])
        least = lanes.get(seat.site.site_id, seat.now)
        found.append(
            replace(
                seat,
                load_min=seat.load_min + sum(minutes_of(roster, *g) for g in guests),
                now=least,
                lanes=tuple(n for n in seat.lanes if n >= least),
            )
        )
    return found


def _cut(customer: Customer, size: int) -> list[Customer]:
    """Parts of at most `size` persons, key persons in proportion."""
    if customer.persons <= size:
        return [customer]
    edges = [*range(0, customer.persons, size), customer.persons]
    keys = [customer.key * edge // customer.persons for edge in edges]
    return [
        Customer(customer.compound, b - a, key_b - key_a)
        for a, b, key_a, key_b in zip(edges, edges[1:], keys, keys[1:], strict=False)
    ]


def _take(
    pieces: Sequence[tuple[Customer, str | None]],
    moves: Moves,
    newcomers: dict[str, list[Newcomer]],
    lanes: dict[str, int],
) -> list[tuple[Customer, str | None]]:
    """Note who goes where; returns those who found no place."""
    left = []
    for (customer, home), site_id in zip(pieces, moves.site_of, strict=True):
        if site_id is None:
            left.append((customer, home))
        else:
            newcomers[site_id].append(customer)
    used = {site_id for site_id in moves.site_of if site_id is not None}
    lanes.update({s: n for s, n in moves.lanes.items() if n == 0 or s in used})
    return left


def _stay(
    roster: Roster,
    standing: Standing,
    customers: Sequence[tuple[Customer, str | None]],
    newcomers: dict[str, list[Newcomer]],
) -> None:
    """Who finds no place elsewhere stays at a relieved point as long as it can be open: late is
    better than not at all."""
    for customer, home in customers:
        stand = standing.stands.get(home or "")
        if stand is None or not stand.relieved or customer.key:
            continue
        site = roster.site[stand.point.site_id]
        guests = newcomers[site.site_id]
        load = stand.load_min(roster) + sum(minutes_of(roster, *g) for g in (*guests, customer))
        if load <= stand.point.lanes * site.pace * (site.open_until - stand.point.open_from):
            guests.append(customer)


def _assembled(
    roster: Roster,
    travel: Travel,
    standing: Standing,
    newcomers: dict[str, list[Newcomer]],
    lanes: dict[str, int],
    freeze: int,
) -> LocationPlan:
    points: dict[str, Point] = {}
    rows: list[Coverage] = []
    for site in roster.sites:
        stand = standing.stands.get(site.site_id)
        guests = newcomers.get(site.site_id, [])
        more = lanes.get(site.site_id, 0)
        if stand is not None and not guests and not stand.changed and not more:
            points[site.site_id] = stand.point
            rows += stand.rows
            continue
        if stand is None and not guests and not more:
            continue
        emptied = stand is not None and not stand.rows and not guests
        if emptied and site.status is not SiteStatus.required:
            continue
        made = changed_point(roster, travel, site, stand, guests, more, freeze)
        points[site.site_id] = made[0]
        rows += made[1]
    order = {c.compound_id: n for n, c in enumerate(roster.compounds)}
    site_order = {site.site_id: n for n, site in enumerate(roster.sites)}
    rows.sort(key=lambda row: (order[row.compound_id], site_order[row.site_id]))
    return LocationPlan(tuple(points.values()), tuple(rows))
