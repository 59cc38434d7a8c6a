"""Sampling at home and on the spot: teams go from door to door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from masstest.domain.travel import Floats
from masstest.rehearsal.breakdowns import Breakdown, windows_of
from masstest.rehearsal.simulation.course import Course, TeamCourse
from masstest.rehearsal.simulation.pace import WorkClock, work_clock
from masstest.rehearsal.simulation.sampling import fill_stream
from masstest.rehearsal.simulation.tubes import Filled, filled
from masstest.rehearsal.spread import Spread


class Visited(NamedTuple):
    """One stop as it went."""

    compound_id: str
    arrive_min: float
    depart_min: float
    persons: int
    key_persons: int


@dataclass(frozen=True)
class TeamDay:
    """A day of a team. `pace`: planned minutes of visits that it does in a minute."""

    course: TeamCourse
    pace: float
    visited: tuple[Visited, ...]
    absent: int
    tubes: Filled

    @property
    def finish_min(self) -> float:
        return self.visited[-1].depart_min if self.visited else 0.0


def visit(
    course: Course, spread: Spread, breakdowns: Sequence[Breakdown], rng: np.random.Generator
) -> list[TeamDay]:
    """One day of all doorstep teams. A team goes on as soon as it is through."""
    pace_of_day = spread.doorstep_pace_day_sd * rng.standard_normal()
    on_the_way = work_clock(windows_of(breakdowns, "rain"))
    days = []
    for team in course.teams:
        pace = np.exp(pace_of_day + spread.doorstep_pace_team_sd * rng.standard_normal())
        days.append(
            _team_day(team, float(pace), spread, on_the_way, course.roster.parameters.pack_min, rng)
        )
    return days


def _team_day(
    team: TeamCourse,
    pace: float,
    spread: Spread,
    on_the_way: WorkClock | None,
    pack_min: float,
    rng: np.random.Generator,
) -> TeamDay:
    visited, parts, absent = [], [], 0
    clock = 0.0
    for stop in team.visits:
        way = stop.way_min * float(np.exp(spread.traffic_leg_sd * rng.standard_normal()))
        arrive = clock + stop.rest_min
        if on_the_way is None:
            arrive += way
        else:
            arrive = float(on_the_way.time(on_the_way.work(np.array([arrive])) + way)[0])
        key = int(rng.binomial(stop.key_persons, spread.doorstep_turnout))
        others = stop.persons - stop.key_persons
        here = key + int(rng.binomial(others, spread.doorstep_turnout))
        absent += stop.persons - here
        sd = spread.doorstep_person_sd
        each = stop.person_min / pace * np.exp(sd * rng.standard_normal(here) - sd**2 / 2)
        fixed = stop.fixed_min * float(np.exp(spread.doorstep_stop_sd * rng.standard_normal()))
        # what is not anybody's own time is spread over all, as the plan does
        each += fixed / pace / here if here else 0.0
        done: Floats = arrive + np.cumsum(each)
        depart = float(done[-1]) if here else arrive + fixed / pace
        begun = done - each
        for own, stream in zip((slice(0, key), slice(key, here)), stop.streams, strict=True):
            if own.stop > own.start:
                parts.append(fill_stream(stream, own, begun, done, pack_min, spread, rng))
        visited.append(Visited(stop.compound_id, arrive, depart, here, key))
        clock = depart
    return TeamDay(team, pace, tuple(visited), absent, filled(parts))
