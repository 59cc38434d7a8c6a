"""The daily summary and the zero report, of a day worked out by hand (see `board_cases`)."""

from __future__ import annotations

import pytest

from board_cases import (
    box_events,
    closed,
    count,
    ledger,
    opened,
    small_day,
    small_plan,
    small_roster,
    told,
    whole_day,
)  # fmt: skip
from masstest.live.day import Day
from masstest.live.events import (
    BoxReleased,
    Event,
    Finding,
    FindingClosed,
    HelpNeeded,
    Outcome,
    ResultReported,
    RetestSampled,
    SuppliesShort,
    WasteTaken,
)
from masstest.live.summary import AlertNote, DailySummary, Figures, SummaryRow, Telling, summary
from masstest.live.summary.wording import telling
from masstest.text import translator
from support import compound


def row_of(found: DailySummary, kind: str, name: str) -> SummaryRow:
    return next(row for row in found.rows if row.kind == kind and row.name == name)


def made(*events: Event, now_min: float = 720, **more: object) -> DailySummary:
    return summary(small_day(), ledger(*events), now_min, **more)  # type: ignore[arg-type]


def nonzero(figures: Figures) -> dict[str, int]:
    return {name: number for name, number in figures if number}


def test_a_day_as_planned() -> None:
    found = made(*whole_day(), told(700, WasteTaken(site_id="P1", vehicle_id="V9", bags=4)))
    assert nonzero(found.whole.figures) == {
        "residents_due": 247, "due": 247, "sampled": 247, "tubes_due": 26, "tubes_made": 26,
        "tubes_delivered": 26, "tubes_resulted": 26, "places": 2, "opened": 1, "boxes": 5,
        "waste_bags": 4,
    }  # fmt: skip
    whole = found.whole
    assert (whole.open_planned_min, whole.open_min) == (480, 480)
    assert (whole.finish_planned_min, whole.finish_min) == (600, 601)
    # the last tube starts at 654 and takes 60 minutes
    assert (whole.results_planned_min, whole.results_min) == (714, 714)
    assert {row.telling for row in found.rows} == {Telling.quiet}


def test_rows_from_the_whole_to_its_parts() -> None:
    found = made()
    assert [(row.kind, row.name) for row in found.rows] == [
        ("district", "D"), ("street", "E"), ("street", "S"), ("community", "K2"),
        ("community", "K"), ("point", "School"), ("team", "T1"),
    ]  # fmt: skip
    assert [(row.street, row.kind) for row in found.zero_report] == [
        ("E", "street"), ("E", "community"), ("S", "street"), ("S", "community"),
    ]  # fmt: skip


def test_before_anything_happens_every_figure_is_an_explicit_zero() -> None:
    found = made(now_min=400)
    assert found.events == 0
    planned = {"residents_due", "due", "tubes_due", "places"}
    for row in found.rows:
        assert not nonzero(row.figures).keys() - planned
        assert row.telling is Telling.waiting
        assert row.finish_min is row.results_min is None
    assert found.mismatches == found.findings == found.supplies == found.retests == ()


@pytest.mark.parametrize(
    ("now_min", "point", "team"),
    [
        (-720, Telling.waiting, Telling.waiting),  # the evening before
        (490, Telling.waiting, Telling.waiting),
        (491, Telling.silent, Telling.waiting),  # ten minutes after the point should have opened
        (528, Telling.silent, Telling.silent),  # half an hour after the team's first visit
    ],
)
def test_silence_begins_when_something_was_due(
    now_min: float, point: Telling, team: Telling
) -> None:
    found = made(now_min=now_min)
    assert row_of(found, "community", "K").telling is point
    assert row_of(found, "community", "K2").telling is team


def test_a_community_without_a_point_has_its_line() -> None:
    roster = small_roster()
    far = compound("C4", 50, street="F", community="K3")
    day = Day(small_plan(), roster.model_copy(update={"compounds": (*roster.compounds, far)}))
    found = summary(day, ledger(), 720)
    row = row_of(found, "community", "K3")
    assert row.telling is Telling.elsewhere
    assert row.figures == Figures()
    assert row_of(found, "street", "F").telling is Telling.elsewhere
    assert "No event reported." in telling(row, translator("en"))
    assert "未报告异常" in telling(row, translator("zh"))


