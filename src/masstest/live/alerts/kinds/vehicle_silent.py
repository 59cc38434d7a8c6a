"""A vehicle that should have been somewhere by now, and says nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from masstest.domain.plan import Stop
from masstest.live.alerts.condition import Condition, Kind, Look, Severity
from masstest.live.alerts.places import place_of


class _Planned(NamedTuple):
    run_id: str
    stop: int
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
    planned = [
        _Planned(run.run_id, number, _place(stop), float(stop.arrive))
        for run in look.day.runs_of_vehicle[vehicle_id]
        for number, stop in enumerate(run.stops)
    ]
    state = look.ledger.vehicles.get(vehicle_id)
    reported = {(stop.run_id, stop.stop) for stop in state.stops} if state else set()
    done = [i for i, each in enumerate(planned) if (each.run_id, each.stop) in reported]
    following = max(done, default=-1) + 1
    return planned[following] if following < len(planned) else None


def _place(stop: Stop) -> str:
    return stop.lab_id or stop.site_id or stop.team_id or ""
