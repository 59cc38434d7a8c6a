"""A box on its way: each step, what holds it, what frees it."""

from __future__ import annotations

import pytest

from custody_events import (
    abnormal,
    corrected,
    delivered,
    departed,
    handed,
    received,
    released,
    result,
    scanned,
    sealed,
    started,
    told,
    whole_way,
)
from masstest.live.custody import AnomalyKind, BoxState, Ledger, Phase, PlaceKind, Station
from masstest.live.events import BoxSealed, Event, TubeAbnormal


def box(*events: Event, box_id: str = "B1") -> BoxState:
    ledger = Ledger()
    ledger.add(events)
    return ledger.boxes[box_id]


def odd(state: BoxState) -> list[AnomalyKind]:
    return [anomaly.kind for anomaly in state.anomalies]


WAY = [
    Phase.open,
    Phase.sealed,
    Phase.with_courier,
    Phase.on_road,
    Phase.delivered,
    Phase.received,
    Phase.started,
    Phase.resulted,
]


@pytest.mark.parametrize("steps", range(1, 9))
def test_each_step_moves_it_on(steps: int) -> None:
    state = box(*whole_way()[:steps])
    assert state.phase is state.reached is WAY[steps - 1]
    assert not state.anomalies
    assert state.tubes == 20


def test_who_held_it_when() -> None:
    state = box(*whole_way())
    held = [(h.from_min, h.until_min, h.kind, h.place) for h in state.holders]
    assert held == [
        (480, 510, PlaceKind.source, "P1"),
        (510, 545, PlaceKind.vehicle, "V1"),
        (545, None, PlaceKind.lab, "L1"),
    ]
    assert state.holder is not None
    assert state.holder.person == "reception"


# What holds it, and where

HELD = {
    "count against scans": ([sealed(500, counted=19, scans=20)], Station.sealing, Phase.sealed),
    "scans that the ledger saw": (
        [scanned(490, "B1", "T1", "T2"), sealed(500, counted=3)],
        Station.sealing,
        Phase.sealed,
    ),
    "count at handover": ([sealed(500), handed(510, counted=19)], Station.handover, Phase.sealed),
    "seal at handover": ([sealed(500), handed(510, seal="S2")], Station.handover, Phase.sealed),
    "count at delivery": (
        [*whole_way()[1:4], delivered(540, counted=18)],
        Station.delivery,
        Phase.delivered,
    ),
    "seal at delivery": (
        [*whole_way()[1:4], delivered(540, seal="S9")],
        Station.delivery,
        Phase.delivered,
    ),
    "count at reception": (
        [*whole_way()[1:5], received(545, counted=21)],
        Station.reception,
        Phase.received,
    ),
    "seal at reception": (
        [*whole_way()[1:5], received(545, seal="S9")],
        Station.reception,
        Phase.received,
    ),
}


@pytest.mark.parametrize("name", HELD)
def test_it_is_held_where_it_does_not_match(name: str) -> None:
    events, station, reached = HELD[name]
    state = box(*events)
    assert state.phase is Phase.held
    assert state.reached is reached
    assert state.mismatch is not None
    assert state.mismatch.station is station
    assert state.mismatch.tubes_differ == ("seal" not in name)
    assert state.mismatch.seals_differ == ("seal" in name)
    assert state.counts[-1].agreed is False


@pytest.mark.parametrize("name", HELD)
def test_a_release_lets_the_refused_step_stand(name: str) -> None:
    events, station, reached = HELD[name]
    state = box(*events, released(550))
    assert state.phase is (Phase.with_courier if station is Station.handover else reached)
    assert state.mismatch is None
    assert state.mismatches[-1].cleared_min == 550
    assert state.released_by == "transport lead"
    assert state.release_reason == "counted again by both"