def test_who_is_missed_counts_after_the_deadline() -> None:
    events = (opened(), count(540, 120, C1=120), count(600, 200, C1=120, C2=80))
    assert made(*events, now_min=650).whole.figures.missed == 0
    found = made(*events, closed(661, done=False), now_min=670)
    street = row_of(found, "street", "S").figures
    assert (street.due, street.sampled, street.missed) == (240, 200, 40)
    assert (street.residents_missed, street.closed_early) == (40, 1)
    assert found.whole.figures.missed == 47  # T1 has visited nobody
    assert row_of(found, "street", "S").telling is Telling.eventful
    assert [(m.compound_id, m.missed) for m in found.missed] == [("C2", 40), ("C3", 7)]


def test_a_box_that_was_held_and_released() -> None:
    box = box_events("B1", sealed=540, handed=545, handed_tubes=9)
    released = told(550, BoxReleased(box_id="B1", reason="one tube was broken"), "V1")
    held = made(opened(), *box)
    assert (held.whole.figures.mismatches, held.whole.figures.held) == (1, 1)
    [line] = held.mismatches
    assert (line.station, line.expected_tubes, line.found_tubes) == ("handover", 10, 9)
    assert (line.ended, line.released_by_role) == ("held", "")
    found = made(opened(), *box, released)
    assert nonzero(found.whole.figures)["releases"] == 1
    assert found.whole.figures.held == 0
    [line] = found.mismatches
    assert (line.ended, line.ended_min, line.reason) == ("released", 550, "one tube was broken")
    assert line.released_by_role == "transport_lead"


def test_positives_and_their_retests() -> None:
    results = (
        ResultReported(lab_id="L1", box_id="B1", outcome=Outcome.negative, tubes=8),
        ResultReported(lab_id="L1", box_id="B1", outcome=Outcome.positive, tube_id="T-7"),
        ResultReported(lab_id="L1", box_id="B1", outcome=Outcome.invalid, tube_id="T-8"),
    )
    box = box_events("B1", sealed=540, handed=545, departed=546, received=560, started=570)
    again = told(700, RetestSampled(tube_id="T-7", persons=10), "P1")
    found = made(opened(), *box, *(told(640, fact, "L1") for fact in results), again)
    figures = row_of(found, "point", "School").figures
    assert (figures.positives, figures.invalids, figures.tubes_resulted) == (1, 1, 10)
    assert (figures.retests_opened, figures.retests_closed) == (1, 0)
    [retest] = found.retests
    assert (retest.tube_id, retest.street, retest.sampled_persons) == ("T-7", "S", 10)


def test_calls_findings_and_alerts_are_counted_where_they_belong() -> None:
    found = made(
        opened(505),
        told(500, SuppliesShort(item="N95", quantity=20), "P1"),
        told(501, HelpNeeded(text="rain"), "T1"),
        told(510, Finding(finding_id="F1", site_id="P1", text="no fence", due_min=600)),
        told(511, Finding(finding_id="F2", site_id="P1", text="no sign", due_min=900)),
        told(520, FindingClosed(finding_id="F2", text="put up"), "P1"),
        alerts=[AlertNote("", "", "P1", True), AlertNote("E", "K2", "T9", False)],
    )
    school = row_of(found, "point", "School").figures
    assert (school.supplies_short, school.help_calls, school.opened_late) == (1, 0, 1)
    assert (school.findings_opened, school.findings_closed, school.findings_overdue) == (2, 1, 1)
    assert (school.alerts_opened, school.alerts_acknowledged) == (1, 1)
    other = row_of(found, "community", "K2").figures
    assert (other.help_calls, other.alerts_opened, other.alerts_acknowledged) == (1, 1, 0)
    assert [f.finding_id for f in found.findings] == ["F1", "F2"]  # what is open comes first
    assert [(s.item, s.quantity) for s in found.supplies] == [("N95", 20)]


def test_what_comes_from_elsewhere_counts_for_the_district_alone() -> None:
    box = box_events("X1", source="P9", sealed=540)
    found = made(opened(), *box)
    assert found.whole.figures.boxes == 1
    assert row_of(found, "street", "S").figures.boxes == 0


@pytest.mark.parametrize(("street", "due"), [("S", 240), ("E", 7)])
def test_of_one_street(street: str, due: int) -> None:
    found = made(*whole_day(), street=street)
    assert {row.street for row in found.rows} == {street}
    assert found.whole.kind == "street"
    assert found.whole.figures.due == due
    assert [part.street for part in found.clocks] == [street]


def test_it_is_the_same_after_it_was_sent() -> None:
    found = made(*whole_day())
    assert DailySummary.model_validate_json(found.model_dump_json()) == found
