"""Tiny rostering instances: tasks, people who hold them, the exact model and the checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, product

import plan_parts
from masstest.checks.doorstep import doorstep_pair as check_pair
from masstest.checks.rostering import (
    availability,
    min_rest,
    one_place,
    required_skill,
    stint_limit,
    training_valid,
    zone_staff,
)
from masstest.domain.outcome import Violation
from masstest.domain.plan import DoorstepTeam, Duty, Plan, Point, Run
from masstest.domain.roster import Role, Roster
from masstest.domain.travel import Place, Travel
from masstest.solver.rostering import doorstep_pair
from masstest.solver.rostering.exact import DayModel
from masstest.solver.rostering.workforce import Served, Task, Workforce
from masstest.travel import straight_line

PHYSICAL: tuple[Callable[[Roster, Plan, Travel], Iterable[Violation]], ...] = (
    required_skill,
    training_valid,
    one_place,
    availability,
    stint_limit,
    min_rest,
    zone_staff,
    check_pair,
)
Held = Mapping[str, Sequence[int]]
"""staff_id -> the tasks (by index) that the person has."""


def task(role: str, at: str, start: int, end: int, served: str | None = "common") -> Task:
    """A task at a point."""
    place = Place("site", at)
    group = None if served is None else Served(served)
    return Task(Role(role), at, None, start, end, place, place, group)


def ride(role: str, vehicle_id: str, start: int, end: int, served: str | None = None) -> Task:
    """A task in a vehicle."""
    garage = Place("vehicle", vehicle_id)
    group = None if served is None else Served(served)
    return Task(Role(role), vehicle_id, None, start, end, garage, garage, group)


def visit(role: str, team: DoorstepTeam, start: int, end: int) -> Task:
    """A task in a doorstep team that is at one compound all day."""
    place = Place("compound", team.stops[0].compound_id)
    served = Served(team.zone.group.value)
    return Task(Role(role), team.team_id, None, start, end, place, place, served)


@dataclass(frozen=True)
class Tiny:
    """People, tasks, and the points, teams and runs where the tasks are."""

    roster: Roster
    tasks: Sequence[Task]
    points: Sequence[Point] = ()
    teams: Sequence[DoorstepTeam] = ()
    runs: Sequence[Run] = ()
    travel: Travel = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "travel", straight_line(self.roster))

    def plan(self, held: Held) -> Plan:
        """The plan in which people hold these tasks."""
        duties = tuple(
            Duty(
                staff_id=staff_id,
                role=self.tasks[i].role,
                at=self.tasks[i].at,
                start=self.tasks[i].start,
                end=self.tasks[i].end,
            )
            for staff_id, numbers in held.items()
            for i in numbers
        )
        teams = tuple(
            team.model_copy(
                update={"staff_ids": tuple({d.staff_id for d in duties if d.at == team.team_id})}
            )
            for team in self.teams
        )
        return plan_parts.plan(
            self.roster,
            points=tuple(self.points),
            doorstep=teams,
            runs=tuple(self.runs),
            duties=duties,
        )

    def violations(self, held: Held) -> list[Violation]:
        """What the physical checks find."""
        plan = self.plan(held)
        return [v for check in PHYSICAL for v in check(self.roster, plan, self.travel)]

    def status(self, held: Held) -> str:
        """Status of the exact model with everybody's tasks fixed."""
        model = DayModel(Workforce(self.roster, self.travel), self.tasks)
        for team in self.teams:
            doorstep_pair(model, team)
        for row, person in enumerate(self.roster.staff):
            model.fix(row, held.get(person.staff_id, ()))
        return model.solve()[0]

    def assert_forbidden(self, held: Held, rule: str) -> None:
        """The model is infeasible, and the check of `rule` (alone) objects."""
        assert self.status(held) == "INFEASIBLE"
        assert {v.rule for v in self.violations(held)} == {rule}

    def assert_allowed(self, held: Held) -> None:
        assert self.status(held) == "OPTIMAL"
        assert self.violations(held) == []

    def assert_parity(self) -> None:
        """Over every full assignment: the fixed model is feasible if and only if checks are clean.

        Both kinds of assignment must occur, or the instance proves nothing.
        """
        numbers = range(len(self.tasks))
        subsets = list(
            chain.from_iterable(combinations(numbers, n) for n in range(len(self.tasks) + 1))
        )
        ids = [person.staff_id for person in self.roster.staff]
        seen = set()
        for choice in product(subsets, repeat=len(ids)):
            held = dict(zip(ids, choice, strict=True))
            status = self.status(held)
            assert status in ("OPTIMAL", "INFEASIBLE")
            assert (status == "OPTIMAL") == (self.violations(held) == []), held
            seen.add(status)
        assert seen == {"OPTIMAL", "INFEASIBLE"}
