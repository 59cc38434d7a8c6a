"""Learned rates of days worked out by hand."""

from __future__ import annotations

import math

import pytest

from board_cases import (
    box_events,
    count,
    ledger,
    opened,
    small_day,
    small_plan,
    small_roster,
    told,
    visited,
)
from masstest.live.day import Day
from masstest.live.events import Event, PointPaused, VehicleArrived, VehicleDeparted
from masstest.live.learned import Advice, LearnedRate, UnknownRate, learned, with_learned
from masstest.live.learned.rates import Spread, rate, spread_of, spread_with_limits


def rates(*events: Event, now_min: float = 720) -> dict[str, LearnedRate]:
    return {r.name: r for r in learned(small_day(), ledger(*events), now_min)}


def test_a_lane_with_people_waiting_shows_its_rate() -> None:
    # planned 2 a minute; done 1.5 a minute at 2 lanes: 45 an hour and lane, from 510 on
    # (15 min and more behind); everybody comes in the end, the last 12 count for nothing
    steps = [(480 + 20 * n, 30 * n) for n in range(1, 9)]
    found = rates(opened(), *(count(at, persons) for at, persons in steps))["lane_rate_10"]
    assert found.median == 45
    assert (found.now, found.learned, found.count) == (60, 45, 1)
    assert found.advice is Advice.too_few  # one point is no sample


def test_a_point_that_kept_up_shows_only_what_came() -> None:
    # nine in ten of those due came, all on time
    steps = [(480 + 20 * n, 36 * n) for n in range(1, 7)]
    found = rates(opened(), *(count(at, persons) for at, persons in steps))["lane_rate_10"]
    assert found.median is found.learned is None
    assert found.at_least == 54


def test_a_pause_is_no_work() -> None:
    steps = [(500, 30), (520, 60), (540, 90), (620, 120), (640, 150), (660, 180), (680, 240)]
    paused = told(545, PointPaused(site_id="P1", reason="rain"))
    again = opened(615)
    found = rates(opened(), paused, again, *(count(at, persons) for at, persons in steps))
    assert found["lane_rate_10"].median == 45


def test_minutes_of_handling_and_delay_of_a_pickup() -> None:
    # planned at 540: the first comes early, waits, and takes 6 min; the second comes late
    def stop(at: float, until: float, run_id: str) -> list[Event]:
        there = VehicleArrived(vehicle_id="V1", run_id=run_id, stop=0)
        away = VehicleDeparted(vehicle_id="V1", run_id=run_id, stop=0)
        return [told(at, there, "V1"), told(until, away, "V1")]

    found = rates(*stop(530, 546, "R1"), *stop(610, 620, "R2"))
    assert found["stop_min"].median == 8  # 6 and 10
    assert found["pickup_delay"].median == 0  # -10 and 10
    assert found["pickup_delay"].advice is Advice.for_information


def test_how_long_a_laboratory_takes() -> None:
    boxes = [
        box_events(f"B{n}", sealed=500, handed=505, departed=506, received=520,
                   started=530 + n, resulted=600 + n)
        for n in range(11)
    ]  # fmt: skip
    found = rates(*(event for box in boxes for event in box))["L1.turnaround_min"]
    assert (found.now, found.learned, found.count) == (60, 70, 11)
    assert found.advice is Advice.take
    assert found.place == "L1"


def test_tubes_an_hour_only_while_boxes_wait() -> None:
    # a box of 10 every 15 minutes for 4 hours, all of which had come before: 40 an hour;
    # then one that comes late, for which the laboratory waits
    boxes = [
        box_events(
            f"B{n}", sealed=500, handed=505, departed=506, received=520, started=530 + 15 * n
        )
        for n in range(17)
    ]
    late = box_events("Z", sealed=500, handed=505, departed=506, received=880, started=890)
    found = rates(*(event for box in boxes for event in box), *late)["L1.tubes_per_hour"]
    assert (found.now, found.learned, found.count) == (60, 40, 4)
    assert found.advice is Advice.take


