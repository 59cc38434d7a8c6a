"""How much more of what would end lateness: planning the day again with more than there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

from masstest.domain.budget import Budget
from masstest.domain.roster import Lab, Roster, TransportMode, Vehicle, ZoneClass
from masstest.domain.travel import Place, Travel
from masstest.solver.transport.day import Means, TransportDay, solve_day
from masstest.solver.transport.problem import UNDELIVERED_TUBE_MIN
from masstest.solver.transport.shortages import Relief, lateness, more_capacity
from masstest.solver.transport.sources import Source

_ON_TIME = 1e-6
_MOST_MORE = 1.0  # virtual vehicles, as a share of those there are
_LEAST_MORE = 6
_CAPACITY_TUBES = 1000  # if there is no vehicle to go by
_SHORTEST_S = 0.5


def find_relief(
    roster: Roster,
    travel: Travel,
    sources: Sequence[Source],
    means: Means,
    mode: TransportMode,
    day: TransportDay,
    budget: Budget,
) -> Relief:
    """Try more vehicles and crews, then longer receiving hours, then faster laboratories.

    Quantities are what plans with those means used beyond what there is: they would do, and
    fewer might.
    """
    more = max(_LEAST_MORE, round(_MOST_MORE * len(means.vehicles)))
    added, with_more = _virtual_vehicles(roster, travel, more, _capacity(means))
    plenty = Means(
        vehicles=means.vehicles + added,
        labs=means.labs,
        crews=means.crews + more + len(means.vehicles),
    )
    relaxed = solve_day(roster, with_more, sources, plenty, mode, _part(budget, 0.5))
    hours: dict[str, int] = {}
    if _score(relaxed) > _ON_TIME and _some_lab_closes(roster, means):
        always = tuple(_open_until(lab, roster.round.result_deadline) for lab in means.labs)
        open_longer = replace(plenty, labs=always)
        longer = solve_day(roster, with_more, sources, open_longer, mode, _part(budget, 1.0))
        if _score(longer) < _score(relaxed) - _ON_TIME:
            relaxed, hours = longer, _hours_used(means.labs, longer)
    rates = more_capacity(roster, relaxed.lab_days)
    if _score(relaxed) >= _score(day) - _ON_TIME and not rates:
        return Relief()
    return Relief(
        vehicles=_vehicles_used(means, added, relaxed),
        crews=max(0, relaxed.vehicles - means.crews),
        capacity_tubes=_capacity(means),
        hours=hours,
        rates=rates,
    )


def _score(day: TransportDay) -> float:
    """Lateness, with every tube left behind as bad as a long delay."""
    return lateness(day.terms) + UNDELIVERED_TUBE_MIN * sum(day.undeliverable.values())


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
    means: Means, added: Sequence[Vehicle], relaxed: TransportDay
) -> dict[bool, int]:
    """sealed_ok -> vehicles that the plan needs beyond the real ones.

    Virtual vehicles may stand in for real ones that would have done as well, so what counts is
    the number of vehicles in use, unless there are fewer than there are real ones.
    """
    new = {vehicle.vehicle_id for vehicle in added}
    needed = {}
    used_by_sealed: set[str] = set()
    for zone_class in (ZoneClass.sealed, ZoneClass.open):
        sealed = zone_class is ZoneClass.sealed
        used = {run.vehicle_id for run in relaxed.runs if run.zone_class is zone_class}
        real = {v.vehicle_id for v in means.vehicles if v.sealed_ok or not sealed} - used_by_sealed
        used_by_sealed = used if sealed else set()
        needed[sealed] = max(0, len(used) - len(real)) or len(used & new)
    return {sealed: count for sealed, count in needed.items() if count > 0}


def _some_lab_closes(roster: Roster, means: Means) -> bool:
    return any(lab.receive_until < roster.round.result_deadline for lab in means.labs)


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
