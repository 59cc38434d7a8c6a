"""Each kind of condition begins at its limit and not before it, and says what it says."""

from __future__ import annotations

import ast
import itertools
from pathlib import Path
from typing import Any

import pytest

from board_cases import count, ledger, opened, small_day, told
from masstest.access.roles import SCOPES_OF_ROLE, Role, Scope
from masstest.live import events as e
from masstest.live.alerts import (
    Condition,
    Kind,
    Limits,
    Severity,
    conditions,
    last_level,
    limits_of,
    recipients,
    sentences,
    wait_min,
)
from masstest.live.board import board
from masstest.live.custody import Ledger, UnaccountedKind
from masstest.live.day import Day
from masstest.live.shapes import BoxLine, Expected, Signal, SourceState
from masstest.text import translator
from valid_plan import valid_plan, valid_roster

_numbers = itertools.count()
LIMITS = Limits()


@pytest.fixture(scope="module")
def day() -> Day:
    roster = valid_roster()
    return Day(valid_plan(roster), roster)


def ledger_of(*told: tuple[float, str, e.Fact]) -> Ledger:
    """A ledger of (minute, place, fact)."""
    ledger = Ledger()
    ledger.add(
        e.Event(event_id=f"event-{next(_numbers):06}", at_min=at, place=place, fact=fact)
        for at, place, fact in told
    )
    return ledger


def found(
    day: Day, ledger: Ledger, now_min: float, kind: Kind, about: str | None = None, **more: Any
) -> Condition | None:
    """The condition of a kind (about something), if it is the case."""
    rows = [
        each
        for each in conditions(day, ledger, now_min, limits=LIMITS, **more)
        if each.kind is kind and about in (None, each.about)
    ]
    assert len(rows) < 2
    for row in rows:
        for lang in ("zh", "en"):
            t = translator(lang)
            said = sentences.sentence(row.kind, row.cause, row.facts, t)
            assert "{" not in said
            assert all(
                (sentences.title(row.kind, t), sentences.proposal(row.action, row.facts, t),
                 sentences.owner_name(row.owner, t))
            )  # fmt: skip
    return rows[0] if rows else None


def severity(row: Condition | None) -> str | None:
    return None if row is None else row.severity.value


def sealed(at: float, first: float, *, tubes: int = 5, scanned: int = 5) -> e.BoxSealed:
    return e.BoxSealed(
        box_id="B1", source="P1", seal="S1", tubes_counted=tubes, tubes_scanned=scanned,
        first_sample_min=first,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("late_min", "expected"), [(9.9, None), (10, "amber"), (29.9, "amber"), (30, "red")]
)
def test_a_point_that_is_not_open(day: Day, late_min: float, expected: str | None) -> None:
    row = found(day, ledger_of(), 420 + late_min, Kind.late_point, "P1")
    assert severity(row) == expected
    if row is not None:
        assert (row.subject, row.cause, row.facts["persons"]) == ("P1", "not_open", 360)
        said = sentences.sentence(row.kind, row.cause, row.facts, translator("en"))
        assert said.endswith("should have opened at 07:00 and hasn't; 360 people are due there.")
    opened = ledger_of((421, "P1", e.PointOpened(site_id="P1", lanes=1)))
    assert found(day, opened, 420 + late_min, Kind.late_point, "P1") is None


@pytest.mark.parametrize(("late_min", "expected"), [(29.9, None), (30, "amber"), (60, "red")])
def test_a_team_that_has_reported_nothing(day: Day, late_min: float, expected: str | None) -> None:
    row = found(day, ledger_of(), 441 + late_min, Kind.late_point, "T1")
    assert severity(row) == expected
    if row is not None:
        said = sentences.sentence(row.kind, row.cause, row.facts, translator("zh"))
        where = f"{row.street} · {row.community}"
        assert said.startswith(f"上门采样小组T1（{where}） 应于")
        name = sentences.subject_name(row.kind, row.subject, translator("en"), row.facts)
        assert name == "doorstep team T1"


