"""The answer to one report: recorded, held with both counts, released."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from custody_events import (
    corrected,
    delivered,
    departed,
    handed,
    received,
    released,
    scanned,
    sealed,
    started,
    whole_way,
)
from masstest.live.custody import (
    NextStep,
    Standing,
    Station,
    Verdict,
    box_state,
    boxes_of,
    standing,
)
from masstest.live.events import Event


def answer(last: Event, before: Sequence[Event] = ()) -> Standing:
    everything = [*before, last]
    return standing(last, {box: box_state(box, everything) for box in boxes_of(last.fact)})


@pytest.mark.parametrize("steps", range(1, 9))
def test_what_agrees_is_recorded(steps: int) -> None:
    way = whole_way()
    assert answer(way[steps - 1], way[: steps - 1]) == Standing(Verdict.recorded, {})


@pytest.mark.parametrize(
    ("last", "station", "first"),
    [
        (sealed(500, counted=19, scans=20), Station.sealing, NextStep.reseal),
        (handed(510, counted=19), Station.handover, NextStep.recount),
        (delivered(540, seal="S2"), Station.delivery, NextStep.recount),
        (received(545, counted=19), Station.reception, NextStep.recount),
    ],
)
def test_what_differs_is_held(last: Event, station: Station, first: NextStep) -> None:
    before = [] if station is Station.sealing else [sealed(490)]
    got = answer(last, before)
    assert got.verdict is Verdict.held
    assert got.mismatches["B1"].station is station
    assert got.mismatches["B1"].event_id == last.event_id
    assert got.next_steps == (first, NextStep.ask_release)


def test_both_counts_and_both_seals() -> None:
    mismatch = answer(handed(510, counted=19, seal="S7"), [sealed(500)]).mismatches["B1"]
    assert (mismatch.expected_tubes, mismatch.found_tubes) == (20, 19)
    assert (mismatch.expected_seal, mismatch.found_seal) == ("S1", "S7")


def test_a_departure_says_which_box_is_held_and_which_was_never_sealed() -> None:
    before = [
        sealed(500, "B1"),
        handed(510, "B1", counted=19),
        sealed(500, "B2"),
        handed(510, "B2"),
        scanned(500, "B3", "T1"),
    ]
    got = answer(departed(520, "B1", "B2", "B3", "B4"), before)
    assert got.verdict is Verdict.held
    assert set(got.mismatches) == {"B1"}
    assert got.unsealed == ("B3", "B4")
    assert got.unknown == ("B4",)


def test_a_departure_told_late_from_before_the_mismatch() -> None:
    before = [sealed(500), handed(510), received(545, counted=19)]
    assert answer(departed(511, "B1"), before).verdict is Verdict.recorded


def test_a_laboratory_starts_no_held_box() -> None:
    before = [*whole_way()[1:5], received(545, counted=19)]
    assert answer(started(560, "B1"), before).verdict is Verdict.held
    assert answer(started(560, "B1"), [*before, released(550)]).verdict is Verdict.recorded


def test_other_reports_about_a_held_box_are_recorded() -> None:
    before = [sealed(500, counted=1, scans=2)]
    assert answer(scanned(495, "B1", "T1"), before).verdict is Verdict.recorded


def test_release() -> None:
    before = [sealed(500), handed(510, counted=19)]
    got = answer(released(515), before)
    assert got.verdict is Verdict.released
    assert got.released == ("B1",)
    assert got.mismatches["B1"].found_tubes == 19
    assert answer(released(515), before[:1]).verdict is Verdict.not_held
    nothing = standing(released(515), {})
    assert (nothing.verdict, nothing.unknown) == (Verdict.not_held, ("B1",))


def test_a_correction_is_answered_by_what_it_makes_of_the_box() -> None:
    first = handed(510, counted=19)
    right = corrected(512, first, handed(510).fact)  # type: ignore[arg-type]
    assert answer(right, [sealed(500), first]).verdict is Verdict.recorded
    wrong = corrected(512, handed(510, event_id="handover-1"), first.fact)  # type: ignore[arg-type]
    before = [sealed(500), handed(510, event_id="handover-1")]
    assert answer(wrong, before).verdict is Verdict.held


def test_boxes_of_a_fact() -> None:
    assert boxes_of(departed(520, "B1", "B2", "B1").fact) == ("B1", "B2")
    assert boxes_of(corrected(520, "event-0001", None).fact) == ()
