"""How long vehicles stood at points and laboratories, and how late they came."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.live.custody import Ledger
from masstest.live.day import Day
from masstest.live.learned.rates import LearnedRate, rate, spread_of

_NEEDED_STOPS = 20
_LONGEST_MIN = 240.0  # a stop that lasted longer was a break, or the departure came late


def stops(day: Day, ledger: Ledger) -> Iterator[LearnedRate]:
    """Handling at a pickup and at a laboratory, and the delay of arrivals at pickups.

    A vehicle that comes early waits for the planned time; its handling begins then.
    """
    handling: dict[str, list[float]] = {"pickup": [], "deliver": []}
    delays = []
    for vehicle in ledger.vehicles.values():
        for seen in vehicle.stops:
            run = day.runs.get(seen.run_id)
            if run is None or seen.stop >= len(run.stops) or seen.arrived_min is None:
                continue
            planned = run.stops[seen.stop]
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