@pytest.mark.parametrize("name", HELD)
def test_a_correction_undoes_it(name: str) -> None:
    events, _, reached = HELD[name]
    fact = events[-1].fact
    update: dict[str, object] = {"seal": "S1", "tubes_counted": 20}
    if isinstance(fact, BoxSealed):
        update = {"tubes_counted": 2 if "ledger" in name else 20}
        update["tubes_scanned"] = update["tubes_counted"]
    right = fact.model_copy(update=update)
    state = box(corrected(600, events[-1], right), *events)
    assert state.phase is (Phase.with_courier if "handover" in name else reached)
    assert not state.mismatches


def test_both_counts_and_both_seals_are_told() -> None:
    mismatch = box(sealed(500), handed(510, counted=19, seal="S2")).mismatch
    assert mismatch is not None
    assert (mismatch.expected_tubes, mismatch.found_tubes) == (20, 19)
    assert (mismatch.expected_seal, mismatch.found_seal) == ("S1", "S2")
    assert mismatch.place == "P1"


def test_counting_again_frees_it() -> None:
    state = box(sealed(500), handed(510, counted=19), handed(514))
    assert state.phase is Phase.with_courier
    assert [m.cleared_min for m in state.mismatches] == [514]
    assert not state.anomalies


def test_sealing_again_frees_it_with_another_seal() -> None:
    state = box(sealed(500, counted=19, scans=20), sealed(503, counted=20, seal="S2"))
    assert state.phase is Phase.sealed
    assert state.seal == "S2"
    assert not state.anomalies


def test_a_handover_that_equals_the_scans_corrects_the_first_count() -> None:
    state = box(sealed(500, counted=19, scans=20), handed(510, counted=20))
    assert state.phase is Phase.with_courier
    assert state.tubes == 20


def test_a_handover_that_repeats_the_wrong_count_does_not() -> None:
    """A tube in the box has no identity, or one with identity isn't in it."""
    state = box(sealed(500, counted=19, scans=20), handed(510, counted=19))
    assert state.phase is Phase.held
    assert state.mismatch is not None
    assert state.mismatch.station is Station.handover


def test_what_was_released_is_what_the_next_station_compares_with() -> None:
    way = [sealed(500), handed(510, counted=19), released(515), departed(516, "B1")]
    assert box(*way, received(540, counted=19)).phase is Phase.received
    assert box(*way, received(540, counted=20)).phase is Phase.held


def test_a_release_by_a_clock_that_is_slow_still_counts() -> None:
    state = box(sealed(500), handed(510, counted=19), released(507))
    assert state.phase is Phase.with_courier
    assert not state.anomalies


def test_a_release_of_a_box_that_is_not_held() -> None:
    assert odd(box(sealed(500), released(510))) == [AnomalyKind.needless_release]
    late = box(sealed(500), released(510), handed(600, counted=19))
    assert late.held
    assert odd(late) == [AnomalyKind.needless_release]


def test_scans_that_come_late_free_it() -> None:
    ledger = Ledger()
    ledger.add([scanned(490, "B1", "T1"), sealed(500, counted=2)])
    assert ledger.boxes["B1"].held
    ledger.add([scanned(491, "B1", "T2")])
    assert ledger.boxes["B1"].phase is Phase.sealed
    assert not ledger.boxes["B1"].mismatches


def test_a_tube_moved_before_sealing_belongs_to_the_other_box() -> None:
    ledger = Ledger()
    ledger.add([scanned(480, "B1", "T1", "T2"), scanned(490, "B2", "T2"), sealed(505, counted=1)])
    assert ledger.boxes["B1"].phase is Phase.sealed
    assert ledger.boxes["B1"].scanned == {"T1"}
    assert ledger.tubes["T2"].box_id == "B2"
    assert not ledger.anomalies


# Departures and starts that should not have been


def test_it_does_not_leave_while_held() -> None:
    state = box(sealed(500), handed(510, counted=19), departed(512, "B1"))
    assert state.phase is Phase.held
    assert state.holder is not None
    assert state.holder.place == "P1"
    assert odd(state) == [AnomalyKind.left_while_held]


