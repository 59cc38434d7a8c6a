"""The whole board: one street's part, what is wrong and who has to act, in both languages."""

from __future__ import annotations

import pytest

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
from masstest.live.board import Board, board
from masstest.live.board.sentences import ACTIONS, OWNERS, WRONG, names_of
from masstest.live.board.sentences import told as told_in
from masstest.live.custody import UnaccountedKind
from masstest.live.events import (
    AbnormalKind,
    BoxAbnormal,
    CallSettled,
    Event,
    Finding,
    HelpNeeded,
    Outcome,
    PeopleSampled,
    PointOpened,
    PointPaused,
    ResultReported,
    SuppliesShort,
)
from masstest.live.shapes import Owner, Signal, Source, SourceState, Wrong
from masstest.text import translator


def look(now_min: float, *events: Event, street: str | None = None) -> Board:
    return board(small_day(), ledger(*events), now_min, street=street)


def point(shown: Board) -> Source:
    return next(source for source in shown.sources if source.source_id == "P1")


def wrong(shown: Board, code: str) -> Wrong:
    return next(line for line in shown.wrong if line.code == code)


def codes(shown: Board) -> list[str]:
    return [line.code for line in shown.wrong]


def test_before_the_day_nothing_is_wrong() -> None:
    shown = look(300)
    assert shown.wrong == ()
    assert shown.totals.signal is Signal.green
    assert shown.missed is None
    assert {source.state for source in shown.sources} == {SourceState.waiting}


def test_a_day_as_planned_ends_without_trouble() -> None:
    shown = look(720, *whole_day())
    assert codes(shown) == []
    assert shown.totals.progress.persons_sampled == 247
    assert shown.totals.progress.tubes_resulted == 26
    assert shown.unaccounted == shown.held == shown.retests == ()
    assert shown.missed is not None
    assert shown.missed.persons == 0
    assert [v.next_place for v in shown.vehicles] == [None]


def test_it_can_be_sent_and_read() -> None:
    shown = look(560, opened(), count(540, 60), *box_events("B1", sealed=500, handed=505))
    assert Board.model_validate_json(shown.model_dump_json()) == shown


def test_after_midnight_without_any_report() -> None:
    shown = look(1500)
    assert "not_open" in codes(shown)
    assert shown.deadlines[0].signal is Signal.red
    assert shown.missed is not None
    assert shown.missed.persons == 247


def test_a_street_sees_its_part() -> None:
    shown = look(500, *box_events("B1", source="T1", sealed=499, tubes=1), street="E")
    assert [source.source_id for source in shown.sources] == ["T1"]
    assert shown.totals.kind == "street"
    assert shown.totals.progress.persons_due == 7
    assert [(area.kind, area.name) for area in shown.areas] == [("community", "K2")]
    # P1 is not open either, but that is another street's
    assert {line.street for line in shown.wrong} <= {"E"}
    assert [vehicle.vehicle_id for vehicle in shown.vehicles] == ["V1"]


def test_a_laboratory_says_what_is_of_the_street() -> None:
    whole = look(720, *whole_day()).labs[0]
    assert (whole.tubes_received, whole.own) == (26, None)
    for street, tubes in (("S", 24), ("E", 2)):
        lab = look(720, *whole_day(), street=street).labs[0]
        assert lab.own is not None
        assert lab.own.tubes_planned == lab.own.tubes_received == lab.own.tubes_resulted == tubes
        assert lab.model_copy(update={"own": None}) == whole


def test_a_street_that_nobody_knows() -> None:
    shown = look(500, opened(), street="nowhere")
    assert shown.sources == shown.labs == shown.vehicles == shown.wrong == ()
    assert shown.totals.progress.persons_due == 0
    assert [deadline.expected for deadline in shown.deadlines] == [None, None, None]


def test_not_open() -> None:
    shown = look(515)
    line = wrong(shown, "not_open")
    assert (line.subject, line.since_min, line.minutes, line.persons) == ("P1", 480, 35, 240)
    assert line.signal is Signal.red  # for more than half an hour
    assert line.owner == Owner(role="point_official", ids=("O3",))
    assert point(shown).signal is Signal.red


