"""What phones report of a scripted day folds to the truth, in whatever order it comes."""

from __future__ import annotations

import random

import pytest

from masstest.live.custody import Ledger, Phase
from masstest.live.events import Event
from masstest.rehearsal.breakdowns import Breakdown
from masstest.rehearsal.script import Channel, Faults, Script, scripted_day, sendings
from rehearsal_days import town, town_course

FAULTS = Faults(wrong_counts=0.4, positive_tubes=3, invalid_share=0.01)


@pytest.fixture(scope="module")
def script() -> Script:
    roster, plan = town()
    return scripted_day(plan, roster, 5, travel=town_course().travel, faults=FAULTS)


@pytest.fixture(scope="module")
def ledger(script: Script) -> Ledger:
    return folded(script.events)


def folded(events: list[Event]) -> Ledger:
    ledger = Ledger()
    ledger.add(events)
    return ledger


def test_every_event_has_an_id_of_its_own_and_comes_in_order(script: Script) -> None:
    assert len({event.event_id for event in script.events}) == len(script.events)
    assert script.events == sorted(script.events, key=lambda event: event.order)
    for event in script.events:
        assert Event.model_validate(event.model_dump()) == event


def test_people_fold_to_the_truth(script: Script, ledger: Ledger) -> None:
    for source, counts in script.truth.sources.items():
        state = ledger.points.get(source) or ledger.teams[source]
        assert (state.persons, state.key_persons) == (counts.persons, counts.key_persons)
    for site_id, compounds in script.truth.compounds.items():
        assert dict(ledger.points[site_id].compounds) == compounds


def test_boxes_fold_to_the_truth(script: Script, ledger: Ledger) -> None:
    assert set(ledger.boxes) == set(script.truth.boxes)
    for box_id, truth in script.truth.boxes.items():
        box = ledger.boxes[box_id]
        assert box.phase is Phase.resulted
        assert (box.source, box.seal, box.key) == (truth.source, truth.seal, truth.key)
        assert (box.vehicle_id, box.run_id, box.lab_id) == (
            truth.vehicle_id,
            truth.run_id,
            truth.lab_id,
        )
        assert box.scanned == frozenset(truth.tubes)
        assert box.tubes == box.resulted_tubes == len(truth.tubes)
        assert set(box.positive_tubes) == set(truth.positives)
    assert ledger.unaccounted(10_000) == ()
    assert len(script.truth.positives) == FAULTS.positive_tubes
    assert set(ledger.retests) == set(script.truth.positives)


def test_boxes_hold_no_more_than_fits(script: Script) -> None:
    most = town_course().roster.parameters.tubes_per_box
    assert all(0 < len(box.tubes) <= most for box in script.truth.boxes.values())
    tubes = [tube for box in script.truth.boxes.values() for tube in box.tubes]
    assert len(set(tubes)) == len(tubes) == script.truth.tubes


def test_every_mismatch_was_held_and_put_right_both_ways(script: Script, ledger: Ledger) -> None:
    truth = script.truth.mismatches
    held = {
        mismatch.event_id: mismatch for box in ledger.boxes.values() for mismatch in box.mismatches
    }
    assert held.keys() == {mismatch.event_id for mismatch in truth}
    for mismatch in truth:
        assert held[mismatch.event_id].cleared_by == mismatch.cleared_by
    assert {mismatch.cleared for mismatch in truth} == {"recount", "release"}
    assert {mismatch.station for mismatch in truth} == {"sealing", "handover", "reception"}


def test_a_wrong_box_is_held_until_it_is_put_right(script: Script) -> None:
    by_id = {event.event_id: event for event in script.events}
    for mismatch in script.truth.mismatches:
        wrong, right = by_id[mismatch.event_id], by_id[mismatch.cleared_by]
        assert wrong.at_min < right.at_min
        known = folded([e for e in script.events if e.order < right.order])
        assert known.boxes[mismatch.box_id].held


def test_order_and_repetition_change_nothing(script: Script, ledger: Ledger) -> None:
    chance = random.Random(1)
    events = script.events + chance.sample(script.events, len(script.events) // 10)
    chance.shuffle(events)
    shuffled = Ledger()
    for begin in range(0, len(events), 100):
        shuffled.add(events[begin : begin + 100])
    assert shuffled.state() == ledger.state()


def test_nothing_that_fits_is_odd(ledger: Ledger) -> None:
    assert ledger.anomalies == ()


def test_a_day_with_breakdowns_is_still_accounted_for() -> None:
    roster, plan = town()
    lost = plan.labs[0].lab_id
    breakdowns = (
        Breakdown("lab", lost, 660),
        Breakdown("site", plan.points[0].site_id, 600, 640),
        Breakdown("vehicle", plan.runs[0].vehicle_id, 540),
    )
    script = scripted_day(plan, roster, 6, breakdowns=breakdowns)
    ledger = folded(script.events)
    assert {box.phase for box in ledger.boxes.values()} == {Phase.resulted}
    assert ledger.unaccounted(10_000) == ()
    assert sum(box.tubes for box in ledger.boxes.values()) == script.truth.tubes


def test_the_same_seed_gives_the_same_day() -> None:
    roster, plan = town()
    one, again, other = (scripted_day(plan, roster, seed) for seed in (5, 5, 6))
    assert one.events == again.events
    assert one.truth == again.truth
    assert one.truth != other.truth


def test_a_channel_delays_doubles_and_loses(script: Script) -> None:
    channel = Channel(duplicates=0.1, late=0.2, missing=0.05)
    sent = sendings(script, channel, 1)
    first = [each for own in sent.by_phone.values() for each in own if not each.again]
    assert {each.message.event.event_id for each in first} | sent.missing == {
        event.event_id for event in script.events
    }
    count = len(script.events)
    assert 0.02 * count < len(sent.missing) < 0.1 * count
    assert sent.late == sum(each.due_min > each.message.event.at_min for each in first)
    assert 0.1 * count < sent.late < 0.3 * count
    assert 0.05 * count < sent.duplicates < 0.15 * count
    for own in sent.by_phone.values():
        assert [each.due_min for each in own] == sorted(each.due_min for each in own)
    untouched = sendings(script, Channel(0, 0, 0), 1)
    assert untouched.duplicates == untouched.late == len(untouched.missing) == 0
