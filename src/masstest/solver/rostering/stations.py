"""Which posts the day has: at points, in doorstep teams, in vehicles."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from masstest.domain.parameters import Parameters
from masstest.domain.plan import DoorstepTeam, Point
from masstest.domain.roster import Role, Roster, VehicleKind
from masstest.domain.travel import Place
from masstest.solver.rostering.posts import WORK_MAX_MIN, Pattern, patterns
from masstest.solver.rostering.rules import may_have
from masstest.solver.rostering.workforce import Day, Served, Task, Workforce, day_of
from masstest.solver.stages import CrewShift

LANE_ROLES = frozenset({Role.sampler, Role.registrar, Role.usher})


@dataclass(frozen=True)
class Post:
    """One person's day at one place, still without the person.

    `day` is written in the first of `roles`; the others would do as well (the second of a
    doorstep pair). `missing_min` are the role-minutes, task by task, that are missing without
    the person. `forced_id` is the person whom the vehicle's row names.
    """

    kind: Literal["point", "team", "crew"]
    at: str
    roles: tuple[Role, ...]
    day: Day
    served: Served | None
    missing_min: tuple[int, ...]
    forced_id: str | None = None

    @property
    def needed_min(self) -> int:
        """Role-minutes that are missing without the person."""
        return sum(self.missing_min)

    @property
    def place(self) -> Place:
        """Where the person is expected first."""
        return self.day[0].start_place

    def day_as(self, role: Role) -> Day:
        """The day when `role`, one of `roles`, is what the person does."""
        if role is self.roles[0]:
            return self.day
        return tuple(task._replace(role=role) for task in self.day)


def positions(parameters: Parameters, lanes: int) -> dict[Role, int]:
    """People of each role who must be at work at any time at a point with `lanes` lanes."""
    return {
        Role.sampler: lanes * parameters.samplers_per_lane,
        Role.registrar: lanes * parameters.registrars_per_lane,
        Role.usher: lanes * parameters.ushers_per_lane,
        Role.packer: math.ceil(lanes / parameters.lanes_per_packer),
        Role.disinfector: parameters.disinfectors_per_point,
        Role.lead: parameters.leads_per_point,
    }


@dataclass(frozen=True)
class Station:
    """All positions of one role at one point, to be manned in [start, end)."""

    point: Point
    role: Role
    positions: int
    start: int
    end: int
    suited: bool

    def post(self, roster: Roster, pattern: Pattern) -> Post:
        """The post of somebody who works by `pattern`."""
        site = Place("site", self.point.site_id)
        served = Served(roster.site[self.point.site_id].zone.group.value)
        per_lane = max(1, self.positions // self.point.lanes)
        day = day_of(
            Task(
                self.role,
                self.point.site_id,
                stretch.position // per_lane + 1 if self.role in LANE_ROLES else None,
                self.start + stretch.start,
                self.start + stretch.end,
                site,
                site,
                served,
            )
            for stretch in pattern
        )
        return Post("point", self.point.site_id, (self.role,), day, served, self.missing_min(day))

    def missing_min(self, day: Day) -> tuple[int, ...]:
        """Minutes of each task of `day` until the last person is sampled."""
        until = self.point.finish_at
        return tuple(max(0, min(task.end, until) - task.start) for task in day)

    def posts(self, roster: Roster) -> tuple[Post, ...]:
        """As few posts as man every position all the time."""
        found = patterns(
            self.positions, self.end - self.start, roster.parameters, suited=self.suited
        )
        return tuple(self.post(roster, pattern) for pattern in found)


def stations(roster: Roster, points: Sequence[Point]) -> Iterator[Station]:
    """Every role of every point, from opening to the last person sampled.

    Leads stay until the point closes, unless that makes their day longer than 8 hours.
    """
    parameters = roster.parameters
    for point in points:
        for role, number in positions(parameters, point.lanes).items():
            end = point.finish_at
            if role is Role.lead:
                end = max(end, min(point.open_until, point.open_from + WORK_MAX_MIN))
            if number > 0 and end > point.open_from:
                suited = role.value in parameters.suited_roles
                yield Station(point, role, number, point.open_from, end, suited)


def team_posts(roster: Roster, team: DoorstepTeam) -> tuple[Post, Post]:
    """The pair of a doorstep team: a trained `doorstep` and another, or a registrar.

    A task lasts from the arrival at a stop to the departure from the last one before a gap of
    at least stint_rest_min: that gap is the rest, the way to the next stop included.
    """
    served = Served(team.zone.group.value)
    rest_min = max(1, roster.parameters.stint_rest_min)
    tasks: list[Task] = []
    for stop in sorted(team.stops, key=lambda stop: (stop.arrive, stop.depart)):
        place = Place("compound", stop.compound_id)
        if tasks and stop.arrive - tasks[-1].end < rest_min:
            tasks[-1] = tasks[-1]._replace(end=stop.depart, end_place=place)
        else:
            tasks.append(
                Task(
                    Role.doorstep,
                    team.team_id,
                    None,
                    stop.arrive,
                    stop.depart,
                    place,
                    place,
                    served,
                )
            )
    day = day_of(tasks)
    needed_min = tuple(task.end - task.start for task in day)
    return (
        Post("team", team.team_id, (Role.doorstep,), day, served, needed_min),
        Post("team", team.team_id, (Role.doorstep, Role.registrar), day, served, needed_min),
    )


def crew_posts(roster: Roster, shift: CrewShift) -> tuple[Post, ...]:
    """Driver, and for a specimen vehicle courier, of a vehicle's shift."""
    vehicle = roster.vehicle[shift.vehicle_id]
    garage = Place("vehicle", shift.vehicle_id)
    served = None if shift.zone_class is None else Served.by_vehicle(shift.zone_class)
    crew = [(Role.driver, vehicle.driver_id)]
    if shift.kind is VehicleKind.specimen:
        crew.append((Role.courier, vehicle.courier_id))
    return tuple(
        Post(
            "crew",
            shift.vehicle_id,
            (role,),
            (
                Task(
                    role,
                    shift.vehicle_id,
                    None,
                    shift.start,
                    shift.end,
                    shift.start_place or garage,
                    shift.end_place or garage,
                    served,
                ),
            ),
            served,
            (shift.end - shift.start if shift.run_min is None else shift.run_min,),
            forced_id,
        )
        for role, forced_id in crew
    )


