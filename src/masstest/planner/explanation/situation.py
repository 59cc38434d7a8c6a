"""A plan with its roster, looked up the way explanations need it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from masstest.checks.lab_queue import Intake, intakes
from masstest.domain.budget import Budget
from masstest.domain.pickups import Pickup, by_source, pickups_by_time
from masstest.domain.plan import Coverage, DoorstepStop, DoorstepTeam, Duty, Plan, Point, Run
from masstest.domain.roster import Compound, Role, Roster, Site
from masstest.domain.travel import Travel
from masstest.solver.location.network import Hours, minutes_of, site_hours
from masstest.solver.production import finish, point_batches

NEAR_WALK_M = 0.5  # a walk is rounded to the metre


@dataclass(frozen=True)
class Situation:
    """What is explained, and how long finding out may take."""

    plan: Plan
    roster: Roster
    travel: Travel
    budget: Budget = field(default_factory=Budget)

    @cached_property
    def rows_at(self) -> Mapping[str, Sequence[Coverage]]:
        """site_id -> the compounds it serves."""
        rows: dict[str, list[Coverage]] = defaultdict(list)
        for row in self.plan.coverage:
            rows[row.site_id].append(row)
        return rows

    @cached_property
    def pickups(self) -> Sequence[Pickup]:
        """Every pickup, by time."""
        return pickups_by_time(self.plan)

    @cached_property
    def pickups_of(self) -> Mapping[str, Sequence[Pickup]]:
        """site_id or team_id -> its pickups, by time."""
        return by_source(self.pickups)

    @cached_property
    def runs_of(self) -> Mapping[str, Sequence[Run]]:
        """vehicle_id -> its specimen runs, by time."""
        runs: dict[str, list[Run]] = defaultdict(list)
        for run in sorted(self.plan.runs, key=lambda run: run.start):
            runs[run.vehicle_id].append(run)
        return runs

    @cached_property
    def duties_of(self) -> Mapping[str, Sequence[Duty]]:
        """staff_id -> duties, by time."""
        duties: dict[str, list[Duty]] = defaultdict(list)
        for duty in sorted(self.plan.duties, key=lambda duty: (duty.start, duty.at)):
            duties[duty.staff_id].append(duty)
        return duties

    @cached_property
    def visits_of(self) -> Mapping[str, Sequence[tuple[DoorstepTeam, DoorstepStop]]]:
        """compound_id -> the doorstep stops there, by time."""
        visits: dict[str, list[tuple[DoorstepTeam, DoorstepStop]]] = defaultdict(list)
        for team in self.plan.doorstep:
            for stop in team.stops:
                visits[stop.compound_id].append((team, stop))
        for rows in visits.values():
            rows.sort(key=lambda visit: visit[1].arrive)
        return visits

    @cached_property
    def intake(self) -> Mapping[str, Intake]:
        """lab_id -> what the laboratory does with what it receives."""
        return {row.lab.lab_id: row for row in intakes(self.roster, self.plan)}

    @cached_property
    def on_duty(self) -> Mapping[Role, frozenset[str]]:
        """Role -> people with a duty of it."""
        people: dict[Role, set[str]] = {role: set() for role in Role}
        for duty in self.plan.duties:
            people[duty.role].add(duty.staff_id)
        return {role: frozenset(ids) for role, ids in people.items()}

    def load_min(self, row: Coverage) -> float:
        """Lane-minutes that a coverage row takes."""
        compound = self.roster.compound[row.compound_id]
        return minutes_of(self.roster, compound, row.persons, row.key_persons)

    def load_at(self, site_id: str) -> float:
        """Lane-minutes that all compounds of a point take."""
        return sum(self.load_min(row) for row in self.rows_at.get(site_id, ()))

    def hours(self, site: Site) -> Hours:
        """When `site` is a point, or could be one: from its opening to the planned finish."""
        hours = site_hours(self.roster, site)
        point = self.plan.point.get(site.site_id)
        if point is None:
            return hours
        return Hours(point.open_from, hours.planned_until, hours.last_until)

    def finish_with(self, point: Point, lanes: int) -> float:
        """When `point` would end with so many lanes, the same people and opening."""
        rows = self.rows_at.get(point.site_id, ())
        return finish(point.open_from, point_batches(self.roster, lanes, rows))

    def walk_m(self, compound: Compound, site: Site) -> int:
        """Metres on foot, to the nearest metre."""
        return int(self.travel.walk(compound.compound_id, site.site_id) + NEAR_WALK_M)

    def without_point(self, compound_id: str) -> int:
        """Walking persons of a compound who have no point."""
        sampled = sum(r.persons for r in self.plan.coverage if r.compound_id == compound_id)
        return self.roster.demand(self.roster.compound[compound_id]).walking - sampled

    @property
    def samplers_limit(self) -> bool:
        """Whether a lack of samplers shaped the plan's points."""
        return any(
            s.subject == Role.sampler.value and s.rule in ("full_coverage", "sampling_deadline")
            for s in self.plan.shortages
        )
