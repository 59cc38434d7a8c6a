"""Where the duties of an earlier plan stand in the new day: as tasks, or gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from masstest.domain.plan import DoorstepTeam, Duty, Point
from masstest.domain.roster import Role, Roster
from masstest.domain.travel import Place
from masstest.solver.rostering.costs import CREW_ROLES
from masstest.solver.rostering.stations import team_posts
from masstest.solver.rostering.workforce import Day, Served, Task
from masstest.solver.stages import CrewShift


@dataclass(frozen=True)
class Scene:
    """Points, teams and vehicles' runs of the new day.

    `runs` holds every run as a shift of its own, with the places where it starts and ends.
    """

    roster: Roster
    points: Sequence[Point]
    teams: Sequence[DoorstepTeam]
    runs: Sequence[CrewShift]

    @cached_property
    def runs_of(self) -> Mapping[str, list[CrewShift]]:
        """vehicle_id -> its runs in order of time."""
        found: dict[str, list[CrewShift]] = defaultdict(list)
        for run in sorted(self.runs, key=lambda run: (run.start, run.end)):
            found[run.vehicle_id].append(run)
        return found

    @cached_property
    def team_day(self) -> Mapping[str, Day]:
        """team_id -> what its pair does."""
        return {team.team_id: team_posts(self.roster, team)[0].day for team in self.teams}

    @cached_property
    def _point(self) -> Mapping[str, Point]:
        return {point.site_id: point for point in self.points}

    def at_point(self, duty: Duty) -> Task | None:
        """The duty as a task, no longer than its point is open; None if the point has none such."""
        point = self._point.get(duty.at)
        if point is None or (duty.lane or 0) > point.lanes:
            return None
        start, end = max(duty.start, point.open_from), min(duty.end, point.open_until)
        if start >= end:
            return None
        site = Place("site", point.site_id)
        served = Served(point.zone.group.value)
        return Task(duty.role, duty.at, duty.lane, start, end, site, site, served)

    def in_team(self, duties: Sequence[Duty]) -> Day:
        """A team member's tasks on the team's new way."""
        day = self.team_day.get(duties[0].at, ())
        return tuple(task._replace(role=duties[0].role) for task in day)

    def in_vehicle(
        self, vehicle_id: str, role: Role, start: int, end: int, runs: Iterable[CrewShift]
    ) -> Task:
        """A task aboard in [start, end), for some of the vehicle's runs."""
        own = self.runs_of.get(vehicle_id, [])
        classes = {run.zone_class for run in runs if run.zone_class is not None}
        return Task(
            role,
            vehicle_id,
            None,
            start,
            end,
            place_before(vehicle_id, own, start),
            place_after(vehicle_id, own, end),
            Served.by_vehicle(min(classes)) if classes else None,
        )


def is_crew(duty: Duty) -> bool:
    return duty.role in CREW_ROLES


def place_before(vehicle_id: str, runs: Sequence[CrewShift], start: int) -> Place:
    """Where one joins a vehicle at `start`: where its next run leaves from."""
    garage = Place("vehicle", vehicle_id)
    for run in runs:
        if run.end > start:
            return run.start_place or garage
    return (runs[-1].end_place or garage) if runs else garage


def place_after(vehicle_id: str, runs: Sequence[CrewShift], end: int) -> Place:
    """Where one leaves a vehicle at `end`: where its last run until then ended."""
    garage = Place("vehicle", vehicle_id)
    done = [run for run in runs if run.start < end]
    return (done[-1].end_place or garage) if done else garage
