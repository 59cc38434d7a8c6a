"""A simulated day keeps every person and tube, and without spread it is the plan."""

from __future__ import annotations

import math

import numpy as np
import pytest

from masstest.rehearsal.breakdowns import Breakdown
from masstest.rehearsal.simulation import Course, SimulatedDay, simulate_day
from masstest.rehearsal.simulation.sampling import order_of_arrival
from masstest.rehearsal.spread import Spread
from rehearsal_days import small_course, town_course

TOLERANCE_MIN = 1.0  # of the plan's whole minutes
COURSES = {"small": small_course, "town": town_course}


@pytest.fixture(params=list(COURSES))
def course(request: pytest.FixtureRequest) -> Course:
    return COURSES[request.param]()


def some_days(course: Course, count: int = 4) -> list[SimulatedDay]:
    return [simulate_day(course, Spread(), seed=3, day=day) for day in range(count)]


def test_without_spread_sampling_ends_when_the_plan_says(course: Course) -> None:
    day = simulate_day(course, Spread.none())
    for point in day.points:
        planned = course.plan.point[point.course.site_id]
        assert planned.finish_at - TOLERANCE_MIN < point.finish_min <= planned.finish_at + 1e-6
        assert len(point.done_min) == planned.persons
        assert int(point.key.sum()) == planned.key_persons
        assert (len(point.tubes.key), int(point.tubes.key.sum())) == (
            planned.tubes,
            planned.key_tubes,
        )
        assert point.wait_min.max(initial=0) <= course.roster.parameters.max_wait_min + 1
    for team in day.teams:
        stops = course.plan.team[team.course.team_id].stops
        arrivals = [visit.arrive_min for visit in team.visited]
        assert arrivals == pytest.approx([stop.arrive for stop in stops])
        assert team.finish_min == pytest.approx(stops[-1].depart)


def test_without_spread_every_pickup_and_delivery_is_the_plans(course: Course) -> None:
    day = simulate_day(course, Spread.none())
    runs = {run.run_id: run for run in course.plan.runs}
    assert len(day.trips) == len(runs)
    for trip in day.trips:
        stops = runs[trip.run_id].stops
        for call, stop in zip(trip.calls, stops, strict=False):
            assert call.arrive_min == pytest.approx(stop.arrive)
            assert len(call.tubes) == stop.tubes
            assert int(day.tubes.key[call.tubes].sum()) == stop.key_tubes
            if stop.oldest_sample_at is not None:
                first = float(day.tubes.first_min[call.tubes].min())
                assert first == pytest.approx(stop.oldest_sample_at, abs=TOLERANCE_MIN)
        assert trip.arrive_min == pytest.approx(stops[-1].arrive)
        assert len(trip.tubes) == stops[-1].tubes


def test_without_spread_results_come_when_the_plan_says(course: Course) -> None:
    day = simulate_day(course, Spread.none())
    for planned in course.plan.labs:
        number = [lab.lab_id for lab in course.roster.labs].index(planned.lab_id)
        own = day.tubes.lab == number
        assert int(own.sum()) == planned.tubes
        last = float(day.tubes.resulted_min[own].max())
        assert last == pytest.approx(planned.results_at, abs=TOLERANCE_MIN)
        if planned.key_results_at is not None:
            last = float(day.tubes.resulted_min[own & day.tubes.key].max())
            assert last == pytest.approx(planned.key_results_at, abs=TOLERANCE_MIN)


def test_every_person_is_sampled_or_missed(course: Course) -> None:
    due = sum(p.persons for p in course.plan.points)
    due += sum(stop.persons for team in course.plan.doorstep for stop in team.stops)
    for day in some_days(course):
        assert day.persons + day.missed == due
        assert 0 < day.persons < due
        assert int(day.tubes.persons.sum()) == day.persons


