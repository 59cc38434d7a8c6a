"""Where every vehicle is in its runs, from its own reports and from the boxes that it took."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from masstest.domain.plan import Run, Stop
from masstest.live.custody import BoxState, Ledger, VehicleState, VehicleStop
from masstest.live.day import Day
from masstest.live.memory import Memory
from masstest.live.planned_flow import Route
from masstest.live.stops_made import stops_made


def place_of(stop: Stop) -> str:
    """The id of the place of a stop: laboratory, site, or the compound where a team waits."""
    return stop.lab_id or stop.site_id or stop.compound_id or stop.team_id or ""


@dataclass(frozen=True, slots=True)
class Movement:
    """A vehicle's progress through its planned stops, numbered through all its runs.

    Attributes
    ----------
    at : number of the last stop that it reached, -1 before the first
    departed : it has left that stop
    at_min : when it arrived there or left it; None while it has reported nothing
    late_min : against the plan at that stop, or at the next one if that is overdue;
        never early, as vehicles wait for the planned time
    """

    vehicle_id: str
    route: Route
    at: int
    departed: bool
    at_min: float | None
    late_min: float

    @property
    def stops(self) -> tuple[tuple[Run, int], ...]:
        return self.route.stops

    @property
    def next(self) -> tuple[Run, int] | None:
        return self.stops[self.at + 1] if self.at + 1 < len(self.stops) else None

    @property
    def next_stop(self) -> Stop | None:
        return None if self.next is None else self.next[0].stops[self.next[1]]

    def reached(self, run_id: str, stop: int) -> bool:
        """Whether it is past that stop (a pickup is over when it has left)."""
        number = self.route.number.get((run_id, stop))
        return number is not None and (number < self.at or (number == self.at and self.departed))


def movements(
    day: Day, ledger: Ledger, now_min: float, *, memory: Memory | None = None
) -> dict[str, Movement]:
    """vehicle_id -> its movement, for the vehicles of the plan's runs."""
    memory = memory or Memory(ledger)
    states, boxes = ledger.vehicles, memory.boxes.vehicles
    found = {}
    for vehicle_id in day.routes:
        state, own = states.get(vehicle_id), boxes.get(vehicle_id, ())
        last = memory.get(
            ("movement", vehicle_id), (state, own), partial(_last, day, vehicle_id, state, own)
        )
        following = last.next_stop
        if following is not None and now_min - following.arrive > last.late_min:
            last = replace(last, late_min=now_min - following.arrive)
        found[vehicle_id] = last
    return found


def _last(
    day: Day, vehicle_id: str, state: VehicleState | None, boxes: Iterable[BoxState]
) -> Movement:
    """Its movement at the last stop that it reached, whatever the time is."""
    route = day.routes[vehicle_id]
    at, departed, at_min, late = -1, False, None, 0.0
    made = _made(day, route, state) if state else {}
    if made:
        n, seen = max(made.items())
        planned = _stop(route, n)
        at, departed = n, seen.departed_min is not None
        if seen.departed_min is not None:
            at_min, late = seen.departed_min, seen.departed_min - planned.depart
        else:
            at_min = seen.last_min
            late = at_min - planned.arrive
    for box in boxes:
        # a box that went by a run says where its vehicle is, if the vehicle itself doesn't
        known = route.pickups.get((box.run_id or "", box.source))
        if known is None or box.handed_over_min is None:
            continue
        n = _nearest(known, route, box.handed_over_min)
        end = route.delivery[n]
        if n > at:
            at, departed, at_min = n, False, box.handed_over_min
            late = at_min - _stop(route, n).depart
        if box.received_min is not None and (end > at or (end == at and not departed)):
            at, departed, at_min = end, True, box.received_min
            late = at_min - _stop(route, end).depart
    return Movement(vehicle_id, route, at, departed, at_min, max(0.0, late))


def _made(day: Day, route: Route, state: VehicleState) -> dict[int, VehicleStop]:
    """What the vehicle said of its stops, by their numbers through all its runs."""
    told_of = {stop.run_id for stop in state.stops}
    return {
        route.number[run.run_id, index]: stop
        for run in day.runs_of_vehicle[state.vehicle_id]
        if run.run_id in told_of
        for index, stop in stops_made(run, state.stops, day.places).items()
    }


def _stop(route: Route, n: int) -> Stop:
    run, index = route.stops[n]
    return run.stops[index]


def _nearest(numbers: Sequence[int], route: Route, minute: float) -> int:
    """Of several pickups of one source in a run, the one planned nearest to `minute`."""
    if len(numbers) == 1:
        return numbers[0]
    return min(numbers, key=lambda n: abs(_stop(route, n).arrive - minute))
