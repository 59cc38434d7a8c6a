"""Vehicles, with the crews that are bound to them."""

from __future__ import annotations

from enum import StrEnum

from masstest.domain.roster.ranges import Count, Lat, Lon
from masstest.domain.units import Minute, Model


class VehicleKind(StrEnum):
    specimen = "specimen"
    supply = "supply"
    waste = "waste"


class Vehicle(Model):
    vehicle_id: str
    plate: str
    capacity_tubes: Count
    lon: Lon
    lat: Lat
    kind: VehicleKind = VehicleKind.specimen
    available_from: Minute
    available_until: Minute
    driver_id: str | None = None
    courier_id: str | None = None
    sealed_ok: bool = False
