"""A plan in which a laboratory was lost is played so: what lies there waits until it is fetched."""

from __future__ import annotations

import asyncio
import dataclasses
import math
from functools import cache

import numpy as np
import pytest

from fake_live_service import FakeService
from masstest.live.custody import Ledger, Phase, PlaceKind
from masstest.rehearsal.answers import answers
from masstest.rehearsal.days import Orders, simulate_days
from masstest.rehearsal.playing import Tokens, play
from masstest.rehearsal.script import Channel, Faults, script_of, scripted_day, sendings
from masstest.rehearsal.simulation import Course, course_of, simulate_day
from masstest.rehearsal.spread import Spread
from rounds.lost_lab import LOST, OPEN_MIN, OTHER, SEALED_MIN, day_by_hand, fetch_of, lost_at


@cache
def course(freeze: int) -> Course:
    roster, _, travel = day_by_hand()
    return course_of(lost_at(freeze), roster, travel)


@pytest.mark.parametrize("freeze", [SEALED_MIN, OPEN_MIN])
def test_without_spread_boxes_are_fetched_and_tested_as_the_plan_says(freeze: int) -> None:
    plan, day = lost_at(freeze), simulate_day(course(freeze), Spread.none())
    pickup, delivery = fetch_of(plan).stops
    (trip,) = [trip for trip in day.trips if trip.run_id == fetch_of(plan).run_id]
    (call,) = trip.calls
    assert (call.arrive_min, trip.arrive_min) == (pickup.arrive, delivery.arrive)
    assert len(call.tubes) == pickup.tubes
    assert int(day.tubes.key[call.tubes].sum()) == pickup.key_tubes
    assert (day.tubes.received_min[call.tubes] == delivery.arrive).all()
    number = {each.lab.lab_id: each.number for each in day.laboratories}
    assert (day.tubes.lab[call.tubes] == number[OTHER]).all()
    for load in plan.labs:
        own = day.tubes.lab == number[load.lab_id]
        assert int(own.sum()) == load.tubes
        assert float(day.tubes.resulted_min[own].max()) == pytest.approx(load.results_at, abs=1)


def test_whatever_happens_nothing_is_started_there_later_and_no_tube_is_forgotten() -> None:
    for number in range(6):
        day = simulate_day(course(OPEN_MIN), Spread(), seed=3, day=number)
        lost = next(each for each in day.laboratories if each.lab.lab_id == LOST)
        assert all(at <= OPEN_MIN + 1e-3 for at, _ in lost.batches)
        assert np.isfinite(day.tubes.resulted_min).all()
        batched = np.concatenate([b for lab in day.laboratories for _, b in lab.batches])
        assert sorted(batched.tolist()) == list(range(len(day.tubes)))


def test_boxes_that_are_fetched_fold_to_the_truth() -> None:
    day = simulate_day(course(OPEN_MIN), Spread(), seed=3)
    script = script_of(day, 3, faults=Faults(wrong_counts=0.5, positive_tubes=1))
    ledger = Ledger()
    ledger.add(script.events)
    assert set(ledger.boxes) == set(script.truth.boxes)
    assert (ledger.anomalies, ledger.unaccounted(10_000)) == ((), ())
    fetched = 0
    for box_id, truth in script.truth.boxes.items():
        box = ledger.boxes[box_id]
        assert (box.phase, box.resulted_tubes) == (Phase.resulted, len(truth.tubes))
        assert (box.vehicle_id, box.lab_id) == (truth.vehicle_id, truth.lab_id)
        labs = [each.place for each in box.holders if each.kind is PlaceKind.lab]
        fetched += labs == [LOST, OTHER]
    assert fetched


def test_tubes_that_nobody_fetches_miss_their_deadline() -> None:
    known = course(SEALED_MIN)
    trips = {
        vehicle: tuple(trip for trip in own if trip.run_id != fetch_of(known.plan).run_id)
        for vehicle, own in known.trips.items()
    }
    orders = Orders(dataclasses.replace(known, trips=trips), Spread(), (), 1, None)
    figures = simulate_days(orders, 3, 1)
    assert all(math.isinf(np.nanmax(each.lab_min)) for each in figures)
    results = next(d for d in answers(orders, figures).deadlines if d.kind == "results")
    assert results.holds.share == 0
    assert results.in_time_share < 1
    script = script_of(simulate_day(orders.course, Spread(), seed=3), 3)
    assert not all(box.has_results for box in script.truth.boxes.values())


@pytest.mark.parametrize("freeze", [SEALED_MIN, OPEN_MIN])
def test_a_played_day_with_fetched_boxes_ends_with_the_truth(freeze: int) -> None:
    roster, _, travel = day_by_hand()
    plan = lost_at(freeze)
    script = scripted_day(plan, roster, 3, travel=travel, faults=Faults(wrong_counts=0.5))
    sent = sendings(script, Channel(duplicates=0.2, late=0.2), 3)
    service = FakeService(plan)
    played = play(
        script, sent, plan, "http://service", Tokens({"*": "any"}),
        transport=service.transport, settling_s=0.0, patience_s=20.0,
    )  # fmt: skip
    result = asyncio.run(played)
    assert result.holds, result.checks