def test_it_leaves_when_released_before_by_the_clock_whatever_came_first() -> None:
    departure = departed(520, "B1")
    state = box(departure, released(515), handed(510, counted=19), sealed(500))
    assert state.phase is Phase.on_road
    assert not state.anomalies


def test_delivered_although_held() -> None:
    state = box(sealed(500), handed(510, counted=19), delivered(540))
    assert state.phase is Phase.delivered
    assert odd(state) == [AnomalyKind.left_while_held]


def test_a_laboratory_does_not_start_what_is_held() -> None:
    state = box(*whole_way()[1:5], received(545, counted=19), started(560))
    assert state.phase is Phase.held
    assert state.reached is Phase.received
    assert odd(state) == [AnomalyKind.started_while_held]
    anyway = box(*whole_way()[1:5], received(545, counted=19), result(800, tubes=19))
    assert anyway.phase is Phase.resulted
    assert odd(anyway) == [AnomalyKind.started_while_held]


# Missing links, clocks, two places


def test_missing_links_are_named() -> None:
    state = box(received(545))
    assert state.phase is Phase.received
    assert [a.facts["missing"] for a in state.anomalies] == [("sealing", "handover")]
    assert box(*whole_way()[:2], result(800)).anomalies[0].facts["missing"] == (
        "handover",
        "reception",
    )


def test_the_first_station_told_stands_for_those_after() -> None:
    assert box(handed(510, counted=20), received(545, counted=19)).held


def test_the_courier_may_say_delivered_after_the_laboratory_said_received() -> None:
    state = box(*whole_way()[1:4], received(538), delivered(540))
    assert state.phase is Phase.received
    assert not state.anomalies


def test_a_phone_whose_clock_is_an_hour_fast() -> None:
    state = box(sealed(500), handed(570), departed(571, "B1"), delivered(600), received(545))
    assert state.phase is Phase.received
    assert set(odd(state)) == {AnomalyKind.out_of_order}


def test_sealed_twice_with_different_seals() -> None:
    assert odd(box(sealed(500), sealed(505, seal="S2"))) == [AnomalyKind.sealed_twice]
    assert not odd(box(sealed(500), sealed(505)))


def test_sealed_at_two_points() -> None:
    assert odd(box(sealed(500), sealed(505, source="P2"))) == [AnomalyKind.two_places]


def test_brought_back_and_sealed_again() -> None:
    state = box(sealed(500), handed(510), sealed(520, seal="S2"))
    assert state.phase is Phase.sealed
    assert AnomalyKind.went_back in odd(state)


def test_a_label_misread_at_a_point_does_not_take_a_box_from_the_laboratory() -> None:
    state = box(*whole_way()[:6], sealed(600, counted=5, seal="S7"))
    assert state.phase is Phase.received
    assert state.seal == "S1"
    assert AnomalyKind.went_back in odd(state)


def test_two_vehicles() -> None:
    state = box(sealed(500), handed(510), handed(530, vehicle_id="V2"))
    assert state.vehicle_id == "V2"
    assert odd(state) == [AnomalyKind.changed_vehicle]
    assert odd(box(sealed(500), handed(510), departed(512, "B1", vehicle_id="V2"))) == [
        AnomalyKind.two_places
    ]
    assert odd(box(sealed(500), handed(510), delivered(540, vehicle_id="V2"))) == [
        AnomalyKind.two_places
    ]


def test_two_laboratories() -> None:
    state = box(*whole_way()[:6], received(600, lab_id="L2"))
    assert state.lab_id == "L2"
    assert state.received_min == 600
    assert odd(state) == [AnomalyKind.two_labs]


def test_handed_on_by_a_laboratory() -> None:
    state = box(*whole_way()[:6], handed(600, vehicle_id="V2"))
    assert state.phase is Phase.with_courier
    assert state.received_min is None
    assert odd(state) == [AnomalyKind.went_back]


