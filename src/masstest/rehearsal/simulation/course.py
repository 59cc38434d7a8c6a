"""The plan as arrays: whose turn it is when, who is visited when, which vehicle goes where."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from masstest.domain.plan import Coverage, DoorstepTeam, Plan, Point, Run, Stop
from masstest.domain.roster import Roster, Zone, ZoneClass
from masstest.domain.travel import Floats, Ints, Place, Travel

Bools = npt.NDArray[np.bool_]
NOISE = 1e-9
FROM_LAB = -1
"""The source number of a pickup at a laboratory that was lost."""


class Stream(NamedTuple):
    """Tubes that are filled together: one kind of people, one pool size."""

    key: bool
    pool_size: int
    persons_per_tube: float


@dataclass(frozen=True)
class PointCourse:
    """The persons booked at a point, one element each, in the order of the plan.

    Attributes
    ----------
    turn_min : when it is the person's turn by the plan: called for then, within the appointment
    lane_min : minutes at a lane
    stream : index into `streams`
    row : index into `compounds`
    begin : where the point's persons begin among all persons of the course
    """

    site_id: str
    lanes: int
    open_from_min: int
    open_until_min: int
    indoor: bool
    sealed: bool
    begin: int
    turn_min: Floats
    lane_min: Floats
    stream: Ints
    row: Ints
    streams: tuple[Stream, ...]
    compounds: tuple[str, ...]

    @property
    def persons(self) -> int:
        return len(self.turn_min)


class Visit(NamedTuple):
    """A doorstep stop. `rest_min` and then `way_min` after the visit before it; of the first,
    `rest_min` is the time of day at which it begins."""

    compound_id: str
    rest_min: float
    way_min: float
    fixed_min: float
    person_min: float
    persons: int
    key_persons: int
    streams: tuple[Stream, Stream]  # key persons, others


@dataclass(frozen=True)
class TeamCourse:
    team_id: str
    sealed: bool
    visits: tuple[Visit, ...]


class Call(NamedTuple):
    """A pickup of the plan: source number, place, when it begins, how long it takes.

    `source` is `FROM_LAB` where tubes are fetched that lie at a lost laboratory. `wait_min`: how
    long the oldest tube has waited by then, NaN if there is none. `tubes` are those of the plan.
    """

    source: int
    place: Place
    arrive_min: int
    stop_min: int
    wait_min: float
    tubes: int


class Trip(NamedTuple):
    """A run of the plan as a vehicle drives it."""

    run_id: str
    sealed: bool
    start_min: int
    calls: tuple[Call, ...]
    lab_id: str
    deliver_min: int
    unload_min: int


@dataclass(frozen=True)
class Course:
    """Everything about a plan that is the same on every simulated day.

    Sources are numbered: points first, then doorstep teams.
    """

    plan: Plan
    roster: Roster
    travel: Travel
    points: tuple[PointCourse, ...]
    teams: tuple[TeamCourse, ...]
    trips: Mapping[str, tuple[Trip, ...]]  # by vehicle, in order of time

    @cached_property
    def source_ids(self) -> tuple[str, ...]:
        return (*(p.site_id for p in self.points), *(t.team_id for t in self.teams))

    @cached_property
    def persons(self) -> int:
        """Persons booked at points."""
        return sum(point.persons for point in self.points)


def course_of(plan: Plan, roster: Roster, travel: Travel) -> Course:
    """Lay a plan out for simulation. Rows of what the roster doesn't have are left out."""
    rows: dict[str, list[Coverage]] = defaultdict(list)
    for row in plan.coverage:
        if row.compound_id in roster.compound:
            rows[row.site_id].append(row)
    points, begin = [], 0
    for point in plan.points:
        points.append(_point(roster, point, rows[point.site_id], begin))
        begin += points[-1].persons
    teams = tuple(_team(roster, travel, team) for team in plan.doorstep)
    numbers = {("site", point.site_id): i for i, point in enumerate(points)}
    numbers |= {("team", team.team_id): len(points) + i for i, team in enumerate(teams)}
    numbers |= {("lab", lab_id): FROM_LAB for lab_id in plan.lost_labs}
    trips: dict[str, list[Trip]] = defaultdict(list)
    for run in sorted(plan.runs, key=lambda run: (run.start, run.run_id)):
        if run.vehicle_id in roster.vehicle and run.stops and run.stops[-1].lab_id in roster.lab:
            trips[run.vehicle_id].append(_trip(run, numbers))
    by_vehicle = {vehicle: tuple(own) for vehicle, own in trips.items()}
    return Course(plan, roster, travel, tuple(points), teams, by_vehicle)


class _Turn(NamedTuple):
    """The people of one compound and kind in one slot; sorted, they are in the plan's order."""

    other: bool
    slot_from: int
    compound_id: str
    slot_until: int
    persons: int


