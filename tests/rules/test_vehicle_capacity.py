"""vehicle_capacity (physical): a vehicle carries at most what it can."""

from __future__ import annotations

from itertools import product

import support
import transport_days as days
from masstest.domain.plan import Run

RULE = "vehicle_capacity"


def tiny() -> days.TinyDay:
    vehicles = (support.vehicle("V1", 5), support.vehicle("V2", 6))
    return days.two_points(vehicles=vehicles)


def loaded(vehicle_id: str, first: int, second: int) -> list[Run]:
    stops = (days.pickup("P1", 460, first), days.pickup("P2", 480, second))
    return [days.run(vehicle_id, *stops, days.delivery("L1", 500, first + second))]


def test_a_tube_too_many_is_forbidden() -> None:
    tiny().assert_forbidden(RULE, loaded("V1", 4, 2))


def test_a_full_vehicle_is_allowed() -> None:
    tiny().assert_allowed(RULE, loaded("V2", 4, 2))


def test_model_and_check_agree_on_every_assignment() -> None:
    choices = product(("V1", "V2"), range(5), range(3))
    tiny().assert_parity(RULE, ((loaded(*choice), ()) for choice in choices))