@pytest.mark.parametrize(
    ("finish_min", "told", "expected"),
    [
        (825, False, None), (825.1, False, "amber"), (840, False, "amber"), (840.1, False, "red"),
        (825, True, "amber"), (820.1, True, "amber"), (820, True, None),
    ],
)  # fmt: skip
def test_a_point_that_will_finish_late(
    day: Day, finish_min: float, told: bool, expected: str | None
) -> None:
    """The plan's margin is half used up; what was told ends five minutes lower."""
    ledger = ledger_of((420, "P1", e.PointOpened(site_id="P1", lanes=1)))
    now_min = 420 + LIMITS.finish_known_after_min
    shown = board(day, ledger, now_min)
    (own,) = (source for source in shown.sources if source.source_id == "P1")
    forecast = {
        "state": SourceState.open,
        "last_report_min": now_min - 1,
        "finish": Expected(p50_min=finish_min, p90_min=finish_min + 30),
    }
    shown = shown.model_copy(update={"sources": (own.model_copy(update=forecast),)})
    keys = frozenset({"late_point:P1/finish"}) if told else frozenset()
    row = found(day, ledger, now_min, Kind.late_point, told=keys, shown=shown)
    assert severity(row) == expected
    assert found(day, ledger, now_min - 1, Kind.late_point, told=keys, shown=shown) is None


def test_a_late_point_is_told_with_the_boards_figures() -> None:
    """A third lane as on the board; without room for one, the people and the point for them."""
    slow = [opened(), count(540, 60)]
    row = found(small_day(), ledger(*slow), 540, Kind.late_point, "P1/finish")
    assert row is not None
    said = sentences.proposal(row.action, row.facts, translator("en"))
    assert said == "Lanes to add: 1 (samplers: 1, registrars: 1, ushers: 1)."
    full = [opened(lanes=3), count(540, 60), told(480, e.PointOpened(site_id="P2", lanes=1))]
    row = found(small_day(with_second_point=True), ledger(*full), 540, Kind.late_point, "P1/finish")
    assert row is not None
    moved = row.facts["moved"]
    assert isinstance(moved, int)
    assert 0 < moved < 180  # those who are left
    said = sentences.proposal(row.action, row.facts, translator("en"))
    assert said.startswith(f"Send {moved} people to P2")


@pytest.mark.parametrize(
    ("age_min", "expected"), [(179.9, None), (180, "amber"), (239.9, "amber"), (240, "red")]
)
def test_a_box_that_gets_old(day: Day, age_min: float, expected: str | None) -> None:
    ledger = ledger_of((500, "P1", sealed(500, first=430)))
    row = found(day, ledger, 430 + age_min, Kind.box_over_age)
    assert severity(row) == expected
    if row is not None:
        assert row.facts["limit_at_min"] == 670


def test_a_box_at_a_laboratory_or_lost_gets_no_older(day: Day) -> None:
    at_lab = e.LabReceived(box_id="B1", seal="S1", tubes_counted=5, lab_id="L1")
    lost = e.BoxAbnormal(box_id="B1", problem=e.AbnormalKind.lost)
    for fact in (at_lab, lost):
        ledger = ledger_of((500, "P1", sealed(500, first=430)), (600, "L1", fact))
        assert found(day, ledger, 900, Kind.box_over_age) is None


def test_the_age_limit_is_the_rosters(day: Day) -> None:
    roster = day.roster
    changed = roster.parameters.model_copy(update={"specimen_age_max_min": 120})
    limits = limits_of(roster.model_copy(update={"parameters": changed}))
    assert (limits.specimen_amber_min, limits.specimen_red_min) == (90, 120)
    assert limits_of(roster) == LIMITS


