"""What is heard of a simulated day is what a ledger makes of the same reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from masstest.live.custody import Ledger, PointState, PointStatus, TeamState
from masstest.live.day import Day
from masstest.live.events import (
    DoorstepStopDone,
    Event,
    PeopleSampled,
    PlainFact,
    PointClosed,
    PointOpened,
    PointPaused,
)
from masstest.live.reported import reported, reported_of
from masstest.rehearsal.breakdowns import Breakdown
from masstest.rehearsal.heard import Heard, heard_by
from masstest.rehearsal.simulation import simulate_day
from masstest.rehearsal.spread import Spread
from rehearsal_days import town_course


def facts_of(point: PointState) -> Iterator[tuple[float, PlainFact]]:
    site_id = point.site_id
    for change in point.changes:
        match change.status:
            case PointStatus.open:
                yield change.at_min, PointOpened(site_id=site_id, lanes=change.lanes)
            case PointStatus.paused:
                yield change.at_min, PointPaused(site_id=site_id)
            case PointStatus.closed:
                yield change.at_min, PointClosed(site_id=site_id, done=point.done)
    for reading in point.readings:
        yield reading.at_min, PeopleSampled(site_id=site_id, persons=reading.persons)


def visits_of(team: TeamState) -> Iterator[tuple[float, PlainFact]]:
    for stop in team.stops:
        yield (
            stop.at_min,
            DoorstepStopDone(
                team_id=team.team_id,
                compound_id=stop.compound_id,
                stop=stop.stop,
                persons=stop.persons,
                key_persons=stop.key_persons,
            ),
        )


def ledger_of(heard: Heard) -> Ledger:
    told = [(p.site_id, *each) for p in heard.points.values() for each in facts_of(p)]
    told += [(t.team_id, *each) for t in heard.teams.values() for each in visits_of(t)]
    ledger = Ledger()
    ledger.add(
        Event(event_id=f"told-{number:06d}", at_min=at, place=place, fact=fact)
        for number, (place, at, fact) in enumerate(told)
    )
    return ledger


def some_breakdowns() -> tuple[Breakdown, ...]:
    first, second, third, *_ = town_course().points
    return (
        Breakdown("site", first.site_id, 540, 580),
        Breakdown("site", second.site_id, 600),
        Breakdown("site", third.site_id, 630, 700),
    )


@pytest.mark.parametrize("at_min", [430, 660, 900])
@pytest.mark.parametrize("broken", [False, True])
def test_a_ledger_reports_the_same(at_min: float, broken: bool) -> None:
    course = town_course()
    breakdowns: Sequence[Breakdown] = some_breakdowns() if broken else ()
    went = simulate_day(course, Spread(), breakdowns, seed=5)
    heard = heard_by(went, breakdowns, at_min, np.random.default_rng(5))
    assert heard.points
    assert heard.teams or at_min < 660
    day = Day(course.plan, course.roster)
    expected = reported(day, ledger_of(heard), at_min)
    assert reported_of(day, heard.points, heard.teams, at_min) == expected


def test_nothing_is_heard_of_what_is_still_to_come() -> None:
    course = town_course()
    went = simulate_day(course, Spread(), seed=5)
    heard = heard_by(went, (), 660, np.random.default_rng(5))
    for point, day in zip(course.points, went.points, strict=True):
        state = heard.points[point.site_id]
        assert all(change.at_min <= 660 for change in state.changes)
        for reading in state.readings:
            assert reading.at_min <= 660
            assert reading.persons == int(np.searchsorted(day.done_min, reading.at_min, "right"))
    late = {team.course.team_id: team.visited for team in went.teams}
    for team_id, team in heard.teams.items():
        assert all(late[team_id][stop.stop].depart_min == stop.at_min for stop in team.stops)
        assert all(stop.at_min <= 660 for stop in team.stops)
