"""A board that runs through the day says what one says that is worked out from nothing."""

from __future__ import annotations

import random

import pytest

from board_cases import (
    arrived,
    box_events,
    closed,
    count,
    ledger,
    small_day,
    told,
    visited,
    whole_day,
)
from masstest.live.board import Board, RunningBoard, board
from masstest.live.board.curves import curves
from masstest.live.custody import Ledger
from masstest.live.day import Day
from masstest.live.events import (
    AbnormalKind,
    BoxAbnormal,
    BoxReleased,
    Correction,
    Event,
    Finding,
    HelpNeeded,
    Outcome,
    PeopleSampled,
    PointOpened,
    PointPaused,
    ResultReported,
    SuppliesShort,
    VehicleDeparted,
    WasteTaken,
)

VIEWS = (None, "S", "E", "nowhere")


def troubled_day(chance: random.Random) -> list[Event]:
    """A day of which a third was never told, with everything that can go wrong."""
    told_of = [event for event in whole_day() if chance.random() < 2 / 3]
    counted, (sealed,) = count(520, 95), box_events("Y1", sealed=510)
    told_of += [
        counted,
        sealed,
        Event(
            event_id="correction-01",
            at_min=590,
            fact=Correction(
                corrects=counted.event_id, reason="miscounted", fact=count(520, 80).fact
            ),
        ),
        told(600, Correction(corrects=sealed.event_id, reason="no such box")),
        told(535, PointPaused(site_id="P1", reason="rain")),
        told(548, PointOpened(site_id="P1", lanes=3)),
        told(490, PointOpened(site_id="P2", lanes=1)),
        told(600, PeopleSampled(site_id="P2", persons=7)),
        closed(640, done=False),
        visited(530, 1, 2),
        arrived(541),
        arrived(575, run_id="R2"),
        told(560, VehicleDeparted(vehicle_id="V1", run_id="R1", stop=0, box_ids=("B1",)), "V1"),
        told(530, HelpNeeded(text="queue"), "P1"),
        told(531, HelpNeeded(text="engine"), "V1"),
        told(535, SuppliesShort(item="tubes", quantity=50), "P2"),
        told(400, Finding(finding_id="F1", site_id="P1", text="no shelter", due_min=520), "P1"),
        told(700, WasteTaken(site_id="P1", vehicle_id="V9", bags=2), "V9"),
        told(560, BoxAbnormal(box_id="B2", problem=AbnormalKind.lost)),
        told(640, ResultReported(lab_id="L1", box_id="B1", outcome=Outcome.positive, tube_id="T-1"),
             "L1"),
        *box_events("H1", sealed=520, handed=530, handed_tubes=9, received=580),
        told(590, BoxReleased(box_id="H1", reason="counted again"), "V1"),
        *box_events("X1", source="P9", sealed=500, handed=505, received=570, started=900),
    ]  # fmt: skip
    return told_of


def from_nothing(day: Day, events: list[Event], now_min: float, street: str | None) -> Board:
    return board(day, ledger(*events), now_min, street=street)


@pytest.mark.parametrize("seed", range(5))
def test_it_is_the_board_of_what_is_known(seed: int) -> None:
    chance = random.Random(seed)
    day = small_day(with_second_point=True)
    events = troubled_day(chance)
    late = {e.event_id: chance.choice([0, 0, 0, 5, 60]) for e in events}
    book = Ledger()
    running = RunningBoard(day, book)
    moments = sorted(chance.uniform(450, 760) for _ in range(8))
    # a second on, nothing new; and back, as a round that is played may go
    for now_min in [*moments, moments[-1] + 1 / 60, 470.0, 1500.0]:
        known = [e for e in events if e.at_min + late[e.event_id] <= now_min]
        chance.shuffle(known)
        book.add(known)
        everything = [event for event in events if book.event(event.event_id) is not None]
        for street in VIEWS:
            shown = running.at(now_min, street=street)
            anew = from_nothing(day, everything, now_min, street)
            assert shown == anew.model_copy(update={"version": shown.version})
            assert running.curves(shown) == curves(day, ledger(*everything), anew)


def test_a_street_is_told_what_the_district_is_told() -> None:
    day = small_day(with_second_point=True)
    running = RunningBoard(day, ledger(*troubled_day(random.Random(1))))
    district, street = running.at(600), running.at(600, street="S")
    assert street.wrong
    assert all(line in district.wrong for line in street.wrong)
    assert [s for s in district.sources if s.street == "S"] == list(street.sources)
