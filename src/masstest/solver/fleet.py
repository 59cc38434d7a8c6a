"""Vehicles that go round the points: supplies in the morning, medical waste after closing.

A vehicle leaves its place, calls at points one after another and is done at the last one; a
shift is at most eight hours. What differs between supplies and waste is when a call is due.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

import numpy as np

from masstest.domain.budget import Budget
from masstest.domain.outcome import Remedy, RemedyCode, StageStatus
from masstest.domain.roster import Roster, Site, Vehicle, VehicleKind
from masstest.domain.travel import Ints, Place, Travel
from masstest.domain.units import ceil_min
from masstest.solver.routing import NEVER, Routing, RoutingProblem, solve, terms, travel_bound

SHIFT_MAX_MIN = 480
METRES_PER_DEGREE = 111_195.0  # of latitude
ENOUGH_PER_CALL = 300  # iterations per call, at most
HOT, COLD = 30.0, 1.0  # temperatures of the search, in minutes driven
ADDED_VEHICLE_COST = 90.0  # more than one that is there, less than a minute of lateness


@dataclass(frozen=True)
class Call:
    """A point to be visited: not before `earliest`; `due` is when a minute begins to cost.

    `left_out_cost` is what it costs never to come.
    """

    site_id: str
    earliest: int
    due: int
    late_cost: float
    left_out_cost: float


@dataclass(frozen=True)
class Fleet:
    """The vehicles of one kind, what each costs, and the earliest minute they may start."""

    vehicles: tuple[Vehicle, ...]
    vehicle_cost: float
    start_from: int


@dataclass(frozen=True)
class Round:
    """One vehicle's way: leaves at `start`, then (site_id, arrive, depart) for each call."""

    vehicle_id: str
    start: int
    calls: tuple[tuple[str, int, int], ...]

    @property
    def end(self) -> int:
        return self.calls[-1][2]


@dataclass(frozen=True)
class Rounds:
    """The rounds of a fleet, with what they were computed to cost and cannot cost less than."""

    rounds: tuple[Round, ...]
    left_out: tuple[str, ...]
    vehicles_cost: float
    drive_min: int
    late_min: int
    bound: float
    stopped: bool

    @property
    def status(self) -> StageStatus:
        return StageStatus.stopped if self.stopped else StageStatus.feasible


def fleet_of(
    roster: Roster, kind: VehicleKind, vehicle_cost: float, start_from: int = -NEVER
) -> Fleet:
    """The roster's vehicles of `kind`, within the hours of a driver who is named for one."""
    return Fleet(
        tuple(_with_driver(roster, v) for v in roster.vehicles if v.kind is kind),
        vehicle_cost,
        start_from,
    )


def plan_rounds(
    roster: Roster,
    travel: Travel,
    calls: Sequence[Call],
    fleet: Fleet,
    budget: Budget,
    *,
    start_late: bool = False,
) -> Rounds:
    """Rounds of the fleet's vehicles through all calls.

    Parameters
    ----------
    start_late : leave as late as the due times allow, instead of as early as possible
    """
    problem = _problem(roster, travel, calls, fleet)
    routing = _solve(problem, budget)
    travelled, late = terms(problem, routing.routes)
    rounds = []
    for route in routing.routes:
        slack = 0
        if start_late:
            spare = problem.due[list(route.stops)] - np.array(route.arrive)
            end = int(problem.route_end[route.index])
            slack = max(0, min(int(spare.min()), end - route.depart[-1]))
        rounds.append(
            Round(
                fleet.vehicles[route.index].vehicle_id,
                route.start + slack,
                tuple(
                    (calls[stop].site_id, arrive + slack, depart + slack)
                    for stop, arrive, depart in zip(
                        route.stops, route.arrive, route.depart, strict=True
                    )
                ),
            )
        )
    return Rounds(
        rounds=tuple(rounds),
        left_out=tuple(calls[stop].site_id for stop in routing.unserved),
        vehicles_cost=fleet.vehicle_cost * len(rounds),
        drive_min=travelled,
        late_min=round(late),
        bound=_bound(problem, fleet),
        stopped=routing.stopped,
    )


def vehicles_missing(
    roster: Roster, travel: Travel, calls: Sequence[Call], fleet: Fleet, budget: Budget
) -> int:
    """How many more vehicles, kept amid the points, would make every call in time."""
    from_centre = _from_centre(roster, travel, calls)
    own = _problem(roster, travel, calls, fleet)
    more = len(calls)
    row = np.ones(more, dtype=np.int64)
    earliest = max(0, fleet.start_from)
    problem = RoutingProblem(
        travel_min=own.travel_min,
        service_min=own.service_min,
        group=own.group,
        earliest=own.earliest,
        due=own.due,
        latest=own.latest,
        late_cost=own.late_cost,
        unserved_cost=own.unserved_cost,
        start_travel_min=np.concatenate(
            [own.start_travel_min, np.repeat(from_centre, more, axis=0)]
        ),
        route_start=np.concatenate([own.route_start, earliest * row]),
        route_end=np.concatenate([own.route_end, roster.round.result_deadline * row]),
        route_cost=np.concatenate([own.route_cost, ADDED_VEHICLE_COST * row]),
        route_class=np.concatenate([own.route_class, len(own.route_class) * row]),
        stint_max_min=own.stint_max_min,
        rest_min=own.rest_min,
        duty_max_min=own.duty_max_min,
    )
    routing = _solve(problem, budget)
    return sum(route.index >= own.routes for route in routing.routes)


