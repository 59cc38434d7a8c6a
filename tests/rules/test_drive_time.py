"""drive_time (physical): from place to place a vehicle takes the time its way takes."""

from __future__ import annotations

from itertools import product

import support
import transport_days as days
from masstest.domain.plan import Run
from masstest.domain.travel import Place

RULE = "drive_time"


def tiny() -> days.TinyDay:
    vehicles = (support.vehicle("V1", lat=support.north(-1000)), support.vehicle("V2"))
    return days.two_points(vehicles=vehicles)


def way(origin: Place, destination: Place) -> int:
    return tiny().travel.drive_min(origin, destination)


HOME, P1 = Place("vehicle", "V1"), Place("site", "P1")
P2, LAB = Place("site", "P2"), Place("lab", "L1")


def tour(leave: int = 0, between: int = 0, to_lab: int = 0, handling: int = 0) -> list[Run]:
    """From home by both points to the laboratory, each leg with so many minutes to spare."""
    start = 440
    first = start + way(HOME, P1) + leave
    second = first + days.STOP_MIN + handling + way(P1, P2) + between
    end = second + days.STOP_MIN + way(P2, LAB) + to_lab
    stops = (
        days.pickup("P1", first, 4, depart=first + days.STOP_MIN + handling),
        days.pickup("P2", second, 2),
        days.delivery("L1", end, 6),
    )
    return [days.run("V1", *stops, start=start)]


def two_trips(gap: int, vehicle_id: str = "V1", waits: int = 0) -> list[Run]:
    """A second run leaves the laboratory `gap` after unloading, `waits` before driving."""
    first = tour()
    start = first[0].end + gap
    arrive = start + way(LAB, P1) + waits
    end = arrive + days.STOP_MIN + way(P1, LAB)
    stops = (days.pickup("P1", arrive, 0), days.delivery("L1", end, 0))
    return [*first, days.run(vehicle_id, *stops, run_id="R2", start=start)]


def test_a_minute_too_few_on_any_leg_is_forbidden() -> None:
    for legs in ((-1, 0, 0), (0, -1, 0), (0, 0, -1), (0, 0, 0, -1)):
        tiny().assert_forbidden(RULE, tour(*legs))


def test_the_next_run_starts_at_the_laboratory() -> None:
    assert way(HOME, P1) < way(LAB, P1)
    tiny().assert_forbidden(RULE, two_trips(0, waits=-1))
    tiny().assert_forbidden(RULE, two_trips(-1, waits=1))


def test_just_enough_time_is_allowed() -> None:
    tiny().assert_allowed(RULE, tour())
    tiny().assert_allowed(RULE, two_trips(0))


def test_model_and_check_agree_on_every_assignment() -> None:
    tiny().assert_parity(RULE, ((tour(*legs), ()) for legs in product((-1, 0, 1), repeat=3)))
    choices = product((-1, 0, 5), ("V1", "V2"), (-1, 0, 1))
    tiny().assert_parity(RULE, ((two_trips(*choice), ()) for choice in choices))
