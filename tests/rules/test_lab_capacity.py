"""lab_capacity (physical): tubes started <= tubes_per_hour and tubes_per_day, none too early."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import support
import transport_days as days
from masstest.domain.plan import LabLoad, Run

RULE = "lab_capacity"
PER_HOUR = 30


def tiny(**lab_fields: int) -> days.TinyDay:
    lab = support.lab("L1", PER_HOUR, **lab_fields)
    return days.one_point(380, 4, labs=(lab,))


def brought(first: int = 20, second: int = 20) -> list[Run]:
    """Tubes that can be started from 07:30 and from 08:10."""
    return [
        days.run("V1", days.pickup("P1", 430, first), days.delivery("L1", 440, first)),
        days.run("V2", days.pickup("P1", 460, second), days.delivery("L1", 480, second)),
    ]


def started(*tubes: int) -> tuple[LabLoad, ...]:
    return (days.lab_load("L1", tubes),)


def test_more_than_the_hour_s_capacity_is_forbidden() -> None:
    tiny().assert_forbidden(RULE, brought(40, 0), started(0, 31, 9))


def test_what_is_not_unloaded_yet_cannot_be_started() -> None:
    # from 07:30 to 08:00 half of an hour's capacity
    tiny().assert_forbidden(RULE, brought(), started(16, 24))
    # an idle laboratory cannot make up for lost time: 10 by 07:50, then none until 08:10
    tiny().assert_forbidden(RULE, brought(10, 30), started(10, 26, 4))


def test_more_than_the_day_s_limit_is_forbidden() -> None:
    tiny(tubes_per_day=39).assert_forbidden(RULE, brought(), started(15, 25))


def test_working_without_a_pause_is_allowed() -> None:
    tiny(tubes_per_day=40).assert_allowed(RULE, brought(), started(15, 25))
    tiny().assert_allowed(RULE, brought(10, 30), started(10, 25, 5))


def test_model_and_check_agree_on_every_assignment() -> None:
    def assignments() -> Iterator[tuple[list[Run], tuple[LabLoad, ...]]]:
        for first, second in ((20, 20), (10, 30), (2, 38)):
            for table in product((0, 2, 10, 15, 16), (0, 24, 25, 26, 30, 31), (0, 5)):
                yield brought(first, second), started(*table)

    tiny().assert_parity(RULE, assignments())
    tiny(tubes_per_day=26).assert_parity(RULE, assignments())