def _from_centre(roster: Roster, travel: Travel, calls: Sequence[Call]) -> Ints:
    """(1, calls) minutes from amid the points: by the site next to there, so never too few."""
    lon, lat = fmean(s.lon for s in roster.sites), fmean(s.lat for s in roster.sites)
    east = METRES_PER_DEGREE * math.cos(math.radians(lat))

    def off_m(site: Site) -> float:
        return math.hypot((site.lon - lon) * east, (site.lat - lat) * METRES_PER_DEGREE)

    central = min(roster.sites, key=lambda site: (off_m(site), site.site_id))
    par = roster.parameters
    detour_min = ceil_min(off_m(central) * par.road_detour / par.road_speed_urban * 0.06)
    minutes: Ints = detour_min + travel.drive_min_matrix(
        [Place("site", central.site_id)], [Place("site", call.site_id) for call in calls]
    )
    return minutes


def add_vehicles(rule: str, kind: VehicleKind, quantity: int) -> tuple[Remedy, ...]:
    """The remedy of `quantity` more vehicles; none if that would not help."""
    if quantity <= 0:
        return ()
    return (
        Remedy(
            code=RemedyCode.add_vehicles,
            rule=rule,
            subject=kind.value,
            quantity=quantity,
            unit="vehicles",
        ),
    )


def _with_driver(roster: Roster, vehicle: Vehicle) -> Vehicle:
    driver = roster.person.get(vehicle.driver_id or "")
    if driver is None:
        return vehicle
    hours = {
        "available_from": max(vehicle.available_from, driver.available_from),
        "available_until": min(vehicle.available_until, driver.available_until),
    }
    return vehicle.model_copy(update=hours)


def _solve(problem: RoutingProblem, budget: Budget) -> Routing:
    """Calls in time if that is possible, which is quicker to search; otherwise late ones too."""
    enough = ENOUGH_PER_CALL * max(20, problem.stops)
    in_time = replace(problem, latest=problem.due)
    part = budget.slice(0.5 * (budget.seconds if budget.deterministic else budget.remaining_s))
    routing = solve(in_time, part, hot=HOT, cold=COLD, until_served=True, most_iterations=enough)
    served = not routing.unserved
    return solve(
        in_time if served else problem,
        budget,
        routing.sequences,
        hot=HOT,
        cold=COLD,
        most_iterations=enough,
    )


def _problem(roster: Roster, travel: Travel, calls: Sequence[Call], fleet: Fleet) -> RoutingProblem:
    sites = [Place("site", call.site_id) for call in calls]
    homes = [Place("vehicle", v.vehicle_id) for v in fleet.vehicles]
    number = len(calls)
    return RoutingProblem(
        travel_min=travel.drive_min_matrix(sites),
        service_min=np.full(number, roster.parameters.stop_min, dtype=np.int64),
        group=np.zeros(number, dtype=np.int64),
        earliest=np.array([call.earliest for call in calls], dtype=np.int64),
        due=np.array([call.due for call in calls], dtype=np.int64),
        latest=np.full(number, NEVER, dtype=np.int64),
        late_cost=np.array([call.late_cost for call in calls]),
        unserved_cost=np.array([call.left_out_cost for call in calls]),
        start_travel_min=travel.drive_min_matrix(homes, sites),
        route_start=np.array(
            [max(v.available_from, fleet.start_from) for v in fleet.vehicles], dtype=np.int64
        ),
        route_end=np.array([v.available_until for v in fleet.vehicles], dtype=np.int64),
        route_cost=np.full(len(homes), fleet.vehicle_cost),
        route_class=np.array(list(_classes(fleet.vehicles)), dtype=np.int64),
        stint_max_min=SHIFT_MAX_MIN,
        rest_min=NEVER,
        duty_max_min=SHIFT_MAX_MIN,
    )


def _classes(vehicles: Sequence[Vehicle]) -> Iterator[int]:
    """A number per vehicle, the same for neighbours in the list with equal place and hours."""
    number, last = -1, None
    for v in vehicles:
        place_and_hours = v.lon, v.lat, v.available_from, v.available_until
        number += place_and_hours != last
        last = place_and_hours
        yield number


def _bound(problem: RoutingProblem, fleet: Fleet) -> float:
    """Least vehicles, driving and lateness: workload of k vehicles and forests of k routes.

    As for doorstep teams, with the k shortest ways from the vehicles' places added.
    """
    if problem.stops == 0 or problem.routes == 0:
        return 0.0
    begin = int(min(problem.route_start.min(), NEVER))
    begin = max(begin, int(problem.earliest.min() - problem.start_travel_min.max()))
    end = int((problem.due + problem.service_min).max())
    capacity = min(SHIFT_MAX_MIN, end - begin)
    first_legs = np.sort(problem.start_travel_min.min(axis=1))
    most = min(problem.routes, problem.stops)
    legs = np.concatenate([[0], np.cumsum(first_legs)])[: most + 1]
    travel = travel_bound(problem.travel_min, max(1, min(most, problem.stops // 12)))[: most + 1]
    vehicles = np.arange(most + 1)
    over = problem.service_min.sum() + travel + legs - vehicles * capacity
    late: Ints = np.maximum(0, over).astype(np.int64)
    cost = fleet.vehicle_cost * vehicles + travel + legs + problem.late_cost.min() * late
    left_out = float(problem.unserved_cost.min())
    return float(min(cost[1:].min(initial=np.inf), left_out))
