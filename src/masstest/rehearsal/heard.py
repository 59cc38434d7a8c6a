"""What a service has heard of a simulated day by some minute, a little late as networks are.

The states are those that a ledger makes of the same reports; of hundreds of days nobody needs
the reports themselves.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from masstest.live.custody import (
    PointState,
    PointStatus,
    Reading,
    StatusChange,
    StopDone,
    TeamState,
)
from masstest.rehearsal.breakdowns import Breakdown, windows_of
from masstest.rehearsal.script.places import report_times
from masstest.rehearsal.simulation import SimulatedDay
from masstest.rehearsal.simulation.sampling import PointDay
from masstest.rehearsal.simulation.visiting import TeamDay

DELAY_MEAN_MIN = 2.0  # from a phone to the service; BG


@dataclass(frozen=True)
class Heard:
    """Points by site and teams by id; those that nothing was heard of are not there."""

    points: dict[str, PointState]
    teams: dict[str, TeamState]


class _Told(NamedTuple):
    """What a point says: a count, or else that it opens, pauses or closes."""

    at_min: float
    persons: int
    status: PointStatus | None = None
    done: bool = False


def heard_by(
    went: SimulatedDay,
    breakdowns: Sequence[Breakdown],
    at_min: float,
    rng: np.random.Generator,
) -> Heard:
    """What points and teams have reported, and has come in, by `at_min`."""
    by_point = [list(_told_by(point, breakdowns, at_min, rng)) for point in went.points]
    by_team = [
        [n for n, visit in enumerate(team.visited) if visit.depart_min <= at_min]
        for team in went.teams
    ]
    count = sum(map(len, by_point)) + sum(map(len, by_team))
    delays = iter(rng.exponential(DELAY_MEAN_MIN, count).tolist())
    points, teams = {}, {}
    for point, told in zip(went.points, by_point, strict=True):
        came = [each for each in told if each.at_min + next(delays) <= at_min]
        if came:
            points[point.course.site_id] = _point_state(point, came)
    for team, numbers in zip(went.teams, by_team, strict=True):
        known = [n for n in numbers if team.visited[n].depart_min + next(delays) <= at_min]
        if known:
            teams[team.course.team_id] = _team_state(team, known)
    return Heard(points, teams)


def _told_by(
    point: PointDay, breakdowns: Sequence[Breakdown], at_min: float, rng: np.random.Generator
) -> Iterator[_Told]:
    yield _Told(point.opened_min, 0, PointStatus.open)
    times = [at for at in report_times(point, rng) if at <= at_min]
    counts = np.searchsorted(point.done_min, times, side="right")
    for at, persons in zip(times, counts.tolist(), strict=True):
        yield _Told(at, persons)
    for window in windows_of(breakdowns, "site", point.course.site_id):
        if math.isinf(window.until_min):
            yield _Told(window.from_min, 0, PointStatus.closed)
        else:
            yield _Told(window.from_min, 0, PointStatus.paused)
            yield _Told(window.until_min, 0, PointStatus.open)
    if point.finish_min < at_min:
        yield _Told(point.finish_min + 1, 0, PointStatus.closed, done=True)


def _point_state(point: PointDay, told: list[_Told]) -> PointState:
    told = sorted(told, key=lambda each: each.at_min)
    readings: list[Reading] = []
    changes: list[StatusChange] = []
    done = False
    for each in told:
        if each.status is None:
            readings.append(Reading(each.at_min, "", each.persons, None, ""))
            continue
        lanes = 0
        if each.status is PointStatus.open:
            lanes = point.course.lanes
        elif each.status is PointStatus.paused and changes:
            lanes = changes[-1].lanes
        changes.append(StatusChange(each.at_min, each.status, lanes, "", ""))
        done = each.done
    last = changes[-1] if changes else None
    closed = last is not None and last.status is PointStatus.closed
    return PointState(
        site_id=point.course.site_id,
        status=last.status if last else PointStatus.waiting,
        lanes=last.lanes if last else 0,
        changes=tuple(changes),
        opened_min=next((c.at_min for c in changes if c.status is PointStatus.open), None),
        closed_min=last.at_min if last and closed else None,
        done=closed and done,
        persons=readings[-1].persons if readings else 0,
        readings=tuple(readings),
    )


def _team_state(team: TeamDay, numbers: Sequence[int]) -> TeamState:
    stops = []
    for n in numbers:
        visit = team.visited[n]
        stops.append(
            StopDone(n, visit.compound_id, visit.depart_min, visit.persons, visit.key_persons, "")
        )
    return TeamState(team.course.team_id, tuple(stops))