def test_departures_name_it_again_after_delivery() -> None:
    state = box(*whole_way()[:6], departed(560, "B1", stop=3))
    assert state.phase is Phase.received
    assert odd(state) == [AnomalyKind.went_back]


def test_a_tube_of_a_sealed_box_in_another_one() -> None:
    ledger = Ledger()
    ledger.add([*whole_way(tubes=2)[:2], scanned(530, "B2", "B1-T0")])
    kinds = [anomaly.kind for anomaly in ledger.anomalies]
    assert kinds == [AnomalyKind.scans_differ, AnomalyKind.tube_in_two_boxes]
    assert ledger.tubes["B1-T0"].box_id == "B2"
    assert ledger.boxes["B1"].phase is Phase.sealed


# Lost, abnormal, results


def test_lost_and_found() -> None:
    state = box(sealed(500), handed(510), abnormal(530))
    assert state.phase is Phase.lost
    assert state.reached is Phase.with_courier
    found = box(sealed(500), handed(510), abnormal(530), received(545))
    assert found.phase is Phase.received
    assert odd(found) == [AnomalyKind.found_again]
    assert box(sealed(500), abnormal(510, problem="leaking")).phase is Phase.sealed


def test_results_by_outcome() -> None:
    state = box(
        *whole_way()[:7],
        result(800, tubes=18),
        result(801, tubes=1, outcome="positive", tube_id="B1-T3"),
    )
    assert state.phase is Phase.started
    assert state.results == {"negative": 18, "positive": 1}
    assert state.positive_tubes == ("B1-T3",)
    assert state.result_steps == ((800, 18), (801, 1))


def test_a_named_tube_counts_once() -> None:
    state = box(
        *whole_way()[:7],
        result(800, tubes=19),
        result(801, tubes=1, outcome="invalid", tube_id="T"),
        result(900, tubes=1, outcome="negative", tube_id="T"),
    )
    assert state.results == {"negative": 20}
    assert state.phase is Phase.resulted
    assert state.resulted_min == 900


def test_an_abnormal_tube_needs_no_result() -> None:
    broken = told(570, TubeAbnormal.model_validate(dict(tube_id="T", box_id="B1", problem="empty")))
    assert box(*whole_way()[:7], broken, result(800, tubes=19)).phase is Phase.resulted
    assert box(*whole_way()[:7], broken, result(800, tubes=18)).phase is Phase.started


def test_more_results_than_tubes() -> None:
    assert odd(box(*whole_way(), result(801, tubes=21))) == [AnomalyKind.more_results_than_tubes]


def test_two_phones_report_the_same_part_of_a_box() -> None:
    """What a phone says is how many so far: said by two, twice or late it is no more."""
    first, more = result(800, tubes=10), result(820, tubes=14)
    way = [*whole_way()[:7], first, result(801, tubes=10), more, first, result(815, tubes=12)]
    state = box(*way)
    assert state.results == {"negative": 14}
    assert state.result_steps == ((800, 10), (815, 2), (820, 2))
    assert (state.phase, odd(state)) == (Phase.started, [])
    assert box(*reversed(way)) == state
    named = result(830, tubes=1, outcome="invalid", tube_id="B1-T3")
    mended = result(840, tubes=1, outcome="negative", tube_id="B1-T3")
    whole = box(*way, named, mended, result(850, tubes=20), result(851, tubes=19))
    assert whole.results == {"negative": 20}
    assert (whole.phase, odd(whole)) == (Phase.resulted, [])


