"""lab_hours (physical): deliveries come in the laboratory's receiving hours."""

from __future__ import annotations

from itertools import product

import support
import transport_days as days
from masstest.domain.plan import Run

RULE = "lab_hours"


def tiny() -> days.TinyDay:
    labs = (
        support.lab("L1", receive_from=480, receive_until=540),
        support.lab("L2", receive_from=470, receive_until=550),
    )
    return days.one_point(labs=labs)


def brought(lab_id: str, arrive: int) -> list[Run]:
    return [days.run("V1", days.pickup("P1", 455, 4), days.delivery(lab_id, arrive, 4))]


def test_before_and_after_hours_is_forbidden() -> None:
    tiny().assert_forbidden(RULE, brought("L1", 479))
    tiny().assert_forbidden(RULE, brought("L1", 541))


def test_the_first_and_the_last_minute_are_allowed() -> None:
    tiny().assert_allowed(RULE, brought("L1", 480))
    tiny().assert_allowed(RULE, brought("L1", 540))


def test_model_and_check_agree_on_every_assignment() -> None:
    choices = product(("L1", "L2"), (469, 470, 479, 480, 540, 541, 550, 551))
    tiny().assert_parity(RULE, ((brought(*choice), ()) for choice in choices))