def test_a_box_that_is_held_until_it_is_released(day: Day) -> None:
    held = [(500.0, "P1", sealed(500, first=480, tubes=5, scanned=4))]
    row = found(day, ledger_of(*held), 501, Kind.count_mismatch, "B1")
    assert row is not None
    assert (row.severity, row.street) == (Severity.red, day.sources["P1"].street)
    assert (row.facts["expected_tubes"], row.facts["found_tubes"]) == (4, 5)
    released = e.BoxReleased(box_id="B1", reason="counted by two")
    freed = ledger_of(*held, (510, "V1", released))
    assert found(day, freed, 511, Kind.count_mismatch) is None


def test_another_seal_holds_a_box_too(day: Day) -> None:
    ledger = ledger_of(
        (500, "P1", sealed(500, first=480)),
        (540, "V1", e.BoxHandedOver(box_id="B1", seal="S9", tubes_counted=5, vehicle_id="V1")),
    )
    row = found(day, ledger, 541, Kind.count_mismatch)
    assert row is not None
    assert row.cause == "seal_differs"


@pytest.mark.parametrize("kind", UnaccountedKind)
def test_what_the_board_cannot_account_for(day: Day, kind: UnaccountedKind) -> None:
    line = BoxLine(
        box_id="B1", kind=kind.value, source="P1", street="S", tubes=2, holder="V1",
        since_min=500, tubes_found=3,
    )  # fmt: skip
    shown = board(day, ledger_of(), 700).model_copy(update={"unaccounted": (line,)})
    row = found(day, ledger_of(), 700, Kind.box_unaccounted, shown=shown)
    assert row is not None
    assert row.about == f"B1/{kind}"
    assert row.facts["expected_tubes"] == 5


@pytest.mark.parametrize(
    ("silent_min", "expected"), [(19.9, None), (20, "amber"), (44.9, "amber"), (45, "red")]
)
def test_a_vehicle_that_says_nothing(day: Day, silent_min: float, expected: str | None) -> None:
    never = found(day, ledger_of(), 490 + silent_min, Kind.vehicle_silent, "V2")
    assert severity(never) == expected
    arrived = e.VehicleArrived(vehicle_id="V2", run_id="R3", stop=0)
    heard_late = ledger_of((600, "T2", arrived))  # the next stop was planned at 507
    row = found(day, heard_late, 600 + silent_min, Kind.vehicle_silent, "V2")
    assert severity(row) == expected
    if row is not None:
        assert row.cause == "silent"


def test_a_vehicle_that_has_done_its_last_stop_may_be_silent(day: Day) -> None:
    ledger = ledger_of((510, "L1", e.VehicleDeparted(vehicle_id="V2", run_id="R3", stop=1)))
    assert found(day, ledger, 900, Kind.vehicle_silent, "V2") is None


@pytest.mark.parametrize(
    ("forecast", "expected"),
    [
        ({}, None),
        ({"backlog_min": 240.0}, None),
        ({"backlog_min": 240.1}, ("much_waits", "amber")),
        ({"results": 862.0}, None),
        ({"results": 862.1}, ("results_slow", "amber")),
        ({"results": 1860.0}, ("results_slow", "amber")),
        ({"results": 1860.1}, ("results_late", "red")),
        ({"key_results": 791.1}, ("key_results_slow", "amber")),
        ({"key_results": 1080.1, "results": 1860.1}, ("key_results_late", "red")),
    ],
)
def test_a_laboratory_that_gets_more_than_it_does(
    day: Day, forecast: dict[str, float], expected: tuple[str, str] | None
) -> None:
    shown = board(day, ledger_of(), 500)
    (lab,) = shown.labs
    quiet: dict[str, Any] = {
        "tubes_received": 10, "backlog_min": 0.0, "key_results": None, "results": None,
        "key_results_planned_min": 731.0, "results_planned_min": 802.0,
    }  # fmt: skip
    for name, value in forecast.items():
        expects = name != "backlog_min"
        quiet[name] = Expected(p50_min=value, p90_min=value) if expects else value
    shown = shown.model_copy(update={"labs": (lab.model_copy(update=quiet),)})
    row = found(day, ledger_of(), 500, Kind.lab_backlog, shown=shown)
    assert (None if row is None else (row.cause, row.severity.value)) == expected


