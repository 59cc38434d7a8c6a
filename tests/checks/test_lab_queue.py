"""The queue of a laboratory, against numbers worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masstest.checks.lab_queue import NEVER_MIN, Delivery, Intake, intake
from support import lab

START = 420


def work(*deliveries: tuple[int, int, int], **more: object) -> Intake:
    """Intake of a lab of one tube a minute; deliveries are (depart, key, other)."""
    rows = [Delivery(depart - 10, depart, key, other) for depart, key, other in deliveries]
    return intake(lab("L1", 60, **more), rows, START)


def test_key_tubes_overtake_the_others() -> None:
    # 30 others from 600 on; at 610 ten key tubes come and are started before the 20 left
    found = work((600, 0, 30), (610, 10, 0))
    assert found.key_results_at == 620 + 210
    assert found.results_at == 640 + 210
    assert found.max_wait_min == pytest.approx(40)


def test_a_lab_waits_for_tubes_and_never_works_ahead() -> None:
    found = work((600, 0, 10), (700, 0, 10))
    assert [found.whole_started_by(t) for t in (599, 600, 605, 610, 700, 710)] == [
        0,
        0,
        5,
        10,
        10,
        20,
    ]
    assert found.results_at == 710 + 210
    assert found.received_before(690) == 10
    assert found.received_before(691) == 20


def test_results_are_rounded_up() -> None:
    found = intake(lab("L1", 70, turnaround_min=0), [Delivery(590, 600, 0, 1)], START)
    assert found.results_at == 601  # 60/70 of a minute


def test_the_day_s_limit_holds_until_the_next_24_hours() -> None:
    found = work((600, 5, 20), tubes_per_day=15)
    assert found.key_results_at == 605 + 210
    assert found.whole_started_by(START + 1440) == 15
    assert found.results_at == START + 1440 + 10 + 210


def test_a_delivery_before_the_round_belongs_to_the_day_before() -> None:
    found = work((410, 0, 20), tubes_per_day=15)
    # 10 tubes until 420, when a new day begins: the other 10 follow at once
    assert found.results_at == 430 + 210


def test_a_lab_that_may_start_nothing_never_has_results() -> None:
    assert work((600, 0, 1), tubes_per_day=0).results_at == START + NEVER_MIN + 210


def test_nothing_delivered_nothing_resulted() -> None:
    found = work()
    assert (found.key_results_at, found.results_at, found.max_wait_min) == (None, None, 0)


deliveries = st.lists(
    st.tuples(st.integers(430, 900), st.integers(0, 60), st.integers(0, 60)), max_size=8
)


@given(deliveries, st.one_of(st.none(), st.integers(20, 200)))
def test_the_queue_against_a_lab_that_starts_tube_by_tube(
    rows: list[tuple[int, int, int]], per_day: int | None
) -> None:
    """Minute by minute one tube is started: key first; the day's limit holds."""
    waiting = [0, 0]
    today, done, last, last_key = 0, 0, None, None
    total = sum(key + other for _, key, other in rows)
    minute = START
    while done < total:
        if (minute - START) % 1440 == 0:
            today = 0
        for depart, key, other in rows:
            if depart == minute:
                waiting[0] += key
                waiting[1] += other
        minute += 1
        if any(waiting) and (per_day is None or today < per_day):
            kind = 0 if waiting[0] else 1
            waiting[kind] -= 1
            today, done, last = today + 1, done + 1, minute
            last_key = minute if kind == 0 else last_key
    found = work(*rows, tubes_per_day=per_day)
    assert found.results_at == (None if last is None else last + 210)
    assert found.key_results_at == (None if last_key is None else last_key + 210)