def _point(roster: Roster, point: Point, rows: list[Coverage], begin: int) -> PointCourse:
    turns = []
    for row in rows:
        slots = [(slot.from_, slot.until, slot.persons, slot.key) for slot in row.slots]
        whole = (point.open_from, point.open_until, row.persons, row.key_persons)
        for slot_from, slot_until, persons, key in slots or [whole]:
            for other, count in ((False, key), (True, persons - key)):
                if count > 0:
                    turns.append(_Turn(other, slot_from, row.compound_id, slot_until, count))
    turns.sort()
    lanes = max(1, point.lanes)
    compounds = tuple(sorted({turn.compound_id for turn in turns}))
    number = {compound_id: i for i, compound_id in enumerate(compounds)}
    streams: dict[Stream, int] = {}
    parts: list[tuple[Floats, Floats, Ints, Ints]] = []
    clock = float(point.open_from)
    for turn in turns:
        stream = _stream(roster, turn.compound_id, key=not turn.other)
        lane_min = 60 / roster.parameters.lane_rate(stream.pool_size)
        called = clock + np.arange(turn.persons) * (lane_min / lanes)
        clock += turn.persons * lane_min / lanes
        parts.append(
            (
                # whoever is still waiting when the slot ends has come by then
                np.minimum(called, turn.slot_until),
                np.full(turn.persons, lane_min),
                np.full(turn.persons, streams.setdefault(stream, len(streams))),
                np.full(turn.persons, number[turn.compound_id]),
            )
        )
    joined = [np.concatenate(part) if parts else np.zeros(0) for part in zip(*parts, strict=True)]
    turn_min, lane, stream_of, row_of = joined or [np.zeros(0)] * 4
    site = roster.site.get(point.site_id)
    return PointCourse(
        site_id=point.site_id,
        lanes=lanes,
        open_from_min=point.open_from,
        open_until_min=max(point.open_until, point.finish_at),
        indoor=site is not None and site.indoor,
        sealed=point.zone is Zone.sealed,
        begin=begin,
        turn_min=turn_min,
        lane_min=lane,
        stream=stream_of.astype(np.int64),
        row=row_of.astype(np.int64),
        streams=tuple(streams),
        compounds=compounds,
    )


def _stream(roster: Roster, compound_id: str, *, key: bool) -> Stream:
    pool_size = roster.pool_size(roster.compound[compound_id], key=key)
    return Stream(key, pool_size, roster.parameters.persons_per_tube(pool_size))


def _team(roster: Roster, travel: Travel, team: DoorstepTeam) -> TeamCourse:
    visits, left, before = [], 0, None
    for stop in team.stops:
        compound = roster.compound.get(stop.compound_id)
        if compound is None:
            continue
        lasts = float(stop.depart - stop.arrive)
        fixed = 0.0
        if compound.zone is not Zone.sealed:
            fixed = min(lasts, roster.parameters.doorstep_stop_min)
        each = (lasts - fixed) / stop.persons if stop.persons else 0.0
        streams = (
            _stream(roster, stop.compound_id, key=True),
            _stream(roster, stop.compound_id, key=False),
        )
        gap = float(stop.arrive - left)
        here, way = Place("compound", stop.compound_id), 0.0
        if before is not None:
            way = min(max(gap, 0.0), float(travel.drive_min(before, here)))
        key = min(stop.key_persons, stop.persons)
        visits.append(
            Visit(stop.compound_id, gap - way, way, fixed, each, stop.persons, key, streams)
        )
        left, before = stop.depart, here
    return TeamCourse(team.team_id, team.zone is Zone.sealed, tuple(visits))


def _trip(run: Run, numbers: Mapping[tuple[str, str], int]) -> Trip:
    calls = []
    for stop in run.stops[:-1]:
        place = _place(stop)
        named = ("team", stop.team_id) if stop.team_id is not None else (place.kind, place.id)
        if named in numbers:
            oldest = stop.oldest_sample_at
            wait = math.nan if oldest is None else float(stop.arrive - oldest)
            lasts = stop.depart - stop.arrive
            calls.append(Call(numbers[named], place, stop.arrive, lasts, wait, stop.tubes))
    last = run.stops[-1]
    return Trip(
        run.run_id,
        run.zone_class is ZoneClass.sealed,
        run.start,
        tuple(calls),
        last.lab_id or "",
        last.arrive,
        last.depart - last.arrive,
    )


def _place(stop: Stop) -> Place:
    if stop.site_id is not None:
        return Place("site", stop.site_id)
    if stop.lab_id is not None:
        return Place("lab", stop.lab_id)
    return Place("compound", stop.compound_id or "")


def tube_count(persons: int, persons_per_tube: float) -> int:
    """How many tubes so many persons of a stream fill."""
    return math.ceil(max(0, persons) / persons_per_tube - NOISE)