def test_supplies_that_run_out(day: Day) -> None:
    short = (500.0, "P1", e.SuppliesShort(item="swab", quantity=40))
    row = found(day, ledger_of(short), 501, Kind.supplies_short)
    assert row is not None
    assert (row.about, row.severity, row.facts["quantity"]) == ("P1/swab", Severity.amber, 40)
    assert found(day, ledger_of(short), 619.9, Kind.supplies_short) is not None
    assert found(day, ledger_of(short), 620, Kind.supplies_short) is None
    came = (504.0, "V1", e.CallSettled(caller="P1", item=short[2].item))
    assert found(day, ledger_of(short, came), 506, Kind.supplies_short) is None
    closed = ledger_of(short, (505, "P1", e.PointClosed(site_id="P1")))
    assert found(day, closed, 506, Kind.supplies_short) is None


def test_a_call_for_help_from_anywhere(day: Day) -> None:
    for place in ("P1", "T1", "V1", "L1"):
        ledger = ledger_of((500, place, e.HelpNeeded()), (510, place, e.HelpNeeded(text="come")))
        row = found(day, ledger, 511, Kind.help_needed)
        assert row is not None
        assert (row.about, row.severity, row.raised_min) == (place, Severity.red, 510)
        assert found(day, ledger, 569.9, Kind.help_needed) is not None
        assert found(day, ledger, 570, Kind.help_needed) is None
        settled = (515.0, place, e.CallSettled(caller=place))
        calls = (500.0, place, e.HelpNeeded()), (510.0, place, e.HelpNeeded(text="come"))
        assert found(day, ledger_of(*calls, settled), 516, Kind.help_needed) is None
        again = (520.0, place, e.HelpNeeded())
        assert found(day, ledger_of(*calls, settled, again), 521, Kind.help_needed) is not None


def positive_ledger(*more: tuple[float, str, e.Fact]) -> Ledger:
    tube = e.ScannedTube(tube_id="T-7", persons=9)
    return ledger_of(
        (470, "P1", e.TubesScanned(box_id="B1", tubes=(tube,))),
        (500, "P1", sealed(500, first=470, tubes=1, scanned=1)),
        (560, "L1", e.LabReceived(box_id="B1", seal="S1", tubes_counted=1, lab_id="L1")),
        (565, "L1", e.BatchStarted(lab_id="L1", batch_id="R-1", box_ids=("B1",))),
        (
            700,
            "L1",
            e.ResultReported(lab_id="L1", box_id="B1", outcome=e.Outcome.positive, tube_id="T-7"),
        ),
        *more,
    )


def test_a_pool_positive_with_its_retest_and_its_clock(day: Day) -> None:
    row = found(day, positive_ledger(), 701, Kind.pool_positive)
    assert row is not None
    facts = row.facts
    assert (row.severity, row.subject, row.street) == (
        Severity.red,
        "T-7",
        day.sources["P1"].street,
    )
    assert (facts["tube"], facts["persons"], facts["reported_at_min"]) == ("T-7", 9, 700)
    assert str(facts["point"]).startswith("P1")
    assert facts["due_at_min"] == 700 + 7 * 60
    assert row.action == "seal_off_and_retest"
    again = (720.0, "P1", e.RetestSampled(tube_id="T-7", persons=9))
    sampled = found(day, positive_ledger(again), 721, Kind.pool_positive)
    assert sampled is not None
    assert sampled.action == "await_retest"
    results = (900.0, "L1", e.RetestResult(tube_id="T-7", outcome=e.Outcome.negative, persons=9))
    assert found(day, positive_ledger(again, results), 901, Kind.pool_positive) is None


