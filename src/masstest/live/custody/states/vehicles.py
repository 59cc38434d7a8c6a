"""Vehicles and their runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from masstest.live.custody.states.calls import Call, Waste


@dataclass(frozen=True, slots=True)
class RunConfirmation:
    """The latest publication of the plan that the crew has seen for this run."""

    vehicle_id: str
    run_id: str
    publication: int
    at_min: float
    person: str


@dataclass(frozen=True, slots=True)
class VehicleStop:
    """`refused_min`: a departure that named a box held at that time; it doesn't count as one
    until something later shows that the vehicle went."""

    run_id: str
    stop: int
    place: str
    arrived_min: float | None = None
    departed_min: float | None = None
    refused_min: float | None = None
    box_ids: tuple[str, ...] = ()

    @property
    def last_min(self) -> float:
        times = (self.arrived_min, self.departed_min, self.refused_min)
        return max(at for at in times if at is not None)


@dataclass(frozen=True, slots=True)
class VehicleState:
    vehicle_id: str
    stops: tuple[VehicleStop, ...] = ()  # in the order of time
    on_board: tuple[str, ...] = ()  # boxes that it has now
    delivered: tuple[str, ...] = ()  # boxes that it brought to a laboratory
    last_delivery_min: float | None = None
    confirmations: Mapping[str, RunConfirmation] = field(default_factory=dict)  # by run
    waste: tuple[Waste, ...] = ()
    help: tuple[Call, ...] = ()
    last_heard_min: float = float("-inf")
    last_place: str = ""

    @property
    def last_stop(self) -> VehicleStop | None:
        return self.stops[-1] if self.stops else None
