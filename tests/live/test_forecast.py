"""When it will be over; the plan's figures are worked out in `board_cases`."""

from __future__ import annotations

import pytest

import custody_events as custody
from board_cases import (
    arrived,
    box_events,
    closed,
    count,
    ledger,
    opened,
    small_day,
    told,
    visited,
    whole_day,
)
from masstest.live.day import Day
from masstest.live.events import Event, PointPaused
from masstest.live.forecast import (
    Forecast,
    Normal,
    expected_of_latest,
    forecast,
    quantile_of_latest,
    signal_of,
)
from masstest.live.forecast.deadlines import signal_of_latest
from masstest.live.shapes import Expected, Signal
from rounds.lost_lab import LOST, OPEN_MIN, day_by_hand, lost_at


def look(now_min: float, *events: Event) -> Forecast:
    return forecast(small_day(), ledger(*events), now_min)


def finish(now_min: float, *events: Event, of: str = "P1") -> Normal:
    return look(now_min, *events).sampling.finish[of]


def test_the_last_of_two_is_later_than_either() -> None:
    # Phi(x)^2 = 1/2 at Phi(x) = 0.7071, x = 0.545; Phi(x)^2 = 0.9 at Phi(x) = 0.9487, x = 1.632
    two = [Normal(100, 10), Normal(100, 10)]
    assert quantile_of_latest(two, 0.5) == pytest.approx(105.45, abs=0.1)
    assert quantile_of_latest(two, 0.9) == pytest.approx(116.3, abs=0.1)


def test_the_last_of_one_early_and_one_late_is_the_late_one() -> None:
    assert quantile_of_latest([Normal(100, 5), Normal(300, 5)], 0.5) == pytest.approx(300)
    assert quantile_of_latest([Normal(100, 0), Normal(90, 0)], 0.5) == pytest.approx(100)


def test_as_planned() -> None:
    # everybody who comes has come in time: latecomers come until 7 min after closing at 600
    end = finish(540, opened(), count(540, 112))
    assert end.mean == pytest.approx(607, abs=2)
    assert end.p90 < 620


def test_few_people_are_not_slow_lanes() -> None:
    # 110 of 126 called: 87 %, a little below the usual 92 %; slow lanes would mean 618
    assert finish(540, opened(), count(540, 110)).mean < 613


def test_slow_lanes_take_longer() -> None:
    # 60 persons in 60 min are half the pace. Of 240 the usual 92 % come, 220.8 persons: 160.8
    # more, 80.4 min of the plan, and 160.8 at half the pace
    end = finish(540, opened(), count(540, 60))
    assert end.mean == pytest.approx(700.8, abs=1)
    assert signal_of(Expected(p50_min=end.mean, p90_min=end.p90), 660, 10) is Signal.red


def test_amber_before_red() -> None:
    order = {Signal.green: 0, Signal.amber: 1, Signal.red: 2}
    signals = [
        look(540, opened(), count(540, persons), visited(497, 0, 4), visited(524, 1, 3))
        .deadlines[0]
        .signal
        for persons in range(112, 40, -1)
    ]
    ranks = [order[signal] for signal in signals]
    assert ranks == sorted(ranks)
    assert set(signals) == set(Signal)


def test_not_open_yet() -> None:
    # at 520 it should long be open: 10 min more, and 92 % of 240 persons at 2 a minute
    assert finish(520).mean == pytest.approx(520 + 10 + 110.4, abs=0.5)
    # before the start nothing is late
    assert finish(300).mean == pytest.approx(607)


def test_a_late_opening_moves_the_end() -> None:
    events = [opened(520), count(570, 100)]
    # 100 persons in 50 min: the lanes keep their pace, and 121 more come: until 630
    assert finish(570, *events).mean == pytest.approx(630, abs=4)


def test_a_pause_moves_the_end() -> None:
    paused = told(541, PointPaused(site_id="P1", reason="rain"))
    going = finish(555, opened(), count(540, 60)).mean
    assert finish(555, opened(), count(540, 60), paused).mean > going + 15


def test_over_is_known() -> None:
    end = finish(650, opened(), count(600, 220), closed(604))
    assert end == Normal(604, 0)


def test_after_midnight_without_any_report() -> None:
    ahead = look(2000)
    assert ahead.deadlines[0].signal is Signal.red
    assert ahead.sampling.finish["P1"].mean > 2000
    assert ahead.sampling.finish["T1"].mean >= 2000


def test_a_team_goes_on_at_its_pace() -> None:
    # as planned so far: the way of 13 min, then 5 min and 2.94 persons at 3 min
    assert finish(500, visited(497, 0, 4), of="T1").mean == pytest.approx(524, abs=0.5)
    # twice as slow at the first visit: half of that is taken to be its pace
    slow = finish(515, visited(514, 0, 4), of="T1").mean
    assert 514 + 13 + 14 * 1.1 < slow < 514 + 13 + 14 * 1.7