@pytest.mark.parametrize(
    ("left_min", "expected"), [(60.1, None), (60, "amber"), (0.1, "amber"), (0, "red")]
)
def test_a_retest_that_takes_too_long(day: Day, left_min: float, expected: str | None) -> None:
    row = found(day, positive_ledger(), 700 + 420 - left_min, Kind.retest_late)
    assert severity(row) == expected


@pytest.mark.parametrize("signal", Signal)
@pytest.mark.parametrize("which", ["sampling", "key_results", "results"])
def test_a_deadline_that_the_board_shows_as_at_risk(day: Day, signal: Signal, which: str) -> None:
    shown = board(day, ledger_of(), 500)
    soon = Expected(p50_min=835, p90_min=850)
    deadlines = tuple(
        each.model_copy(
            update={
                "signal": signal if each.kind == which else Signal.green,
                "expected": soon,
                "met_min": None,
                "last": ("P1",),
            }
        )
        for each in shown.deadlines
    )
    row = found(
        day, ledger_of(), 500, Kind.deadline_at_risk,
        shown=shown.model_copy(update={"deadlines": deadlines}),
    )  # fmt: skip
    assert severity(row) == (None if signal is Signal.green else signal.value)


def test_a_quiet_morning_tells_nothing(day: Day) -> None:
    assert conditions(day, ledger_of(), 420) == ()


def a_condition(kind: Kind, **more: Any) -> Condition:
    return Condition(kind, "X", Severity.red, "X", "", "", "", street="S", lab_id="L1", **more)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_reaches_people_that_there_are(kind: Kind) -> None:
    told = recipients(a_condition(kind), "D")
    assert {each.level for each in told} == set(range(last_level(kind) + 1))
    assert last_level(kind) <= 2  # at most three levels
    assert len({each[:3] for each in told}) == len(told)
    for each in told:
        assert Scope(each.scope) in SCOPES_OF_ROLE[Role(each.role)]
    assert wait_min(kind, Severity.red) <= wait_min(kind, Severity.amber)


def test_who_is_told_at_once() -> None:
    def first(kind: Kind) -> set[tuple[str, str, str]]:
        return {each[:3] for each in recipients(a_condition(kind), "D") if each.level == 0}

    street = {("manager", "street", "S"), ("coordinator", "street", "S")}
    office = {("manager", "district", "D"), ("coordinator", "district", "D")}
    coordinator = {("coordinator", "district", "D")}
    assert first(Kind.pool_positive) == street | office
    assert first(Kind.late_point) == street | coordinator
    assert first(Kind.supplies_short) == coordinator
    assert first(Kind.lab_backlog) == {("lab", "lab", "L1")} | coordinator
    for kind in (Kind.box_over_age, Kind.vehicle_silent, Kind.count_mismatch):
        assert first(kind) == {("transport_lead", "district", "D")}


def test_what_a_deadline_is_called_and_times_of_the_next_day() -> None:
    t = translator("zh")
    assert sentences.subject_name("deadline_at_risk", "sampling", t) == "全员采样完成"
    assert sentences.subject_name("late_point", "P1", t) == "P1"
    facts = {"expected_at_min": 1500.2, "deadline_at_min": 1440, "last": "L1"}
    said = sentences.sentence("deadline_at_risk", "results", facts, t)
    assert "次日 01:01" in said
    assert "次日 00:00" in said


def test_every_cause_and_action_of_a_rule_has_its_sentence() -> None:
    """What the tests above don't reach is looked for in the rules themselves."""
    folder = Path(str(sentences.__file__)).parent / "kinds"
    literals = {
        node.value
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    } | {kind.value for kind in UnaccountedKind}
    causes = {cause for _, cause in sentences._CAUSES}
    assert causes | set(sentences._ACTIONS) | set(sentences._OWNERS) <= literals