def crews(workforce: Workforce, shifts: Sequence[CrewShift]) -> list[Post]:
    """The posts of all vehicles: one person takes a vehicle's shifts one after the other.

    Shifts of a vehicle are one post as far as 8 hours go and zones don't forbid. All shifts
    that name the same driver or courier are one post, if the person may have them; whoever may
    not is replaced.
    """
    posts: list[Post] = []
    named: dict[str, list[Post]] = defaultdict(list)
    named_posts: list[Post] = []
    for shift in sorted(shifts, key=lambda shift: (shift.start, shift.vehicle_id)):
        for post in crew_posts(workforce.roster, shift):
            if post.forced_id in workforce.index:
                named[str(post.forced_id)].append(post)
            else:
                posts.append(replace(post, forced_id=None))
    for staff_id, own in named.items():
        kept: Post | None = None
        for post in own:
            both = post if kept is None else _joined(kept, post)
            if may_have(workforce, both.day)[workforce.index[staff_id]]:
                kept = both
            else:
                posts.append(replace(post, forced_id=None))
        if kept is not None:
            named_posts.append(kept)
    return named_posts + chained(posts)


def chained(posts: Sequence[Post]) -> list[Post]:
    """Posts of one vehicle and role joined, in order of time, up to `WORK_MAX_MIN`."""
    done: list[Post] = []
    open_posts: dict[tuple[str, Role], Post] = {}
    for post in sorted(posts, key=lambda post: (post.day[0].start, post.at)):
        crew = (post.at, post.roles[0])
        before = open_posts.get(crew)
        if before is None:
            open_posts[crew] = post
        elif before.served is post.served and _work_min(before) + _work_min(post) <= WORK_MAX_MIN:
            open_posts[crew] = _joined(before, post)
        else:
            done.append(before)
            open_posts[crew] = post
    return done + list(open_posts.values())


def _work_min(post: Post) -> int:
    return sum(task.end - task.start for task in post.day)


def _joined(post: Post, later: Post) -> Post:
    """Both posts as one; `later` starts after `post` has ended."""
    return replace(post, day=post.day + later.day, missing_min=post.missing_min + later.missing_min)