def test_every_tube_is_picked_up_delivered_and_resulted_once(course: Course) -> None:
    for day in some_days(course):
        tubes = day.tubes
        carried = np.concatenate([trip.tubes for trip in day.trips])
        assert sorted(carried.tolist()) == list(range(len(tubes)))
        batched = np.concatenate([b for lab in day.laboratories for _, b in lab.batches])
        assert sorted(batched.tolist()) == list(range(len(tubes)))
        for earlier, later in (
            (tubes.first_min, tubes.last_min),
            (tubes.last_min, tubes.ready_min),
            (tubes.ready_min - 1e-5, tubes.picked_min),
            (tubes.picked_min, tubes.received_min),
            (tubes.received_min, tubes.started_min),
            (tubes.started_min, tubes.resulted_min),
        ):
            assert (earlier <= later).all()


def test_nobody_keeps_a_tube_open_for_who_may_still_come(course: Course) -> None:
    spread, split = Spread(), 0
    for day in some_days(course):
        for point in day.points:
            tubes = point.tubes
            lasts = tubes.last_min - tubes.first_min
            assert ((lasts <= spread.tube_open_max_min + 1e-9) | (tubes.persons == 1)).all()
            assert (tubes.persons > 0).all()
            assert int(tubes.persons.sum()) == len(point.done_min)
            split += int((tubes.persons < 3).sum())
    assert split


def test_a_crew_leaves_in_time_for_what_it_carries(course: Course) -> None:
    """It waits for the last tubes, but not beyond what the plan's way to the laboratory needs."""
    spread, limit = Spread(), course.roster.parameters.specimen_age_max_min
    plans = {run.run_id: run for run in course.plan.runs}
    waits = 0
    for day in some_days(course, 20):
        for trip in (trip for trip in day.trips if not trip.extra):
            stops = plans[trip.run_id].stops
            aboard = math.inf
            for call, stop in zip(trip.calls, stops, strict=False):
                if call.waited_min > 1e-6:
                    waits += 1
                    way = (stops[-1].arrive - stop.arrive) * (1 + spread.traffic_leg_sd)
                    assert call.arrive_min + way <= aboard + limit + 1e-6
                first = day.tubes.first_min[call.tubes]
                aboard = min(aboard, float(first.min(initial=math.inf)))
    assert waits


def test_nobody_is_sampled_before_coming_or_out_of_turn(course: Course) -> None:
    for day in some_days(course, 2):
        for point in day.points:
            assert (np.diff(point.done_min) > 0).all()
            assert (point.wait_min >= 0).all()
            at_lanes = point.course.lane_min.mean() / point.course.lanes
            assert float(np.diff(point.done_min).mean()) >= 0.5 * at_lanes


@pytest.mark.parametrize("count", [0, 1, 2, 3000])
def test_who_comes_first_is_served_first(count: int) -> None:
    rng = np.random.default_rng(count)
    minutes = np.linspace(420, 810, count) + 8 * rng.standard_normal(count)
    minutes[::7] = np.round(minutes[::7])  # some come in the same minute
    assert order_of_arrival(minutes).tolist() == np.argsort(minutes, kind="stable").tolist()
    together = np.full(count, 500.0)
    assert order_of_arrival(together).tolist() == list(range(count))


def test_a_vehicle_never_carries_more_than_it_holds() -> None:
    course = town_course()
    for day in some_days(course):
        for trip in day.trips:
            assert len(trip.tubes) <= course.roster.vehicle[trip.vehicle_id].capacity_tubes


def test_a_day_is_the_same_whoever_simulates_it() -> None:
    course = town_course()
    simulate_day(course, Spread(), seed=3, day=1)
    one, again = (simulate_day(course, Spread(), seed=3, day=2) for _ in range(2))
    other = simulate_day(course, Spread(), seed=4, day=2)
    assert one.finish_by_source == again.finish_by_source
    assert (one.tubes.resulted_min == again.tubes.resulted_min).all()
    assert one.finish_by_source != other.finish_by_source


