"""What a plan expects of its day; the figures are worked out in `board_cases`."""

from __future__ import annotations

import numpy as np
import pytest

from board_cases import small_day, small_plan, small_roster
from masstest.domain.plan import Plan
from masstest.live.day import Day
from masstest.live.lab_queue import Arrival, serve
from rounds.lost_lab import OPEN_MIN, SEALED_MIN, day_by_hand, lost_at


def test_who_is_where() -> None:
    day = small_day()
    point, team = day.sources["P1"], day.sources["T1"]
    assert (point.kind, point.name, point.street, point.community) == ("point", "School", "S", "K")
    assert (point.persons, point.tubes, point.key_tubes) == (240, 24, 2)
    assert point.due == {"C1": 120, "C2": 120}
    assert point.lead_ids == ("W1",)
    # a team belongs to where its people live
    assert (team.kind, team.street, team.community, team.persons) == ("team", "E", "K2", 7)
    assert [(area.kind, area.name) for area in day.areas] == [
        ("district", "D"),
        ("street", "E"),
        ("street", "S"),
        ("community", "K2"),
        ("community", "K"),
    ]


@pytest.mark.parametrize(
    ("minute", "persons", "tubes", "key_tubes"),
    [(480, 0, 0, 0), (490, 20, 2, 2), (540, 120, 12, 2), (570, 180, 18, 2), (600, 240, 24, 2)],
)
def test_point_by_the_minute(minute: int, persons: int, tubes: int, key_tubes: int) -> None:
    curve = small_day().sources["P1"].curve
    assert curve.persons_at(minute) == pytest.approx(persons)
    assert curve.tubes_of(persons) == pytest.approx(tubes)
    assert curve.key_tubes_of(persons) == pytest.approx(key_tubes)
    assert curve.time_of(persons) == pytest.approx(minute)


def test_more_people_than_due_fill_more_tubes() -> None:
    # 24 tubes for 240 persons, so 26.4 for 264
    assert small_day().sources["P1"].curve.tubes_of(264) == pytest.approx(26.4)


def test_tubes_of_the_district_along_the_day() -> None:
    day = small_day()
    flow = day.flow

    def all_sources(figures: np.ndarray, minute: float) -> float:
        return float(flow.column(figures, minute).sum())

    assert all_sources(flow.at_lab, 559) == 0
    assert all_sources(flow.at_lab, 560) == 12
    assert all_sources(flow.at_lab, 630) == 26
    # key tubes start in 570..572: the last result of them at 632, and then one a minute
    assert all_sources(flow.resulted, 631) == pytest.approx(1)
    assert all_sources(flow.resulted, 642) == pytest.approx(12)
    assert all_sources(flow.resulted, 700) == pytest.approx(12)
    assert all_sources(flow.resulted, 714) == pytest.approx(26)
    assert day.labs["L1"].key_results_min == pytest.approx(632)
    assert day.labs["L1"].results_min == pytest.approx(714)
    # before the first and after the last minute nothing moves any more
    assert all_sources(flow.persons, -500) == 0
    assert all_sources(flow.persons, 9999) == 247


def test_a_plan_without_anything() -> None:
    plan = small_plan()
    empty = Plan(round=plan.round)
    day = Day(empty, small_roster())
    assert day.persons == 0
    assert day.labs == {}
    assert [area.kind for area in day.areas] == ["district"]


def test_places() -> None:
    day = small_day()
    roster = day.roster
    assert day.place("L1") == (roster.lab["L1"].lon, roster.lab["L1"].lat)
    assert day.place("C2") == (roster.compound["C2"].lon, roster.compound["C2"].lat)
    assert day.place("nowhere") is None


def test_lab_takes_key_tubes_first() -> None:
    # 10 a minute: 100 others begin at 0; 20 key tubes come at 4, are started in 4..6
    queue = serve([Arrival(0, 0, 100), Arrival(4, 20, 0)], 10)
    assert queue.key.last_min == pytest.approx(6)
    assert queue.other.last_min == pytest.approx(12)
    assert queue.all_by(5) == pytest.approx(50)


def test_lab_stops_at_its_day_limit() -> None:
    # 30 of 50 on the first day; the other 20 begin when the next one does, at 1440
    queue = serve([Arrival(0, 0, 50)], 10, per_day=30)
    assert queue.all_by(1000) == pytest.approx(30)
    assert queue.other.last_min == pytest.approx(1442)


def test_lab_waits_for_what_comes() -> None:
    queue = serve([Arrival(100, 0, 10), Arrival(0, 0, 10)], 1)
    assert queue.all_by(50) == pytest.approx(10)
    assert queue.last_min == pytest.approx(110)
    assert serve([], 1).last_min is None


@pytest.mark.parametrize("freeze", [OPEN_MIN, SEALED_MIN])
def test_what_is_fetched_from_a_lost_laboratory_is_tested_once(freeze: int) -> None:
    roster, before, _ = day_by_hand()
    plan = lost_at(freeze)
    day, usual = Day(plan, roster), Day(before, roster)
    assert {lab_id: own.tubes for lab_id, own in day.labs.items()} == {
        load.lab_id: load.tubes for load in plan.labs
    }
    # point by point and team by team, wherever it is tested
    assert np.allclose(day.flow.resulted[:, -1], usual.flow.resulted[:, -1])
    assert np.allclose(day.flow.at_lab[:, -1], usual.flow.at_lab[:, -1])
    for load in plan.labs:
        own = day.labs[load.lab_id]
        if load.results_at is not None:
            assert own.results_min == pytest.approx(load.results_at, abs=1)