def test_a_slow_point_needs_lanes() -> None:
    # half the pace until 540; 160.8 people are left, and 120 min until the deadline. P1 has two
    # lanes, and room for a third
    line = wrong(look(540, opened(), count(540, 60)), "late_point")
    assert line.signal is Signal.red
    assert line.minutes == pytest.approx(40.8, abs=1)
    assert line.action.code == "add_lanes"
    assert dict(line.action.facts) == {"lanes": 1, "samplers": 1, "registrars": 1, "ushers": 1}


def test_without_room_people_go_elsewhere() -> None:
    day = small_day(with_second_point=True)
    events = [opened(lanes=3), count(540, 60), told(480, PointOpened(site_id="P2", lanes=1))]
    line = wrong(board(day, ledger(*events), 540), "late_point")
    assert line.action.code == "move_people"
    assert line.action.facts["persons"] > 0


def test_paused_and_closed() -> None:
    paused = told(541, PointPaused(site_id="P1", reason="rain"))
    assert wrong(look(560, opened(), count(540, 120), paused), "paused").minutes == 19
    shut = look(560, opened(), count(540, 120), closed(550, done=False))
    line = wrong(shut, "closed_early")
    assert (line.persons, line.signal) == (120, Signal.red)
    assert point(shut).finish is None


def test_a_point_that_says_nothing() -> None:
    shown = look(590, opened(), count(540, 120))
    assert wrong(shown, "point_silent").minutes == 50


def test_a_held_box_is_the_transport_leads() -> None:
    shown = look(550, opened(), count(545, 125), *box_events(
        "B1", sealed=541, handed=543, handed_tubes=9))  # fmt: skip
    line = wrong(shown, "box_count_differs")
    assert line.owner.role == "transport_lead"
    assert (line.facts["expected_tubes"], line.facts["found_tubes"]) == (10, 9)
    assert [(box.box_id, box.tubes_found) for box in shown.held] == [("B1", 9)]


def test_a_box_over_age() -> None:
    # first sample at 480: 4 h are over at 720
    line = wrong(look(725, *box_events("B1", sealed=500)), "box_over_age")
    assert (line.minutes, line.tubes, line.signal) == (5, 10, Signal.red)
    carried = look(725, *box_events("B1", sealed=500, handed=510, departed=515))
    assert wrong(carried, "box_over_age").owner == Owner(role="courier", ids=("W4", "W5"))


def test_a_box_that_was_delivered_is_the_laboratorys() -> None:
    (delivery,) = (
        event
        for event in box_events("B1", sealed=500, handed=510, departed=515, received=560)
        if event.fact.kind == "box_delivered"
    )
    on_the_way = box_events("B1", sealed=500, handed=510, departed=515)
    line = wrong(look(725, *on_the_way, delivery), "box_over_age")
    assert (line.owner.role, line.action.code) == ("lab", "take_over")
    missing = told_in(
        wrong(look(725, *on_the_way, delivery), "box_not_received"),
        translator("en"),
        names_of(small_day()),
    )
    assert missing.wrong == "Box B1 (10 tubes) was delivered, but Hospital has not taken it over."
    assert missing.action == "Ask Hospital to take over now what has been delivered."


def test_a_team_is_called_one_and_what_is_expected_has_happened_by_then() -> None:
    names = names_of(small_day())
    called = told(500, HelpNeeded(text="rain"), place="T1")
    help_needed = told_in(wrong(look(505, called), "help_needed"), translator("en"), names)
    assert help_needed.wrong.startswith("Doorstep team T1 asked for help at 08:20.")
    assert help_needed.action == "Send help to doorstep team T1."
    late = wrong(look(600, opened(), count(599, 120)), "late_point")
    facts = dict(late.facts) | {"finish_at_min": 661.2, "latest_at_min": 670.0}
    said = told_in(late.model_copy(update={"facts": facts}), translator("en"), names).wrong
    assert "will finish at 11:02, at the latest 11:10" in said


def test_a_held_box_says_what_was_expected() -> None:
    shown = look(550, *box_events("B1", sealed=541, handed=543, handed_tubes=9))
    assert [(box.tubes_expected, box.tubes_found) for box in shown.held] == [(10, 9)]