def test_a_team_that_is_through() -> None:
    assert finish(540, visited(497, 0, 4), visited(530, 1, 3), of="T1") == Normal(530, 0)


def test_lab_queue_from_real_arrivals() -> None:
    # P1 closed with its 12 tubes at the lab; the team's two come by R2, unloaded at 640.
    # From 570 on, 1 tube a minute: key tubes until 572, R2's until 642; results 60 min later
    events = [
        opened(),
        count(540, 120),
        closed(541),
        *box_events("K1", tubes=2, key=True, sealed=541, handed=543, departed=545, received=562),
        *box_events("B1", sealed=541, handed=543, departed=545, received=562),
        visited(497, 0, 4),
        visited(524, 1, 3),
    ]
    outlook = look(570, *events).labs["L1"]
    assert (outlook.received, outlook.waiting, outlook.key_waiting) == (12, 12, 2)
    assert outlook.coming == pytest.approx(2)
    assert outlook.key_results is not None
    assert outlook.key_results.mean == pytest.approx(632)
    assert outlook.results is not None
    assert outlook.results.mean == pytest.approx(702)
    assert outlook.results.p90 > 702


def test_a_late_vehicle_makes_results_late() -> None:
    events = [
        opened(), count(540, 120), closed(541), visited(497, 0, 4), visited(524, 1, 3),
        *box_events("B1", tubes=12, sealed=541),
    ]  # fmt: skip
    on_time = look(550, *events, arrived(541)).labs["L1"].results
    late = look(600, *events, arrived(595)).labs["L1"].results
    assert on_time is not None
    assert late is not None
    assert late.mean > on_time.mean + 20


def test_a_lab_that_is_slower_than_it_said() -> None:
    # 2000 tubes came at 500, and one box of 100 was started every 200 min from 510 on: half of
    # the 60 an hour. By 2110 that is 900, the last of them half begun, and 1600 were possible
    events = [
        e
        for i in range(20)
        for e in box_events(
            f"B{i}", tubes=100, sealed=490, handed=492, departed=494, received=500,
            started=510 + i * 200 if i < 9 else None,
        )
    ]  # fmt: skip
    outlook = look(2110, *events).labs["L1"]
    assert outlook.started == 900
    assert outlook.pace == pytest.approx(850 / 1600, abs=0.01)
    assert outlook.observed_per_hour == pytest.approx(60 * outlook.pace)


def test_deadlines_met_as_planned() -> None:
    sampling, key, results = look(720, *whole_day()).deadlines
    assert (sampling.met_min, key.met_min, results.met_min) == (601, 632, 714)
    assert (sampling.planned_min, key.planned_min, results.planned_min) == (600, 632, 714)
    assert (sampling.slack_min, key.slack_min, results.slack_min) == (59, 68, 186)
    assert {d.signal for d in (sampling, key, results)} == {Signal.green}


def test_the_latest_of_many_is_red_only_when_somebody_is() -> None:
    many = [Normal(640, 10)] * 40  # each of them is in time with 97.7 %
    when = expected_of_latest(many)
    assert when is not None
    assert when.p50_min > 660
    assert signal_of(when, 660, 10) is Signal.red
    assert signal_of_latest(many, when, 660, 10) is Signal.amber
    assert signal_of_latest([*many, Normal(661, 1)], when, 660, 10) is Signal.red
    # 0.977^120 = 6 %: who it will be is open, that it will be somebody isn't
    assert signal_of_latest(many * 3, when, 660, 10) is Signal.red


def test_long_after_the_deadline_nothing_is_foreseen_of_who_says_nothing() -> None:
    events = (opened(), count(540, 120), count(600, 200))
    soon, later = (look(now_min, *events).deadlines for now_min in (700, 1980))
    assert soon[0].expected is not None
    assert [(each.expected, each.signal) for each in later] == [(None, Signal.red)] * 3
    assert (set(later[0].last), later[0].open_parts) == ({"P1", "T1"}, 2)
    # one that still reports is told of
    assert look(1980, *events, count(1970, 220)).deadlines[0].expected is not None


def test_a_deadline_missed_stays_red() -> None:
    events = [*whole_day(), closed(670)]
    assert look(1500, *events).deadlines[0].signal is Signal.red


def test_who_decides_is_named() -> None:
    sampling = look(540, opened(), count(540, 60)).deadlines[0]
    assert sampling.last[0] == "P1"


def test_what_lies_at_a_lost_laboratory_is_awaited_elsewhere() -> None:
    lies = [
        custody.sealed(540, source="P1"),
        custody.handed(548, vehicle_id="V9"),
        custody.received(575, lab_id=LOST),
    ]
    day = Day(lost_at(OPEN_MIN), day_by_hand()[0])
    nothing, lying = (forecast(day, ledger(*events), OPEN_MIN).labs for events in ((), lies))
    assert lying[LOST].waiting == 20
    # its tubes are no more to be fetched from the point, but from there
    coming = [sum(lab.coming for lab in labs.values()) for labs in (nothing, lying)]
    assert coming[0] == pytest.approx(coming[1])
