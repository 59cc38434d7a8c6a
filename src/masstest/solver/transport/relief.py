"""How much more of what would end lateness: planning the day again with more than there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

from masstest.domain.budget import Budget
from masstest.domain.roster import Lab, Roster, TransportMode, Vehicle, ZoneClass
from masstest.domain.travel import Place, Travel
from masstest.solver.transport.crews import crews_available
from masstest.solver.transport.day import Means, TransportDay, solve_day
from masstest.solver.transport.problem import UNDELIVERED_TUBE_MIN
from masstest.solver.transport.shortages import Relief, lateness, more_capacity
from masstest.solver.transport.sources import Source

_ON_TIME = 1e-6
_MOST_MORE = 1.0  # virtual vehicles, as a share of those there are
_LEAST_MORE = 6
_CAPACITY_TUBES = 1000  # if there is no vehicle to go by
_SHORTEST_S = 0.5


def missed(day: TransportDay) -> float:
    """Lateness, with every tube left behind as bad as a long delay."""
    return lateness(day.terms) + UNDELIVERED_TUBE_MIN * sum(day.undeliverable.values())


def find_relief(
    roster: Roster,
    travel: Travel,
    sources: Sequence[Source],
    means: Means,
    mode: TransportMode,
    day: TransportDay,
    budget: Budget,
) -> Relief:
    """Try more vehicles and crews, longer receiving hours, both; then faster laboratories.

    Quantities are what a plan with those means used beyond what there is: they would do, and
    fewer might.
    """
    more = max(_LEAST_MORE, round(_MOST_MORE * len(means.vehicles)))
    added, with_more = _virtual_vehicles(roster, travel, more, _capacity(means))
    plenty = replace(means, vehicles=means.vehicles + added, crews=len(means.vehicles) + more)
    trials = [plenty]
    if any(lab.receive_until < roster.round.result_deadline for lab in means.labs):
        always = tuple(_open_until(lab, roster.round.result_deadline) for lab in means.labs)
        trials += [replace(means, labs=always), replace(plenty, labs=always)]
    best, chosen = day, means
    for number, trial in enumerate(trials):
        if missed(best) <= _ON_TIME:
            break
        part = _part(budget, 1 / (len(trials) - number + 1))
        found = solve_day(roster, with_more, sources, trial, mode, part)
        if missed(found) < missed(best) - _ON_TIME:
            best, chosen = found, trial
    if chosen.crews > means.crews:
        best = _with_fewer(roster, with_more, sources, means, chosen, mode, best, budget)
    return Relief(
        vehicles=_vehicles_used(means, added, day, best),
        crews=max(0, best.vehicles - crews_available(roster)) if best is not day else 0,
        capacity_tubes=_capacity(means),
        hours=_hours_used(means.labs, best),
        rates=more_capacity(roster, best.lab_days),
    )


def _with_fewer(
    roster: Roster,
    travel: Travel,
    sources: Sequence[Source],
    means: Means,
    plenty: Means,
    mode: TransportMode,
    day: TransportDay,
    budget: Budget,
) -> TransportDay:
    """The day with just as many more vehicles as it used beyond the real ones, if that will do.

    Virtual vehicles may have stood in for real ones that would have done as well.
    """
    more = max(1, day.vehicles - min(len(means.vehicles), means.crews))
    fewer = replace(
        plenty,
        vehicles=plenty.vehicles[: len(means.vehicles) + more],
        crews=max(means.crews, day.vehicles),
    )
    found = solve_day(roster, travel, sources, fewer, mode, _part(budget, 0.8))
    return found if missed(found) <= missed(day) + _ON_TIME else day


def _part(budget: Budget, share: float) -> Budget:
    """A share of what is left, and never so little that nothing can be found."""
    seconds = budget.seconds if budget.deterministic else budget.remaining_s
    return budget.slice(max(_SHORTEST_S, share * seconds))


def _capacity(means: Means) -> int:
    return max((v.capacity_tubes for v in means.vehicles), default=_CAPACITY_TUBES)


def _virtual_vehicles(
    roster: Roster, travel: Travel, count: int, capacity_tubes: int
) -> tuple[tuple[Vehicle, ...], Travel]:
    """Vehicles free all day at the site in the middle, and travel that knows where they are."""
    lon = fmean(site.lon for site in roster.sites)
    lat = fmean(site.lat for site in roster.sites)
    middle = min(roster.sites, key=lambda site: (site.lon - lon) ** 2 + (site.lat - lat) ** 2)
    vehicles = tuple(
        Vehicle(
            vehicle_id=f"NEW-{number}",
            plate="",
            capacity_tubes=capacity_tubes,
            lon=middle.lon,
            lat=middle.lat,
            available_from=0,
            available_until=roster.round.result_deadline,
            sealed_ok=True,
        )
        for number in range(1, count + 1)
    )
    index = dict(travel.place_index)
    for vehicle in vehicles:
        index[Place("vehicle", vehicle.vehicle_id)] = index[Place("site", middle.site_id)]
    return vehicles, replace(travel, place_index=index)


def _vehicles_used(
    means: Means, added: Sequence[Vehicle], day: TransportDay, better: TransportDay
) -> dict[bool, int]:
    """sealed_ok -> vehicles that the better plan needs beyond the real ones, if it is another."""
    new = {vehicle.vehicle_id for vehicle in added}
    needed = {}
    for zone_class in (ZoneClass.sealed, ZoneClass.open):
        used = {run.vehicle_id for run in better.runs if run.zone_class is zone_class}
        if better is not day and used & new:
            needed[zone_class is ZoneClass.sealed] = len(used & new)
    if needed.get(False):
        needed[False] -= _idle_and_able(means, better)
    return {sealed: count for sealed, count in needed.items() if count > 0}


def _idle_and_able(means: Means, day: TransportDay) -> int:
    """Real vehicles that a plan leaves idle although they could do any of its runs."""
    used = {run.vehicle_id for run in day.runs}
    start, end = min(run.start for run in day.runs), max(run.end for run in day.runs)
    load = max(run.stops[-1].tubes for run in day.runs)
    return sum(
        vehicle.vehicle_id not in used
        and vehicle.available_from <= start
        and vehicle.available_until >= end
        and vehicle.capacity_tubes >= load
        for vehicle in means.vehicles
    )


def _open_until(lab: Lab, minute: int) -> Lab:
    return lab.model_copy(update={"receive_until": max(lab.receive_until, minute)})


def _hours_used(labs: Sequence[Lab], day: TransportDay) -> dict[str, int]:
    """lab_id -> minutes after its closing at which it still receives something."""
    closes = {lab.lab_id: lab.receive_until for lab in labs}
    last = {
        lab_day.lab.lab_id: max(delivery.arrive for delivery in lab_day.deliveries)
        for lab_day in day.lab_days
    }
    return {
        lab_id: arrive - closes[lab_id]
        for lab_id, arrive in last.items()
        if arrive > closes[lab_id]
    }
