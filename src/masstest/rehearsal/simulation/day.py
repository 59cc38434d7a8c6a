"""One simulated day, from the first person to the last result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from masstest.rehearsal.breakdowns import Breakdown
from masstest.rehearsal.simulation.course import Course
from masstest.rehearsal.simulation.laboratory import Laboratory
from masstest.rehearsal.simulation.sampling import PointDay, sample_points
from masstest.rehearsal.simulation.transport import move
from masstest.rehearsal.simulation.trips import TripDay
from masstest.rehearsal.simulation.tubes import Tubes
from masstest.rehearsal.simulation.visiting import TeamDay, visit
from masstest.rehearsal.spread import Spread


@dataclass(frozen=True)
class SimulatedDay:
    """What happened. Sources are numbered as in `Course.source_ids`."""

    course: Course
    points: tuple[PointDay, ...]
    teams: tuple[TeamDay, ...]
    tubes: Tubes
    trips: tuple[TripDay, ...]
    laboratories: tuple[Laboratory, ...]

    @cached_property
    def finish_by_source(self) -> tuple[float, ...]:
        """Minute of the last sample, by source."""
        return (
            *(point.finish_min for point in self.points),
            *(team.finish_min for team in self.teams),
        )

    @property
    def finish_min(self) -> float:
        """Minute of the last sample of the district."""
        return max(self.finish_by_source, default=0.0)

    @property
    def persons(self) -> int:
        """Persons sampled."""
        at_points = sum(len(point.done_min) for point in self.points)
        return at_points + sum(v.persons for team in self.teams for v in team.visited)

    @property
    def missed(self) -> int:
        """Persons who were due and did not come, came too late, or were not at home."""
        at_points = sum(point.absent + point.turned_away for point in self.points)
        return at_points + sum(team.absent for team in self.teams)


def simulate_day(
    course: Course,
    spread: Spread,
    breakdowns: Sequence[Breakdown] = (),
    *,
    seed: int = 1,
    day: int = 0,
) -> SimulatedDay:
    """Carry the plan out once, by chance.

    Day `day` of a seed is the same whoever simulates it, and whatever was simulated before; a
    breakdown changes what it touches and leaves all other chances alone.
    """
    root = np.random.SeedSequence([seed, day])
    at_points, at_doors, on_roads = (np.random.default_rng(s) for s in root.spawn(3))
    points = sample_points(course, spread, breakdowns, at_points)
    teams = visit(course, spread, breakdowns, at_doors)
    tubes = Tubes.of(
        [*(point.tubes for point in points), *(team.tubes for team in teams)],
        [*(p.sealed for p in course.points), *(t.sealed for t in course.teams)],
    )
    moved = move(course, tubes, spread, breakdowns, on_roads)
    return SimulatedDay(course, tuple(points), tuple(teams), tubes, moved.trips, moved.laboratories)
