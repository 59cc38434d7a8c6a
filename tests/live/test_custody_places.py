"""Points, teams, vehicles, laboratories, tasks; corrections; what is unaccounted for."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

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
from masstest.live.custody import (
    AnomalyKind,
    Ledger,
    Phase,
    PlaceKind,
    PointStatus,
    UnaccountedKind,
)
from masstest.live.custody.points import rising
from masstest.live.custody.wording import anomaly_sentence, mismatch_sentence
from masstest.live.events import Event, PlainFact
from masstest.text import translator

FACT: TypeAdapter[PlainFact] = TypeAdapter(PlainFact)


def says(at_min: float, kind: str, place: str = "", person: str = "", **fields: Any) -> Event:
    fact = FACT.validate_python({"kind": kind, **fields})
    return told(at_min, fact, place=place, person=person)


def ledger_of(*events: Event) -> Ledger:
    ledger = Ledger()
    ledger.add(events)
    return ledger


def odd(ledger: Ledger) -> list[AnomalyKind]:
    return [anomaly.kind for anomaly in ledger.anomalies]


# Points and teams


def test_a_points_day() -> None:
    ledger = ledger_of(
        says(420, "point_opened", site_id="P1", lanes=4),
        says(480, "people_sampled", site_id="P1", persons=200, key_persons=20),
        says(500, "point_paused", site_id="P1", reason="rain"),
        says(520, "point_opened", site_id="P1", lanes=3),
        says(600, "people_sampled", site_id="P1", persons=500, compounds={"C1": 500}),
        says(610, "supplies_short", place="P1", item="swabs", quantity=200),
        says(611, "help_needed", place="P1", text="queue"),
        says(700, "point_closed", site_id="P1"),
        says(720, "waste_taken", site_id="P1", vehicle_id="V9", bags=4),
        sealed(705, source="P1"),
    )
    point = ledger.points["P1"]
    assert point.status is PointStatus.closed
    assert [change.lanes for change in point.changes] == [4, 4, 3, 0]
    assert (point.opened_min, point.closed_min, point.done) == (420, 700, True)
    assert (point.persons, point.key_persons, point.compounds) == (500, 20, {"C1": 500})
    assert (point.sampled.at(479), point.sampled.at(590), point.sampled.total) == (0, 200, 500)
    assert [call.item for call in point.supplies] == ["swabs"]
    assert [call.text for call in point.help] == ["queue"]
    assert [waste.bags for waste in point.waste] == [4]
    assert ledger.vehicles["V9"].waste == point.waste
    assert point.last_heard_min == 720
    assert not ledger.anomalies


def test_a_place_is_heard_of_by_anything_told_there() -> None:
    ledger = ledger_of(says(420, "point_opened", site_id="P1", lanes=4))
    assert ledger.points["P1"].last_heard_min == 420
    ledger.add([scanned(500, "B1", "T1", place="P1")])
    assert ledger.points["P1"].last_heard_min == 500


@pytest.mark.parametrize(
    ("figures", "kept"),
    [
        ([], []),
        ([5, 5, 7], [0, 1, 2]),
        ([100, 1200, 130, 150], [0, 2, 3]),  # mistyped upwards
        ([100, 120, 12, 140], [0, 1, 3]),  # mistyped downwards
        ([100, 120, 12], [0, 1]),
        ([100, 1200, 130], [0, 2]),  # who knows: rather too few than too many
    ],
)
def test_counts_that_fall_are_set_aside(figures: list[int], kept: list[int]) -> None:
    assert rising(figures) == kept
    ledger = ledger_of(
        *(
            says(480 + n, "people_sampled", site_id="P1", persons=persons)
            for n, persons in enumerate(figures)
        ),
        says(420, "point_opened", site_id="P1", lanes=1),
    )
    point = ledger.points["P1"]
    assert point.persons == (figures[kept[-1]] if kept else 0)
    assert len(point.set_aside) == len(figures) - len(kept)
    assert set(odd(ledger)) == ({AnomalyKind.count_fell} if point.set_aside else set())


def test_a_teams_stops() -> None:
    stop = {"team_id": "D1", "compound_id": "C1", "key_persons": 1}
    ledger = ledger_of(
        says(520, "doorstep_stop_done", stop=1, persons=4, **stop),
        says(500, "doorstep_stop_done", stop=0, persons=2, **stop),
        says(501, "doorstep_stop_done", stop=0, persons=3, **stop),
    )
    team = ledger.teams["D1"]
    assert [done.persons for done in team.stops] == [3, 4]
    assert (team.persons, team.key_persons) == (7, 2)
    assert odd(ledger) == [AnomalyKind.stop_told_twice]


# Vehicles and laboratories


def test_a_vehicles_way() -> None:
    run = {"vehicle_id": "V1", "run_id": "R1"}
    ledger = ledger_of(
        says(400, "run_confirmed", publication=1, person="driver", **run),
        says(450, "run_confirmed", publication=2, person="driver", **run),
        says(505, "vehicle_arrived", place="P1", stop=0, **run),
        sealed(500),
        handed(510),
        departed(511, "B1"),
    )
    vehicle = ledger.vehicles["V1"]
    assert vehicle.on_board == ("B1",)
    assert vehicle.last_stop is not None
    assert (vehicle.last_stop.arrived_min, vehicle.last_stop.departed_min) == (505, 511)
    assert ledger.confirmations["V1", "R1"].publication == 2
    ledger.add([delivered(540)])
    assert ledger.vehicles["V1"].on_board == ()
    assert ledger.vehicles["V1"].delivered == ("B1",)
    assert ledger.vehicles["V1"].last_delivery_min == 540


def test_a_refused_departure_is_none_until_the_vehicle_is_elsewhere() -> None:
    way = [sealed(500), handed(510, counted=19), departed(512, "B1")]
    stop = ledger_of(*way).vehicles["V1"].stops[0]
    assert (stop.departed_min, stop.refused_min) == (None, 512)
    again = ledger_of(*way, released(515), departed(516, "B1")).vehicles["V1"].stops[0]
    assert again.departed_min == 516
    arrival = says(530, "vehicle_arrived", vehicle_id="V1", run_id="R1", stop=1, place="P2")
    gone = ledger_of(*way, arrival).vehicles["V1"].stops[0]
    assert gone.departed_min == 512


def test_a_laboratorys_day() -> None:
    ledger = ledger_of(*whole_way("B1"), *whole_way("B2")[:7], received(546, "B2"))
    lab = ledger.labs["L1"]
    assert lab.box_ids == ("B1", "B2")
    assert (lab.received.total, lab.received.at(545), lab.received.at(544)) == (40, 40, 0)
    assert (lab.started.total, lab.resulted.total, lab.waiting) == (40, 20, 0)
    assert [(batch.batch_id, batch.tubes) for batch in lab.batches] == [("N1", 40)]
    assert lab.results == {"negative": 20}


# Retests, findings, lights


def test_a_positive_tube_opens_a_retest() -> None:
    ledger = ledger_of(*whole_way()[:7], result(800, tubes=1, outcome="positive", tube_id="B1-T3"))
    retest = ledger.retests["B1-T3"]
    assert (retest.source, retest.persons, retest.opened_min) == ("P1", 10, 800)
    ledger.add(
        [
            says(850, "retest_sampled", tube_id="B1-T3", persons=10),
            says(900, "retest_result", tube_id="B1-T3", outcome="negative", persons=9),
        ]
    )
    assert ledger.retests["B1-T3"].closed_min is None
    ledger.add([says(905, "retest_result", tube_id="B1-T3", outcome="negative", persons=9)])
    assert ledger.retests["B1-T3"].results == {"negative": 9}, "another phone says the same"
    ledger.add([says(910, "retest_result", tube_id="B1-T3", outcome="positive")])
    assert ledger.retests["B1-T3"].closed_min == 910
    assert ledger.retests["B1-T3"].positives == 1
    ledger.add([says(920, "retest_result", tube_id="B1-T3", outcome="negative", persons=10)])
    assert ledger.retests["B1-T3"].results == {"negative": 9, "positive": 1}, "ten were sampled"


def test_a_retest_of_a_tube_that_was_never_positive() -> None:
    ledger = ledger_of(says(850, "retest_sampled", tube_id="T9", persons=10))
    assert not ledger.retests
    assert odd(ledger) == [AnomalyKind.retest_unknown]


def test_findings() -> None:
    found = says(
        500, "finding", person="inspector", finding_id="F1", site_id="P1", text="no", due_min=600
    )
    ledger = ledger_of(found)
    assert ledger.findings["F1"].overdue(601)
    ledger.add([says(550, "finding_closed", person="lead", finding_id="F1")])
    assert not ledger.findings["F1"].overdue(601)
    assert ledger.findings["F1"].closed_by == "lead"
    unknown = ledger_of(says(550, "finding_closed", finding_id="F2"))
    assert not unknown.findings
    assert odd(unknown) == [AnomalyKind.unknown_finding]


def test_lights_as_last_confirmed() -> None:
    ledger = ledger_of(
        says(410, "readiness_confirmed", site_id="P1", item="training", ok=True),
        says(400, "readiness_confirmed", site_id="P1", item="training", ok=False),
    )
    assert [light.ok for light in ledger.readiness["P1"].values()] == [True]


# Corrections and ids


def test_the_latest_correction_counts_whichever_came_first() -> None:
    wrong = says(480, "people_sampled", site_id="P1", persons=999)
    first = says(480, "people_sampled", site_id="P1", persons=100).fact
    second = says(480, "people_sampled", site_id="P1", persons=99).fact
    ledger = ledger_of(corrected(492, wrong, second), corrected(490, wrong, first))  # type: ignore[arg-type]
    assert odd(ledger) == [AnomalyKind.corrects_unknown] * 2
    ledger.add([wrong])
    assert ledger.points["P1"].persons == 99
    assert not ledger.anomalies
    ledger.add([corrected(495, wrong, None)])
    assert "P1" not in ledger.points


def test_a_corrected_box_label_moves_the_event_to_the_other_box() -> None:
    wrong = sealed(500, "B2")
    ledger = ledger_of(wrong, corrected(510, wrong, sealed(500, "B1").fact))  # type: ignore[arg-type]
    assert set(ledger.boxes) == {"B1"}


def test_a_correction_of_a_correction_has_no_effect() -> None:
    wrong = sealed(500)
    first = corrected(510, wrong, None)
    ledger = ledger_of(wrong, first, corrected(520, first, sealed(500, "B9").fact))  # type: ignore[arg-type]
    assert not ledger.boxes
    assert odd(ledger) == [AnomalyKind.corrects_correction]


def test_two_events_under_one_id() -> None:
    one, other = sealed(500, event_id="event-same"), sealed(501, "B2", event_id="event-same")
    assert ledger_of(one, other).state() == ledger_of(other, one).state()
    ledger = ledger_of(other, one)
    assert set(ledger.boxes) == {"B1"}
    assert odd(ledger) == [AnomalyKind.same_id_twice]


# Where is it, and what is unaccounted for


def kinds(ledger: Ledger, now_min: float) -> list[tuple[UnaccountedKind, str]]:
    return [(one.kind, one.box_id) for one in ledger.unaccounted(now_min)]


def test_where_a_box_is() -> None:
    ledger = ledger_of(*whole_way()[:4])
    where = ledger.where("B1")
    assert where is not None
    assert (where.kind, where.place, where.person) == (PlaceKind.vehicle, "V1", "courier")
    assert len(ledger.holders("B1")) == 2
    assert ledger.where("B9") is None
    assert ledger.holders("B9") == ()


def test_everything_is_accounted_for_at_the_end_of_a_good_day() -> None:
    ledger = ledger_of(*whole_way("B1"), *whole_way("B2"))
    assert not ledger.unaccounted(1e6)


@pytest.mark.parametrize(
    ("steps", "quiet_min", "kind"),
    [
        (1, 601, UnaccountedKind.never_sealed),
        (2, 621, UnaccountedKind.silent),
        (4, 632, UnaccountedKind.silent),
        (5, 571, UnaccountedKind.not_received),
        (6, 1026, UnaccountedKind.not_started),
        (7, 1041, UnaccountedKind.results_missing),
    ],
)
def test_where_the_trail_ends(steps: int, quiet_min: float, kind: UnaccountedKind) -> None:
    ledger = ledger_of(*whole_way()[:steps])
    assert kinds(ledger, quiet_min) == [(kind, "B1")]
    assert kinds(ledger, quiet_min - 2) == []


def test_left_in_the_vehicle() -> None:
    ledger = ledger_of(*whole_way("B1")[:5], *whole_way("B2")[:4])
    assert kinds(ledger, 550) == []
    assert kinds(ledger, 556) == [(UnaccountedKind.left_behind, "B2")]
    moved_on = says(545, "vehicle_arrived", vehicle_id="V1", run_id="R2", stop=0, place="P2")
    ledger.add([moved_on])
    assert kinds(ledger, 550) == [(UnaccountedKind.left_behind, "B2")]


def test_lost() -> None:
    ledger = ledger_of(*whole_way()[:4], abnormal(530))
    assert kinds(ledger, 531) == [(UnaccountedKind.lost, "B1")]


def test_fewer_tubes_received_and_fewer_results() -> None:
    ledger = ledger_of(
        *whole_way()[:5],
        received(545, counted=19),
        released(550),
        started(560),
        result(800, tubes=18),
    )
    missing = ledger.unaccounted(1281)
    assert [(one.kind, one.tubes) for one in missing] == [
        (UnaccountedKind.tubes_missing, 1),
        (UnaccountedKind.results_missing, 1),
    ]
    assert ledger.boxes["B1"].phase is Phase.started


# Words


def test_a_mismatch_in_words() -> None:
    box = ledger_of(sealed(500), handed(510, counted=19, seal="S2")).boxes["B1"]
    assert box.mismatch is not None
    assert mismatch_sentence("B1", box.mismatch, translator("en")) == (
        "Box B1 held at handover: 19 tubes counted, should be 20; seal S2, should be S1."
    )
    assert mismatch_sentence("B1", box.mismatch, translator("zh")) == (
        "样本箱 B1 在交接环节扣留：清点 19 管，应为 20 管；封签为 S2，应为 S1。"
    )
    only_seen = ledger_of(scanned(490, "B2", "T1"), sealed(500, "B2", counted=2)).boxes["B2"]
    assert only_seen.mismatch is not None
    assert mismatch_sentence("B2", only_seen.mismatch, translator("en")) == (
        "Box B2 held at sealing: 2 tubes counted, 1 scanned."
    )


def test_an_anomaly_in_words() -> None:
    ledger = ledger_of(received(545))
    assert anomaly_sentence(ledger.anomalies[0], translator("zh")) == (
        "样本箱 B1：缺少封箱、交接记录"
    )