def test_minutes_at_a_door() -> None:
    # a visit of 3 persons that took 14 min after a way of 13 (planned 497 to 510)
    found = rates(visited(497, 0, 4), visited(524, 1, 3))
    assert found["doorstep_person_min"].median is None  # one visit: no slope
    assert found["doorstep_stop_min"].advice is Advice.too_few


def test_minutes_for_a_person_are_a_slope() -> None:
    plan = small_plan()
    team = plan.doorstep[0]
    stop = team.stops[0]
    stops = tuple(
        stop.model_copy(update={"arrive": 480 + 30 * n, "depart": 500 + 30 * n}) for n in range(25)
    )
    teams = (team.model_copy(update={"stops": stops}),)
    day = Day(plan.model_copy(update={"doorstep": teams}), small_roster())
    at, events = 500.0, [visited(500, 0, 1)]
    for n in range(1, 25):
        persons = 1 + n % 4
        at += 10 + 4 + 2.5 * persons  # the planned way, the door, and each person
        events.append(visited(at, n, persons))
    found = {r.name: r for r in learned(day, ledger(*events), 2000)}
    assert found["doorstep_person_min"].learned == 2.5
    assert found["doorstep_stop_min"].learned == 4
    assert found["doorstep_person_min"].count == 24


def test_turnout_of_those_who_are_through() -> None:
    found = rates(visited(497, 0, 4), visited(524, 1, 3))
    assert found["turnout"].median == 100
    assert found["turnout"].count == 1


def test_quartiles() -> None:
    assert spread_of([1, 2, 3, 4, 1000]) == Spread(3, 2, 4, 5)
    assert spread_of([]) is None


def test_those_that_never_reached_their_limit_are_not_left_out() -> None:
    # 90 and 95 are known; three more could do at least 92, 100 and 100.
    # Above 90: 4/5. 92 leaves. Above 95: 4/5 * 2/3 = 8/15. So the median isn't reached.
    found = spread_with_limits([90, 95], [92, 100, 100])
    assert found is not None
    assert found.median == math.inf
    assert found.lower == 95
    assert found.at_least == 95
    # without limits it is the usual median
    plain = spread_with_limits([3, 1, 2], [])
    assert plain is not None
    assert (plain.lower, plain.median, plain.upper) == (1, 2, 3)


@pytest.mark.parametrize(
    ("spread", "advice"),
    [
        (Spread(80, 78, 82, 30), Advice.take),
        (Spread(98, 97, 99, 30), Advice.same),
        (Spread(80, 78, 82, 4), Advice.too_few),
        (Spread(90, 60, 120, 30), Advice.unsure),  # 1.57 * 60 / sqrt(30) = 17
        (Spread(math.inf, 90, math.inf, 30, 101), Advice.at_least),
        (None, Advice.too_few),
    ],
)
def test_what_is_advised(spread: Spread | None, advice: Advice) -> None:
    found = rate("lane_rate_10", spread, now=100, unit="persons/h", cases="points", needed=5)
    assert found.advice is advice
    assert found.recommended == (advice is Advice.take)


def test_chosen_rates_are_written_into_a_roster() -> None:
    roster = small_roster()
    chosen = {
        "lane_rate_10": 45.0,
        "stop_min": 6.0,
        "L1.turnaround_min": 75.0,
        "L9.tubes_per_hour": 9,
    }
    after = with_learned(roster, chosen)
    assert (after.parameters.lane_rate_10, after.parameters.stop_min) == (45, 6)
    assert (after.lab["L1"].turnaround_min, after.lab["L1"].tubes_per_hour) == (75, 60)
    assert roster.parameters.lane_rate_10 == 60
    assert with_learned(roster, {}) == roster


def test_nothing_else_can_be_written() -> None:
    with pytest.raises(UnknownRate):
        with_learned(small_roster(), {"pool_fill": 1.0})
