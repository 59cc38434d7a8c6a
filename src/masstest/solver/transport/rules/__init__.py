"""The transport rules, one function each: what it adds to `TransportModel`."""

from masstest.solver.transport.rules.laboratories import (
    key_result_deadline,
    lab_capacity,
    lab_hours,
    result_deadline,
)
from masstest.solver.transport.rules.specimens import (
    pickup_interval,
    sealed_vehicle,
    specimen_age,
    tube_conservation,
)
from masstest.solver.transport.rules.vehicles import drive_time, vehicle_capacity, vehicle_hours

__all__ = [
    "drive_time",
    "key_result_deadline",
    "lab_capacity",
    "lab_hours",
    "pickup_interval",
    "result_deadline",
    "sealed_vehicle",
    "specimen_age",
    "tube_conservation",
    "vehicle_capacity",
    "vehicle_hours",
]
