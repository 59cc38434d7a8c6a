"""How long vehicles stood at points and laboratories, and how late they came."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.domain.plan import Stop
from masstest.live.custody import Ledger, VehicleState, VehicleStop
from masstest.live.day import Day
from masstest.live.learned.rates import LearnedRate, rate, spread_of
from masstest.live.stops_made import stops_made

_NEEDED_STOPS = 20
_LONGEST_MIN = 240.0  # a stop that lasted longer was a break, or the departure came late


def stops(day: Day, ledger: Ledger) -> Iterator[LearnedRate]:
    """Handling at a pickup and at a laboratory, and the delay of arrivals at pickups.

    A vehicle that comes early waits for the planned time; its handling begins then.
    """
    handling: dict[str, list[float]] = {"pickup": [], "deliver": []}
    delays = []
    for vehicle in ledger.vehicles.values():
        for planned, seen in _made(day, vehicle):
            if seen.arrived_min is None:
                continue
            if planned.kind == "pickup":
                delays.append(seen.arrived_min - planned.arrive)
            if seen.departed_min is None:
                continue
            lasted = seen.departed_min - max(seen.arrived_min, planned.arrive)
            if 0 < lasted <= _LONGEST_MIN:
                handling[planned.kind].append(lasted)
    parameters = day.roster.parameters
    for name, kind in (("stop_min", "pickup"), ("unload_min", "deliver")):
        yield rate(
            name, spread_of(handling[kind]), now=float(getattr(parameters, name)), unit="min",
            cases="stops", needed=_NEEDED_STOPS,
        )  # fmt: skip
    yield rate(
        "pickup_delay", spread_of(delays), now=None, unit="min", cases="stops",
        needed=_NEEDED_STOPS,
    )  # fmt: skip


def _made(day: Day, vehicle: VehicleState) -> Iterator[tuple[Stop, VehicleStop]]:
    """The stops of the plan that a vehicle told of, with what it told."""
    for run in day.runs_of_vehicle.get(vehicle.vehicle_id, ()):
        for number, seen in stops_made(run, vehicle.stops, day.places).items():
            yield run.stops[number], seen
