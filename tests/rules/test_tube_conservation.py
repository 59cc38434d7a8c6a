"""tube_conservation (physical): every tube made is picked up once and delivered once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import transport_days as days
from masstest.domain.plan import LabLoad, Run

RULE = "tube_conservation"
DONE = 450  # 38 persons at 100 an hour: the last tube is ready at 07:27.8


def two_runs(first: int, taken: int, second: int, rest: int, delivered: int = 0) -> list[Run]:
    """Two pickups at P1; the second run delivers `delivered` more or fewer than it took."""
    return [
        days.run("V1", days.pickup("P1", first, taken), days.delivery("L1", first + 30, taken)),
        days.run(
            "V2",
            days.pickup("P1", second, rest),
            days.delivery("L1", second + 30, rest + delivered),
            run_id="R2",
        ),
    ]


def test_taking_less_than_is_ready_is_forbidden() -> None:
    days.one_point().assert_forbidden(RULE, two_runs(DONE, 3, DONE + 20, 1))


def test_leaving_tubes_behind_is_forbidden() -> None:
    early = [days.run("V1", days.pickup("P1", 440, 2), days.delivery("L1", 470, 2))]
    days.one_point().assert_forbidden(RULE, early)


def test_losing_a_tube_on_the_way_is_forbidden() -> None:
    days.one_point().assert_forbidden(RULE, two_runs(440, 2, DONE, 2, delivered=-1))


def test_everything_at_the_first_minute_it_is_ready_is_allowed() -> None:
    last_ready = days.one_point().sources()[0].last_ready
    runs = [days.run("V1", days.pickup("P1", last_ready, 4), days.delivery("L1", 480, 4))]
    days.one_point().assert_allowed(RULE, runs)
    runs = [days.run("V1", days.pickup("P1", last_ready - 1, 4), days.delivery("L1", 480, 4))]
    days.one_point().assert_forbidden(RULE, runs)


def test_model_and_check_agree_on_every_assignment() -> None:
    def assignments() -> Iterator[tuple[list[Run], tuple[LabLoad, ...]]]:
        for first, second in product((430, 440, DONE), repeat=2):
            for taken, rest, delivered in product((0, 2, 4), (0, 2, 4), (0, 1)):
                yield two_runs(first, taken, second, rest, delivered), ()

    days.one_point().assert_parity(RULE, assignments())


def test_key_tubes_count_apart() -> None:
    tiny = days.one_point()
    wrong = days.pickup("P1", DONE, 4, key_tubes=1)
    end = days.delivery("L1", 480, 4, key_tubes=1)
    tiny.assert_forbidden(RULE, [days.run("V1", wrong, end)])
