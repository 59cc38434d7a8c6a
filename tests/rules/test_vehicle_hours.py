"""vehicle_hours (physical): a vehicle works in its hours."""

from __future__ import annotations

from itertools import product

import support
import transport_days as days
from masstest.domain.plan import Run

RULE = "vehicle_hours"


def tiny() -> days.TinyDay:
    vehicles = (
        support.vehicle("V1", available_from=440, available_until=500),
        support.vehicle("V2", available_from=430, available_until=510),
    )
    return days.one_point(vehicles=vehicles)


def trip(vehicle_id: str, start: int, end: int) -> list[Run]:
    """From `start` to `end` (minutes), unloading in the last ten."""
    stops = (days.pickup("P1", start + 5, 4), days.delivery("L1", end - days.UNLOAD_MIN, 4))
    return [days.run(vehicle_id, *stops, start=start)]


def test_a_minute_too_early_or_too_late_is_forbidden() -> None:
    tiny().assert_forbidden(RULE, trip("V1", 439, 500))
    tiny().assert_forbidden(RULE, trip("V1", 440, 501))


def test_the_whole_working_time_is_allowed() -> None:
    tiny().assert_allowed(RULE, trip("V1", 440, 500))


def test_model_and_check_agree_on_every_assignment() -> None:
    choices = product(("V1", "V2"), (429, 430, 439, 440), (500, 501, 510, 511))
    tiny().assert_parity(RULE, ((trip(*choice), ()) for choice in choices))
