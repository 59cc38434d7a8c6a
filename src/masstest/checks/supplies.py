"""Rules of supplies: what places need, what the stock holds, when kits arrive."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

from masstest.checks.rostering.cover import required_roles
from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster, SupplyItem
from masstest.domain.travel import Travel

_NOTHING = 1e-6


def shifts_needed(minutes: int, people: int, stint_max_min: int) -> int:
    """Staff shifts of `people` posts over `minutes`: a new shift every stint_max_min."""
    return people * math.ceil(max(0, minutes) / stint_max_min)


def packs(quantity: float, pack_size: float) -> int:
    """Whole packs that hold `quantity` units."""
    return math.ceil(quantity / pack_size - 1e-9)


def needs(roster: Roster, plan: Plan) -> dict[tuple[str, str], float]:
    """(site or team id, item) -> units needed there, in whole packs; zero needs left out."""
    parameters = roster.parameters
    found: dict[tuple[str, str], float] = {}

    def add(place: str, persons: int, tubes: int, shifts: int, lanes: int, points: int) -> None:
        for item in roster.supplies:
            raw = (
                item.per_person * persons
                + item.per_tube * tubes
                + item.per_staff_shift * shifts
                + item.per_lane * lanes
                + item.per_point * points
            )
            if raw > _NOTHING:
                found[place, item.item] = packs(raw, item.pack_size) * item.pack_size

    for point in plan.points:
        people = sum(required_roles(parameters, point.lanes).values())
        minutes = point.finish_at - point.open_from
        shifts = shifts_needed(minutes, people, parameters.stint_max_min)
        add(point.site_id, point.persons, point.tubes, shifts, point.lanes, 1)
    for team in plan.doorstep:
        if team.stops:
            minutes = max(s.depart for s in team.stops) - min(s.arrive for s in team.stops)
            shifts = shifts_needed(minutes, 2, parameters.stint_max_min)
            persons = sum(stop.persons for stop in team.stops)
            tubes = sum(stop.tubes for stop in team.stops)
            add(team.team_id, persons, tubes, shifts, 0, 0)
    return found


def sent(plan: Plan) -> dict[tuple[str, str], float]:
    """(site or team id, item) -> units sent there; quantities that are no numbers left out."""
    found: dict[tuple[str, str], float] = defaultdict(float)
    for supply in plan.supplies:
        if math.isfinite(supply.quantity):
            found[supply.site_id or supply.team_id or "", supply.item] += supply.quantity
    return found


def packs_short(roster: Roster, plan: Plan) -> dict[str, int]:
    """item -> packs that places need and do not get."""
    items = {item.item: item for item in roster.supplies}
    supplied = sent(plan)
    short: dict[str, int] = defaultdict(int)
    for (place, name), needed in needs(roster, plan).items():
        missing = needed - supplied.get((place, name), 0.0)
        if missing > _NOTHING:
            short[name] += packs(missing, items[name].pack_size)
    return short


def stock_limit(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """The stock is enough: units sent <= stock, and every place is sent what it needs.

    When places need more than they are sent, the amount is what is sent and missing together,
    and the limit what is sent.
    """
    totals: dict[str, float] = defaultdict(float)
    for (_, name), quantity in sent(plan).items():
        totals[name] += quantity
    short = packs_short(roster, plan)
    for item in roster.supplies:
        total = totals.get(item.item, 0.0)
        missing = short.get(item.item, 0) * item.pack_size
        if total > item.stock + _NOTHING:
            yield _over(item, total, item.stock)
        elif missing:
            yield _over(item, total + missing, total)


def _over(item: SupplyItem, amount: float, limit: float) -> Violation:
    return Violation(
        rule="stock_limit", subjects=(item.item,), amount=amount, limit=limit, unit=item.unit
    )


def kit_arrivals(plan: Plan) -> dict[str, int]:
    """site_id -> when its last delivery of supplies arrives."""
    found: dict[str, int] = {}
    for run in plan.supply_runs:
        for stop in run.stops:
            found[stop.site_id] = max(stop.arrive, found.get(stop.site_id, stop.arrive))
    return found


def supplied_sites(plan: Plan) -> frozenset[str]:
    """Points that are sent anything."""
    places = {supply.site_id for supply in plan.supplies if supply.quantity > 0}
    return frozenset(site_id for site_id in places if site_id is not None)


def kit_arrival(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """A point has its kit before it opens: arrive of its supply stop <= open_from.

    A kit that no run brings is as late as the point is open.
    """
    arrivals = kit_arrivals(plan)
    expected = supplied_sites(plan)
    for point in plan.points:
        if point.site_id not in expected:
            continue
        arrive = arrivals.get(point.site_id, max(point.open_until, point.open_from + 1))
        if arrive > point.open_from:
            yield Violation(
                rule="kit_arrival",
                subjects=(point.site_id,),
                amount=arrive,
                limit=point.open_from,
                unit="min",
            )
