"""How far the round is: persons and tubes, beside the plan."""

from __future__ import annotations

import pytest

from board_cases import (
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
from masstest.live.completion import completion
from masstest.live.events import AbnormalKind, BoxAbnormal, Event, PeopleSampled, PointPaused
from masstest.live.reported import reported
from masstest.live.shapes import Progress, SourceState


def point(now_min: float, *events: Event) -> Progress:
    day = small_day()
    return completion(day, ledger(*events), now_min).of_source(day.sources["P1"])


def district(now_min: float, *events: Event) -> Progress:
    day = small_day()
    return completion(day, ledger(*events), now_min).of_area(day.areas[0])


def places(progress: Progress) -> tuple[int, ...]:
    return (
        progress.tubes_loose,
        progress.tubes_in_box,
        progress.tubes_on_road,
        progress.tubes_at_lab,
        progress.tubes_resulted,
        progress.tubes_lost,
    )


def test_nothing_reported_before_the_start() -> None:
    progress = district(400)
    assert (progress.persons_due, progress.persons_sampled, progress.persons_planned) == (247, 0, 0)
    assert progress.ahead_min == 0
    assert progress.tubes_made == 0


def test_nothing_reported_at_nine() -> None:
    # 120 persons by 09:00 at 2 a minute from 480 on: an hour behind
    progress = point(540)
    assert (progress.persons_planned, progress.ahead_persons) == (120, -120)
    assert progress.ahead_min == -60


@pytest.mark.parametrize(("persons", "ahead_min"), [(120, 0), (100, -10), (140, 10), (240, 60)])
def test_ahead_and_behind(persons: int, ahead_min: float) -> None:
    # two persons are one minute
    assert point(540, opened(), count(540, persons)).ahead_min == ahead_min


def test_done_is_level_once_the_plan_is_too() -> None:
    progress = point(1500, opened(), count(600, 240))
    assert (progress.ahead_persons, progress.ahead_min) == (0, 0)


def test_more_than_due() -> None:
    progress = point(620, opened(), count(600, 264))
    assert progress.persons_sampled == 264
    assert progress.ahead_persons == 24
    assert progress.tubes_made == 26  # 24 for 240 persons, so 26.4 for 264


def test_tubes_are_estimated_until_they_are_in_boxes() -> None:
    # 120 persons fill 12 tubes; 10 are sealed, so 2 are loose, and estimated
    box = box_events("B1", sealed=538)
    progress = point(540, opened(), count(540, 120), *box)
    assert places(progress) == (2, 10, 0, 0, 0, 0)
    assert (progress.tubes_made, progress.tubes_estimated) == (12, 2)


def test_no_estimate_after_the_last_box() -> None:
    # 235 persons would be 24 tubes by the pool size; the packers had 22
    boxes = box_events("B1", tubes=22, sealed=604)
    progress = point(610, opened(), count(600, 235), closed(601), *boxes)
    assert (progress.tubes_made, progress.tubes_estimated) == (22, 0)


def test_a_tube_is_in_one_place() -> None:
    events = [
        *box_events("B1", tubes=10, sealed=500),
        *box_events("B2", tubes=9, sealed=500, handed=510),
        *box_events("B3", tubes=8, sealed=500, handed=510, departed=515),
        *box_events("B4", tubes=7, sealed=500, handed=510, departed=515, received=530),
        *box_events("B5", tubes=6, sealed=500, handed=510, departed=515, received=530, started=540),
        *box_events(
            "B6", tubes=5, sealed=500, handed=510, departed=515, received=530, started=540,
            resulted=600,
        ),
        *box_events("B7", tubes=4, sealed=500, handed=510, departed=515),
        told(560, BoxAbnormal(box_id="B7", problem=AbnormalKind.lost)),
    ]  # fmt: skip
    progress = point(610, *events)
    assert places(progress) == (0, 10, 17, 13, 5, 4)
    assert progress.tubes_made == 49 == sum(places(progress))


def test_a_held_box_is_where_it_was() -> None:
    # the courier counts 9 of 10: it stays with the point
    progress = point(520, *box_events("B1", sealed=500, handed=510, handed_tubes=9))
    assert places(progress) == (0, 10, 0, 0, 0, 0)


def test_streets_add_up_to_the_district() -> None:
    day = small_day()
    state = completion(day, ledger(*whole_day()), 720)
    total, *streets = [state.of_area(a) for a in day.areas if a.kind in ("district", "street")]
    assert total.persons_sampled == sum(s.persons_sampled for s in streets) == 247
    assert total.tubes_made == sum(s.tubes_made for s in streets) == 26
    assert total.tubes_resulted == 26


def test_a_site_without_a_plan_counts_for_the_district() -> None:
    extra = told(540, PeopleSampled(site_id="P9", persons=30))
    assert district(540, opened(), count(540, 100), extra).persons_sampled == 130
    assert district(540, *box_events("X1", source="P9", sealed=530)).tubes_in_box == 10


def test_team_is_ahead_by_its_visits() -> None:
    day = small_day()
    team = day.sources["T1"]

    def ahead(now_min: float, *events: Event) -> float:
        return completion(day, ledger(*events), now_min).of_source(team).ahead_min

    assert ahead(500, visited(492, 0, 4)) == 5  # planned for 497
    assert ahead(500) == -3  # it should be through with its first
    assert ahead(540, visited(492, 0, 4)) == -16  # the second was planned until 524
    assert ahead(540, visited(492, 0, 4), visited(520, 1, 3)) == 4


@pytest.mark.parametrize(
    ("now_min", "events", "state"),
    [
        (400, [], SourceState.waiting),
        (485, [], SourceState.waiting),
        (500, [], SourceState.not_open),
        (500, [opened()], SourceState.open),
        (500, [count(495, 10)], SourceState.open),  # it works, though it didn't say so
        (560, [opened(), told(550, PointPaused(site_id="P1"))], SourceState.paused),
        (560, [opened(), count(540, 100), closed(550, done=False)], SourceState.closed),
        (610, [opened(), count(600, 220), closed(605)], SourceState.done),
        (600, [opened(), count(599, 240)], SourceState.done),
    ],
)
def test_states_of_a_point(now_min: float, events: list[Event], state: SourceState) -> None:
    assert reported(small_day(), ledger(*events), now_min)["P1"].state is state


def test_pauses_are_counted_until_the_last_report() -> None:
    # paused 500..510, and again from 530; the last count is of 535
    pauses = [told(at, PointPaused(site_id="P1")) for at in (500, 530)]
    events = [opened(), opened(510), *pauses, count(535, 50)]
    report = reported(small_day(), ledger(*events), 540)["P1"]
    assert report.paused_min == pytest.approx(10 + 5)
    assert report.paused_since_min == 530
