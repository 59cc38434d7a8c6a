"""The laboratory's day: key tubes first, at a steady pace, within the day's limit."""

from __future__ import annotations

import pytest

import support
from masstest.solver.transport.laboratories import Delivery, lab_day, lab_load

START = 420


def test_waiting_tubes_are_started_one_after_another() -> None:
    lab = support.lab("L1", 60)
    day = lab_day(lab, [Delivery(470, 480, 30, 0), Delivery(485, 495, 30, 0)], START)
    assert day.end == pytest.approx(540)
    # the first thirty wait 15 minutes on average, the others 30
    assert day.wait_tube_min == pytest.approx(30 * 15 + 30 * 30)
    assert day.results_at == 540 + lab.turnaround_min
    assert day.key_results_at is None


def test_key_tubes_overtake() -> None:
    day = lab_day(
        support.lab("L1", 60), [Delivery(470, 480, 60, 0), Delivery(490, 500, 10, 10)], START
    )
    assert day.key_end == pytest.approx(510)
    assert day.end == pytest.approx(550)


def test_beyond_the_day_s_limit_tubes_wait_for_the_next_day() -> None:
    lab = support.lab("L1", 60, tubes_per_day=40)
    day = lab_day(lab, [Delivery(470, 480, 50, 0)], START)
    assert day.end == pytest.approx(START + 24 * 60 + 10)


def test_a_laboratory_that_may_start_nothing_never_ends() -> None:
    day = lab_day(support.lab("L1", 60, tubes_per_day=0), [Delivery(470, 480, 5, 0)], START)
    assert day.end is None


def test_the_table_of_hours_adds_up() -> None:
    lab = support.lab("L1", 50)
    deliveries = [Delivery(473, 483, 33, 3), Delivery(511, 521, 41, 0), Delivery(655, 665, 17, 1)]
    load = lab_load(lab_day(lab, deliveries, START))
    for name in ("received", "started", "resulted"):
        assert sum(getattr(hour, name) for hour in load.hours) == load.tubes == 91
    assert max(hour.started for hour in load.hours) <= 50
    assert [hour.hour for hour in load.hours] == list(range(420, load.hours[-1].hour + 60, 60))
    assert load.hours[-1].waiting == 0
