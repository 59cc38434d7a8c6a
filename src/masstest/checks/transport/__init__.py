"""Rules of specimens on the road and in the laboratories."""

from masstest.checks.transport.labs import (
    key_result_deadline,
    lab_capacity,
    lab_hours,
    result_deadline,
)
from masstest.checks.transport.specimens import (
    pickup_interval,
    sealed_vehicle,
    specimen_age,
    tube_conservation,
)
from masstest.checks.transport.vehicles import (
    crew_of_two,
    drive_time,
    vehicle_capacity,
    vehicle_hours,
)

__all__ = [
    "crew_of_two",
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
