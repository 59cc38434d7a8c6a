"""Posts that are open once everybody who can has kept their duties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from masstest.domain.plan import Point
from masstest.domain.roster import Role
from masstest.solver.rostering.gaps import uncovered
from masstest.solver.rostering.keeping.crews import empty_seats
from masstest.solver.rostering.keeping.keep import Kept
from masstest.solver.rostering.keeping.scene import Scene
from masstest.solver.rostering.posts import patterns
from masstest.solver.rostering.rules import may_have
from masstest.solver.rostering.stations import (
    Post,
    Station,
    chained,
    crew_posts,
    stations,
    team_posts,
)
from masstest.solver.rostering.workforce import Day, Task, Workforce, day_of

LONGEST_EXTENSION_MIN = 60
"""Who is at a lane stays this much longer at most, without being relieved."""


@dataclass
class Openings:
    """Posts for somebody who is free, and gaps for somebody who has time beside a post."""

    posts: list[Post] = field(default_factory=list)
    gaps: list[Task] = field(default_factory=list)


def find_openings(
    workforce: Workforce, scene: Scene, points: Sequence[Point], kept: Kept, freeze: int
) -> Openings:
    """What is open at points, in teams and in vehicles; people at lanes that close later stay."""
    found = Openings()
    lost: dict[tuple[str, Role], list[Day]] = defaultdict(list)
    for day in kept.lost:
        lost[day[0].at, day[0].role].append(day)
    present: dict[tuple[str, Role], list[int]] = defaultdict(list)
    for person, day in kept.days.items():
        for seat in dict.fromkeys((task.at, task.role) for task in day):
            present[seat].append(person)
    for station in stations(workforce.roster, points):
        seat = (station.point.site_id, station.role)
        _at_station(workforce, station, kept, present[seat], lost[seat], freeze, found)
    _in_teams(workforce, scene, kept, found)
    _in_vehicles(workforce, scene, kept, found)
    return found


def _at_station(
    workforce: Workforce,
    station: Station,
    kept: Kept,
    people: Sequence[int],
    lost: list[Day],
    freeze: int,
    found: Openings,
) -> None:
    roster = workforce.roster
    holes = uncovered(station, roster, [*(kept.days[p] for p in people), *lost])
    holes = [h._replace(start=max(h.start, freeze)) for h in holes if h.end > freeze]
    rest = [hole for hole in holes if not _stays_longer(workforce, kept, people, lost, hole)]
    start = max(station.start, freeze)
    whole = [hole for hole in rest if hole.start == start and hole.end == station.point.finish_at]
    found.gaps += [hole for hole in rest if hole not in whole]
    lanes = [hole.lane for hole in whole]
    for pattern in patterns(
        len(whole), station.point.finish_at - start, roster.parameters, suited=station.suited
    ):
        day = day_of(
            whole[0]._replace(lane=lanes[s.position], start=start + s.start, end=start + s.end)
            for s in pattern
        )
        found.posts.append(_point_post(station, day))
    found.posts += [_point_post(station, day) for day in lost]


def _point_post(station: Station, day: Day) -> Post:
    return Post("point", day[0].at, (station.role,), day, day[0].served, station.missing_min(day))


def _stays_longer(
    workforce: Workforce, kept: Kept, people: Sequence[int], lost: list[Day], hole: Task
) -> bool:
    """Whether whoever is at the lane until the hole begins can stay until it ends."""
    if hole.end - hole.start > LONGEST_EXTENSION_MIN:
        return False
    for person in people:
        day = kept.days[person]
        longer = _extended(day, hole)
        if longer is not None and may_have(workforce, longer)[person]:
            kept.days[person] = longer
            return True
    for number, day in enumerate(lost):
        longer = _extended(day, hole)
        if longer is not None:
            lost[number] = longer
            return True
    return False


def _extended(day: Day, hole: Task) -> Day | None:
    for number, task in enumerate(day):
        if (task.at, task.role, task.lane, task.end) == (
            hole.at, hole.role, hole.lane, hole.start,
        ):  # fmt: skip
            return (*day[:number], task._replace(end=hole.end), *day[number + 1 :])
    return None


def _in_teams(workforce: Workforce, scene: Scene, kept: Kept, found: Openings) -> None:
    """Posts of pairs that lack somebody; a pair without a trained sampler gets one."""
    roles: dict[str, list[Role]] = defaultdict(list)
    for day in kept.days.values():
        for at, role in dict.fromkeys((task.at, task.role) for task in day):
            if at in scene.team_day:
                roles[at].append(role)
    for team in scene.teams:
        there = roles[team.team_id]
        sampler, other = team_posts(workforce.roster, team)
        if not there:
            found.posts += [sampler, other]
        elif len(there) == 1:
            found.posts.append(other if there[0] is Role.doorstep else sampler)


def _in_vehicles(workforce: Workforce, scene: Scene, kept: Kept, found: Openings) -> None:
    aboard: dict[tuple[str, Role], list[Task]] = defaultdict(list)
    for day in kept.days.values():
        for task in day:
            aboard[task.at, task.role].append(task)
    roster = workforce.roster
    posts = chained(
        [
            post
            for role, shift in empty_seats(scene, aboard, (Role.driver, Role.courier))
            for post in crew_posts(roster, shift)
            if post.roles[0] is role
        ]
    )
    named: set[str] = set()
    for post in posts:
        staff_id = post.forced_id or ""
        person = workforce.index.get(staff_id)
        if (
            person is None
            or person in kept.days
            or staff_id in named
            or not may_have(workforce, post.day)[person]
        ):
            found.posts.append(replace(post, forced_id=None))
        else:
            named.add(staff_id)
            found.posts.append(post)