def test_waits_are_those_of_parallel_lanes() -> None:
    """Persons of a point, called to whichever lane is free first, wait about as long."""
    course = town_course()
    day = simulate_day(course, Spread(person_sd=0.0), seed=3)
    point = max(day.points, key=lambda each: each.course.lanes)
    lanes, lane_min = point.course.lanes, float(point.course.lane_min[0])
    came = point.done_min - lane_min / lanes - point.wait_min
    pace = float(np.median(np.diff(point.done_min))) * lanes
    free, waits = [point.opened_min] * lanes, []
    for at in np.sort(came):
        begin = max(at, min(free))
        free[free.index(min(free))] = begin + pace
        waits.append(begin - at)
    assert np.percentile(waits, 95) == pytest.approx(np.percentile(point.wait_min, 95), abs=1.5)
    assert np.mean(waits) == pytest.approx(point.wait_min.mean(), abs=1.0)


def results_at(course: Course, *breakdowns: Breakdown, spread: Spread | None = None) -> float:
    day = simulate_day(course, spread or Spread.none(), breakdowns)
    assert np.isfinite(day.tubes.resulted_min).all()
    return float(day.tubes.resulted_min.max())


def test_a_lost_laboratory_makes_results_late_and_loses_no_tube() -> None:
    course = town_course()
    busiest = max(course.plan.labs, key=lambda lab: lab.tubes).lab_id
    lost = Breakdown("lab", busiest, 11 * 60)
    before = results_at(course)
    assert results_at(course, lost) > before + 30
    day = simulate_day(course, Spread.none(), [lost])
    number = [lab.lab_id for lab in course.roster.labs].index(busiest)
    started = day.tubes.started_min[day.tubes.lab == number]
    one_batch_min = 60 / course.roster.labs[number].tubes_per_hour
    assert (started <= lost.from_min + one_batch_min + 1e-6).all()


def test_a_laboratory_that_pauses_is_late_by_as_much_as_it_was_busy() -> None:
    course = small_course()
    pause = Breakdown("lab", "L1", 520, 580)
    late = results_at(course, pause) - results_at(course)
    assert 0 < late <= 60


def test_a_vehicle_that_breaks_down_delivers_late() -> None:
    course = small_course()
    run = next(run for run in course.plan.runs if run.run_id == "R1")
    broken = Breakdown("vehicle", run.vehicle_id, run.stops[0].depart + 1)
    day = simulate_day(course, Spread.none(), [broken])
    trip = next(trip for trip in day.trips if trip.run_id == "R1")
    late = trip.arrive_min - run.stops[-1].arrive
    assert 0 < late <= Spread().replacement_min
    assert np.isfinite(day.tubes.resulted_min).all()


def test_a_closed_point_samples_nobody_more() -> None:
    course = town_course()
    site_id = course.points[0].site_id
    day = simulate_day(course, Spread.none(), [Breakdown("site", site_id, 600)])
    closed = day.points[0]
    assert closed.finish_min <= 600
    assert closed.turned_away > 0
    assert day.persons + day.missed == simulate_day(course, Spread.none()).persons
    paused = simulate_day(course, Spread.none(), [Breakdown("site", site_id, 600, 630)]).points[0]
    planned = course.plan.point[site_id].finish_at
    assert paused.finish_min == pytest.approx(planned + 30, abs=TOLERANCE_MIN)
    assert paused.turned_away == 0


def test_rain_slows_what_is_outdoors() -> None:
    course = town_course()
    rain = Breakdown("rain", "0.8", 480, 660, pace=0.8)
    dry, wet = (simulate_day(course, Spread.none(), each) for each in ((), (rain,)))
    for before, after in zip(dry.points, wet.points, strict=True):
        if before.course.indoor:
            assert after.finish_min == before.finish_min
        elif before.finish_min > 660:
            # three hours at four fifths
            assert after.finish_min == pytest.approx(before.finish_min + 36, abs=TOLERANCE_MIN)
    # a single batch may fall better; all together the results come later
    assert wet.tubes.resulted_min.mean() > dry.tubes.resulted_min.mean()


def test_breakdowns_leave_other_chances_alone() -> None:
    course = town_course()
    lost = Breakdown("site", course.points[0].site_id, 600, math.inf)
    dry = simulate_day(course, Spread(), seed=3)
    hurt = simulate_day(course, Spread(), [lost], seed=3)
    assert hurt.finish_by_source[1:] == dry.finish_by_source[1:]