def test_a_lost_box() -> None:
    lost = told(560, BoxAbnormal(box_id="B1", problem=AbnormalKind.lost))
    shown = look(570, opened(), count(565, 150), *box_events("B1", sealed=541), lost)
    assert [(box.box_id, box.kind, box.tubes) for box in shown.unaccounted] == [("B1", "lost", 10)]
    assert wrong(shown, "box_lost").signal is Signal.red


def test_a_vehicle_where_it_last_was() -> None:
    shown = look(560, opened(), count(555, 145), arrived(545))
    (vehicle,) = shown.vehicles
    assert (vehicle.run_id, vehicle.place, vehicle.at_min) == ("R1", "P1", 545)
    assert (vehicle.departed, vehicle.next_place, vehicle.next_planned_min) == (False, "L1", 560)
    assert vehicle.late_min == 5
    assert vehicle.lon is not None


def test_a_vehicle_that_does_not_come() -> None:
    # planned at P1 for 540
    shown = look(570, opened(), count(565, 165))
    line = wrong(shown, "vehicle_silent")
    assert (line.subject, line.minutes) == ("V1", 30)
    # half an hour more, and another one is sent
    later = wrong(look(600, opened(), count(595, 220)), "vehicle_silent")
    assert later.action.code == "send_other_vehicle"


def test_what_people_say() -> None:
    events = [
        opened(),
        count(540, 115),
        told(530, HelpNeeded(text="queue"), "P1"),
        told(535, SuppliesShort(item="tubes", quantity=50), "P1"),
        told(400, Finding(finding_id="F1", site_id="P1", text="no shelter", due_min=520), "P1"),
    ]
    shown = look(545, *events)
    assert {"help_needed", "supplies_short", "finding_overdue"} <= set(codes(shown))
    assert shown.wrong[0].code == "help_needed"  # red comes first
    came = told(542, CallSettled(caller="P1"), "P1")
    assert "help_needed" not in codes(look(545, *events, came))
    assert "supplies_short" in codes(look(545, *events, came)), "only help has come"
    # an hour later the call is no longer shown
    assert "help_needed" not in codes(look(595, *events))


def test_a_pool_positive_is_open_until_it_is_cleared() -> None:
    box = box_events("B1", sealed=541, handed=543, departed=545, received=562, started=571)
    positive = told(
        640,
        ResultReported(lab_id="L1", box_id="B1", outcome=Outcome.positive, tube_id="T-1"),
        "L1",
    )
    shown = look(650, *whole_day()[:6], *box, positive)
    (retest,) = shown.retests
    assert (retest.tube_id, retest.since_min, retest.street) == ("T-1", 640, "S")
    assert wrong(shown, "retest_open").owner == Owner(role="street_official", ids=("O1",))


def test_waste_that_stays() -> None:
    # closed at 601, four hours are over at 841
    line = wrong(look(851, *whole_day()), "waste_late")
    assert line.minutes == 10


def test_worst_first() -> None:
    shown = look(600, told(500, PeopleSampled(site_id="P1", persons=5)), arrived(541))
    signals = [line.signal for line in shown.wrong]
    assert signals == sorted(signals, key=lambda signal: signal is not Signal.red)
    assert len({line.key for line in shown.wrong}) == len(shown.wrong)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_line_reads(lang: str) -> None:
    day = small_day()
    t, names = translator("zh" if lang == "zh" else "en"), names_of(day)
    boards = [
        look(515),
        look(540, opened(), count(540, 60)),
        look(550, opened(), *box_events("B1", sealed=541, handed=543, handed_tubes=9)),
        look(725, *box_events("B1", sealed=500), visited(700, 0, 4)),
        look(851, *whole_day()),
    ]
    for line in (line for shown in boards for line in shown.wrong):
        sentences = told_in(line, t, names)
        assert all(sentences)
        assert not any("{" in sentence for sentence in sentences)
    assert names("P1") == "School"


def test_every_code_has_its_words() -> None:
    zh = translator("zh")
    for sentence in (*WRONG.values(), *ACTIONS.values(), *OWNERS.values()):
        assert zh(sentence) != sentence


def test_every_kind_of_missing_box_has_its_words() -> None:
    assert {f"box_{kind.value}" for kind in UnaccountedKind} <= set(WRONG)
