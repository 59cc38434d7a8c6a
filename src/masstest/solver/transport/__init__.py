"""Transport and laboratories: pickups, runs, vehicles, crews and the laboratories' queues.

`plan_transport` is the stage; `warm_up` compiles its inner loops ahead of time. Each rule is a
function that adds it to the exact model of given runs.
"""

from masstest.solver.rostering import crew_of_two
from masstest.solver.transport.again import transport_again
from masstest.solver.transport.ahead import warm_up
from masstest.solver.transport.planning import plan_transport
from masstest.solver.transport.rules import (
    drive_time,
    key_result_deadline,
    lab_capacity,
    lab_hours,
    pickup_interval,
    result_deadline,
    sealed_vehicle,
    specimen_age,
    tube_conservation,
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
    "plan_transport",
    "result_deadline",
    "sealed_vehicle",
    "specimen_age",
    "transport_again",
    "tube_conservation",
    "vehicle_capacity",
    "vehicle_hours",
    "warm_up",
]
