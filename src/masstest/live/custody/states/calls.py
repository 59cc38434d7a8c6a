"""What a place asks for, and the waste that is fetched there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody asks for help, or for supplies (`item`, with or without a quantity); `settled_min`
    is when somebody said that it has come."""

    at_min: float
    event_id: str
    place: str
    person: str
    text: str = ""
    item: str | None = None
    quantity: float | None = None
    settled_min: float | None = None
    settled_by: str = ""


@dataclass(frozen=True, slots=True)
class Waste:
    at_min: float
    site_id: str
    vehicle_id: str
    bags: int
    weight_kg: float | None
    person: str
