"""In which order the events of one box happened: by the clock, but never against the stations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from masstest.live.events import (
    BatchStarted,
    BoxAbnormal,
    BoxDelivered,
    BoxHandedOver,
    BoxReleased,
    BoxSealed,
    Event,
    LabReceived,
    ResultReported,
    TubeAbnormal,
    TubesScanned,
    VehicleDeparted,
)

CLOCK_MIN = 10.0
"""Phones' clocks differ by less than this; a larger difference is worth a look."""

# What a box goes through. At the same minute the earlier station comes first.
_RANK: dict[type, int] = {
    TubesScanned: 0,
    BoxSealed: 1,
    BoxHandedOver: 2,
    VehicleDeparted: 3,
    BoxDelivered: 4,
    LabReceived: 5,
    BatchStarted: 6,
    ResultReported: 7,
    BoxReleased: 8,
    BoxAbnormal: 8,
    TubeAbnormal: 8,
}
_FIRST_STATION, _LAST_STATION = 1, 7


@dataclass(frozen=True, slots=True)
class Told:
    """An event of a box and when it must have happened at the latest."""

    event: Event
    at_min: float

    @property
    def late_min(self) -> float:
        """By how much its clock contradicts the stations."""
        return self.event.at_min - self.at_min


def told(events: Iterable[Event]) -> list[Told]:
    """The events of one box in the order in which they happened.

    Phones' clocks differ, and people press a button when they have a hand free: a courier says
    "delivered" after the laboratory has said "received". The first sealing of a box was before
    its first handover, that before its first delivery, and so on, whatever the clocks say. From
    the second time on a station is where its clock puts it: there nothing else can tell. The same
    goes for all that follows when a laboratory gives the box out again.
    """
    times = {event.event_id: event.at_min for event in events}
    ordered = sorted(events, key=_by_clock)
    first: dict[int, Event] = {}
    given_out_min = _given_out_min(ordered)
    for event in ordered:
        if event.at_min < given_out_min:
            first.setdefault(_RANK[type(event.fact)], event)
    latest = float("inf")
    for rank in range(_LAST_STATION, _FIRST_STATION - 1, -1):
        if rank in first:
            latest = min(latest, first[rank].at_min)
            times[first[rank].event_id] = latest
    ordered.sort(key=lambda e: (times[e.event_id], _RANK[type(e.fact)], e.event_id))
    return [Told(event, times[event.event_id]) for event in ordered]


def _given_out_min(events: Iterable[Event]) -> float:
    """When a laboratory that had the box handed it over to a courier; never, for most boxes."""
    labs: set[str] = set()
    for event in events:
        fact = event.fact
        if isinstance(fact, BoxDelivered | LabReceived):
            labs.add(fact.lab_id)
        elif isinstance(fact, BoxHandedOver) and event.place in labs:
            return event.at_min
    return float("inf")


def _by_clock(event: Event) -> tuple[float, int, str]:
    return event.at_min, _RANK[type(event.fact)], event.event_id
