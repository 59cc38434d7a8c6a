"""The ledger is a function of the set of events, and the gate says what the ledger says."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from masstest.live.custody import Ledger, Phase, Verdict, box_state, boxes_of, standing
from masstest.live.custody.wording import anomaly_sentence, mismatch_sentence, phase_name
from masstest.live.events import Correction, Event, PlainFact
from masstest.text import translator

FACT: TypeAdapter[PlainFact] = TypeAdapter(PlainFact)
BOXES, TUBES, SITES = ["B1", "B2", "B3"], ["T1", "T2", "T3", "T4"], ["P1", "P2"]
one_of = st.sampled_from


def fact(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[PlainFact]:
    return st.fixed_dictionaries({"kind": st.just(kind), **fields}).map(FACT.validate_python)


def told_count(**more: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    return {
        "box_id": one_of(BOXES),
        "seal": one_of(["S1", "S1", "S2"]),
        "tubes_counted": one_of([2, 2, 3]),
        **more,
    }


VEHICLE, LAB = one_of(["V1", "V2"]), one_of(["L1", "L2"])
RUN = {"vehicle_id": VEHICLE, "run_id": one_of(["R1", "R2"])}
PROBLEM = one_of(["lost", "leaking", "empty", "other"])
OUTCOME = one_of(["negative", "positive", "invalid"])
SCAN = st.fixed_dictionaries({"tube_id": one_of(TUBES), "persons": one_of([None, 10])})
SITE = one_of(SITES)
ITEM = one_of(["training", "supplies"])
FINDING = one_of(["F1", "F2"])

FACTS = st.one_of(
    fact("tubes_scanned", box_id=one_of(BOXES), tubes=st.lists(SCAN, min_size=1, max_size=3)),
    fact("box_sealed", source=SITE, tubes_scanned=one_of([2, 2, 3]), **told_count()),
    fact("box_handed_over", vehicle_id=VEHICLE, **told_count()),
    fact("vehicle_departed", stop=one_of([0, 1]), box_ids=st.lists(one_of(BOXES)), **RUN),
    fact("vehicle_arrived", stop=one_of([0, 1]), **RUN),
    fact("run_confirmed", publication=one_of([1, 2]), **RUN),
    fact("box_delivered", vehicle_id=VEHICLE, lab_id=LAB, **told_count()),
    fact("lab_received", lab_id=LAB, **told_count()),
    fact("box_released", box_id=one_of(BOXES), reason=st.just("recounted")),
    fact("box_abnormal", box_id=one_of(BOXES), problem=PROBLEM),
    fact("tube_abnormal", box_id=one_of(BOXES), tube_id=one_of(TUBES), problem=PROBLEM),
    fact(
        "batch_started",
        lab_id=LAB,
        batch_id=one_of(["N1", "N2"]),
        box_ids=st.lists(one_of(BOXES), min_size=1, max_size=3),
    ),
    fact(
        "result",
        lab_id=LAB,
        box_id=one_of(BOXES),
        outcome=OUTCOME,
        tubes=one_of([1, 2]),
        tube_id=one_of([None, *TUBES]),
    ),
    fact("retest_sampled", tube_id=one_of(TUBES), persons=one_of([9, 10])),
    fact("retest_result", tube_id=one_of(TUBES), outcome=OUTCOME, persons=one_of([1, 9])),
    fact("point_opened", site_id=SITE, lanes=one_of([1, 2])),
    fact("point_paused", site_id=SITE),
    fact("point_closed", site_id=SITE),
    fact("people_sampled", site_id=SITE, persons=st.integers(0, 50)),
    fact("help_needed"),
    fact("supplies_short", item=one_of(["swabs", "gowns"])),
    fact("waste_taken", site_id=SITE, vehicle_id=VEHICLE, bags=one_of([1, 2])),
    fact(
        "doorstep_stop_done",
        team_id=one_of(["D1"]),
        compound_id=one_of(["C1", "C2"]),
        stop=one_of([0, 1]),
        persons=st.integers(0, 5),
    ),
    fact("finding", finding_id=FINDING, site_id=SITE, text=st.just("no fence"), due_min=st.just(9)),
    fact("call_settled", caller=SITE, item=one_of([None, "swabs"])),
    fact("finding_closed", finding_id=FINDING),
    fact("readiness_confirmed", site_id=SITE, item=ITEM, ok=st.booleans()),
)
# Few ids: some stand for two different events.
IDS = st.integers(0, 30).map(lambda number: f"event-{number:04d}")
CORRECTIONS = st.builds(
    Correction, corrects=IDS, fact=st.one_of(st.none(), FACTS), reason=st.just("misread")
)
EVENTS = st.builds(
    Event,
    event_id=IDS,
    at_min=one_of([500.0, 505.0, 510.0, 530.0, 600.0]),
    place=one_of(["", "P1", "V1", "L1", "D1"]),
    person=one_of(["", "leader"]),
    fact=st.one_of(FACTS, FACTS, FACTS, CORRECTIONS),
)
ROUNDS = st.lists(EVENTS, max_size=30)
SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def ledger_of(events: Sequence[Event]) -> Ledger:
    ledger = Ledger()
    ledger.add(events)
    return ledger


@SETTINGS
@given(ROUNDS, st.randoms(use_true_random=False))
def test_order_doubles_and_batches_change_nothing(
    events: list[Event], chance: random.Random
) -> None:
    expected = ledger_of(events).state()
    shuffled = events + chance.choices(events, k=len(events)) if events else []
    chance.shuffle(shuffled)
    shuffled = [event.model_copy(deep=True) for event in shuffled]
    ledger = Ledger()
    while shuffled:
        size = chance.randint(1, 6)
        ledger.add(shuffled[:size])
        del shuffled[:size]
        if chance.random() < 0.5:  # somebody looks in between
            ledger.state()
    assert ledger.state() == expected


@SETTINGS
@given(ROUNDS)
def test_the_number_of_new_events(events: list[Event]) -> None:
    ledger = Ledger()
    assert ledger.add(events) == len({event.event_id for event in events}) == len(ledger)
    version = ledger.version
    assert ledger.add(events) == 0
    assert ledger.version == version


@SETTINGS
@given(ROUNDS)
def test_one_box_folded_alone_is_the_ledgers_box(events: list[Event]) -> None:
    ledger = ledger_of(events)
    for box_id, state in ledger.boxes.items():
        assert box_state(box_id, reversed(events)) == state


@SETTINGS
@given(ROUNDS)
def test_what_always_holds_of_a_box(events: list[Event]) -> None:
    ledger = ledger_of(events)
    for box in ledger.boxes.values():
        assert box.reached not in (Phase.held, Phase.lost)
        assert box.held <= (box.mismatch is not None)
        assert sum(m.cleared_by == "" for m in box.mismatches) == (box.mismatch is not None)
        assert [h.until_min for h in box.holders[:-1]] == [h.from_min for h in box.holders[1:]]
        assert all(h.until_min is None for h in box.holders[-1:])
        assert sum(tubes for _, tubes in box.result_steps) == box.resulted_tubes
        if box.mismatch is not None and not box.held:
            assert box.reached in (Phase.started, Phase.resulted) or box.phase is Phase.lost
    for tube_id, tube in ledger.tubes.items():
        holding = [b.box_id for b in ledger.boxes.values() if tube_id in b.scanned]
        assert holding == ([tube.box_id] if tube.scans else [])
    on_board = [box_id for vehicle in ledger.vehicles.values() for box_id in vehicle.on_board]
    assert len(on_board) == len(set(on_board))
    for point in ledger.points.values():
        persons = [reading.persons for reading in point.readings]
        assert persons == sorted(persons)


@SETTINGS
@given(ROUNDS, EVENTS)
def test_what_the_gate_holds_the_ledger_holds(events: list[Event], last: Event) -> None:
    known = [event for event in events if event.event_id != last.event_id]
    everything = [*known, last]
    concerned = boxes_of(last.fact)
    answer = standing(last, {box_id: box_state(box_id, everything) for box_id in concerned})
    ledger = ledger_of(everything)
    assert set(answer.mismatches) <= set(concerned)
    if answer.verdict is Verdict.held:
        assert answer.next_steps
        for box_id, mismatch in answer.mismatches.items():
            assert ledger.boxes[box_id].held
            assert ledger.boxes[box_id].mismatch == mismatch


@SETTINGS
@given(ROUNDS, st.floats(0, 3000))
def test_each_unaccounted_box_is_known(events: list[Event], now_min: float) -> None:
    ledger = ledger_of(events)
    missing = ledger.unaccounted(now_min)
    assert all(one.box_id in ledger.boxes and one.since_min <= 600 for one in missing)
    assert len({(one.kind, one.box_id) for one in missing}) == len(missing)


@SETTINGS
@given(ROUNDS)
def test_whatever_is_odd_can_be_said(events: list[Event]) -> None:
    ledger = ledger_of(events)
    for lang in ("zh", "en"):
        t = translator(lang)
        for anomaly in ledger.anomalies:
            assert "{" not in anomaly_sentence(anomaly, t)
        for box in ledger.boxes.values():
            assert phase_name(box.phase, t)
            for mismatch in box.mismatches:
                assert "None" not in mismatch_sentence(box.box_id, mismatch, t)