def test_two_phones_report_the_same_results() -> None:
    """One says all negative; the other one names the positive tube and counts the rest."""
    tube = result(800.5, tubes=1, outcome="positive", tube_id="B1-T3")
    way = [*whole_way()[:7], result(800, tubes=20), tube, result(801, tubes=19)]
    state = box(*way)
    assert state.results == {"negative": 19, "positive": 1}
    assert (state.resulted_tubes, state.results_beyond) == (20, 1)
    assert sum(tubes for _, tubes in state.result_steps) == 20
    assert state.resulted_min == 800.5, "nothing new was told later"
    assert odd(state) == [AnomalyKind.more_results_than_tubes]
    assert box(*reversed(way)) == state


def test_a_positive_without_its_tube() -> None:
    way = [*whole_way()[:7], result(800, tubes=1, outcome="positive")]
    assert odd(box(*way)) == [AnomalyKind.positive_unnamed]


def test_scans_alone_hold_nothing_until_the_sealing_is_known() -> None:
    """The point's phone is offline: of twenty tubes six scans have come, and no sealing."""
    scans = [scanned(480 + i / 2, "B1", f"T{i:02d}") for i in range(20)]
    handover = handed(510, "B1", counted=20)
    early = box(*scans[:6], handover)
    assert early.phase is Phase.with_courier
    assert not early.mismatches
    agreed = box(*scans, sealed(505, "B1", counted=20), handover)
    assert agreed.phase is Phase.with_courier
    differs = box(*scans[:19], sealed(505, "B1", counted=19), handover)
    assert differs.phase is Phase.held
    assert (differs.mismatches[-1].expected_tubes, differs.mismatches[-1].found_tubes) == (19, 20)


# From a laboratory that was lost to another one


def fetched(at_min: float = 600, counted: int = 20, **more: object) -> Event:
    return handed(at_min, counted=counted, vehicle_id="V2", place="L1", **more)


SECOND_WAY = [
    fetched(),
    departed(605, "B1", vehicle_id="V2", place="L1"),
    delivered(620, vehicle_id="V2", lab_id="L2"),
    received(625, lab_id="L2"),
    started(630, lab_id="L2", batch_id="N2"),
    result(850, lab_id="L2"),
]
AGAIN = [
    Phase.with_courier,
    Phase.on_road,
    Phase.delivered,
    Phase.received,
    Phase.started,
    Phase.resulted,
]


@pytest.mark.parametrize("steps", range(1, 7))
@pytest.mark.parametrize("known", [slice(0, 6), slice(5, 6)], ids=["all", "reception only"])
def test_a_laboratory_gives_a_box_out_again(steps: int, known: slice) -> None:
    events = [*whole_way()[known], *SECOND_WAY[:steps]]
    for order in (events, events[::-1]):
        state = box(*order)
        assert (state.reached, state.tubes) == (AGAIN[steps - 1], 20)
        assert state.lab_id == (None if steps < 3 else "L2")
        assert not {AnomalyKind.two_labs, AnomalyKind.went_back} & set(odd(state))
        held = [(each.kind, each.place) for each in state.holders]
        last = (PlaceKind.vehicle, "V2") if steps < 4 else (PlaceKind.lab, "L2")
        assert held[-1] == last
        assert (PlaceKind.lab, "L1") in held


def test_a_box_that_is_short_stays_at_the_laboratory_until_it_is_released() -> None:
    at_lab = whole_way()[:6]
    state = box(*at_lab, fetched(counted=19))
    assert (state.phase, state.reached, state.lab_id) == (Phase.held, Phase.received, "L1")
    assert state.mismatch is not None
    assert (state.mismatch.station, state.mismatch.place) == (Station.handover, "L1")
    state = box(*at_lab, fetched(counted=19), released(610))
    assert (state.phase, state.lab_id, state.tubes) == (Phase.with_courier, None, 19)
    assert not {AnomalyKind.two_labs, AnomalyKind.went_back} & set(odd(state))


def test_what_a_laboratory_has_started_is_not_given_out() -> None:
    state = box(*whole_way()[:7], fetched())
    assert (state.phase, state.lab_id) == (Phase.started, "L1")
    assert AnomalyKind.went_back in odd(state)
