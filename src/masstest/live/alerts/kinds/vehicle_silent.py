"""A vehicle that should have been somewhere by now, and says nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from masstest.live.alerts.condition import Condition, Kind, Look, Severity
from masstest.live.alerts.places import place_of
from masstest.live.stops_made import place_told, stops_made


class _Planned(NamedTuple):
    place: str
    arrive_min: float


def vehicle_silent(look: Look) -> Iterator[Condition]:
    """Nothing was heard for ``silent_amber_min`` after a planned stop: counted from the plan,
    or from what was heard last, if that is later."""
    for vehicle_id in look.day.runs_of_vehicle:
        state = look.ledger.vehicles.get(vehicle_id)
        following = _next_stop(look, vehicle_id)
        if following is None:
            continue
        heard_min = state.last_heard_min if state else -math.inf
        silent_min = look.now_min - max(heard_min, following.arrive_min)
        if silent_min < look.limits.silent_amber_min:
            continue
        heard = state is not None and math.isfinite(heard_min)
        yield Condition(
            kind=Kind.vehicle_silent,
            about=vehicle_id,
            severity=(Severity.red if silent_min >= look.limits.silent_red_min else Severity.amber),
            subject=vehicle_id,
            cause="silent" if heard else "never_heard",
            owner="transport_lead",
            action="call_the_crew",
            facts={
                "vehicle": place_of(look.day, vehicle_id).shown,
                "heard_at_min": heard_min if heard else None,
                "planned_at_min": following.arrive_min,
                "next": place_of(look.day, following.place).shown,
                "boxes": len(state.on_board) if state else 0,
            },
        )


def _next_stop(look: Look, vehicle_id: str) -> _Planned | None:
    """The planned stop after the last one that was reported; None after the last one."""
    state = look.ledger.vehicles.get(vehicle_id)
    told = state.stops if state else ()
    following: _Planned | None = None
    for run in reversed(look.day.runs_of_vehicle[vehicle_id]):
        last = max(stops_made(run, told, look.day.places), default=-1)
        if last + 1 < len(run.stops):
            stop = run.stops[last + 1]
            following = _Planned(place_told(run, last + 1), float(stop.arrive))
        if last >= 0:
            break
    return following
