"""Tiny days of transport for tests: plans by hand, fixed in the solver's exact model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from ortools.sat.python import cp_model

import plan_parts
import support
from masstest import checks
from masstest.checks.objective.journeys import transport_terms
from masstest.domain.outcome import StageResult, Violation
from masstest.domain.plan import Coverage, DoorstepTeam, LabHour, LabLoad, Plan, Run, Slot, Stop
from masstest.domain.roster import Roster
from masstest.domain.rules import RULES
from masstest.domain.travel import Place, Travel
from masstest.domain.units import ceil_min
from masstest.solver import transport
from masstest.solver.stages import TransportPlan
from masstest.solver.transport.exact import TransportModel
from masstest.solver.transport.sources import Source, all_sources
from masstest.travel.straight import straight_line

OPEN_MIN = 420  # 07:00
STOP_MIN, UNLOAD_MIN = 8, 10
CREW = tuple(support.person(f"{role}{n}", role) for role in ("driver", "courier") for n in range(4))


def coverage(
    site_id: str = "P1", compound_id: str = "C1", persons: int = 38, key_persons: int = 0
) -> Coverage:
    """`persons` who come to the site when it opens; 38 fill four tubes of ten."""
    slot = Slot(from_=OPEN_MIN, until=OPEN_MIN + 30, persons=persons, key=key_persons)
    return Coverage(
        compound_id=compound_id,
        site_id=site_id,
        persons=persons,
        key_persons=key_persons,
        walk_m=0,
        slots=(slot,),
    )


def pickup(at: str, arrive: int, tubes: int = 0, **more: Any) -> Stop:
    row: dict[str, Any] = {"depart": arrive + STOP_MIN, "key_tubes": 0, "site_id": at}
    return Stop(kind="pickup", arrive=arrive, tubes=tubes, **(row | more))


def delivery(lab_id: str, arrive: int, tubes: int = 0, **more: Any) -> Stop:
    row: dict[str, Any] = {"depart": arrive + UNLOAD_MIN, "key_tubes": 0}
    return Stop(kind="deliver", lab_id=lab_id, arrive=arrive, tubes=tubes, **(row | more))


def run(vehicle_id: str, *stops: Stop, run_id: str = "R1", **more: Any) -> Run:
    """A run that starts five minutes before its first stop and ends with its last."""
    row: dict[str, Any] = {"start": stops[0].arrive - 5, "end": stops[-1].depart}
    return Run(run_id=run_id, vehicle_id=vehicle_id, stops=stops, **(row | more))


def lab_load(lab_id: str, started: Sequence[int], first_hour: int = OPEN_MIN) -> LabLoad:
    """A laboratory that starts so many tubes in consecutive clock hours."""
    hours = tuple(
        LabHour(hour=first_hour + 60 * n, received=0, started=tubes, resulted=0, waiting=0)
        for n, tubes in enumerate(started)
    )
    return LabLoad(lab_id=lab_id, tubes=sum(started), key_tubes=0, hours=hours)


@dataclass(frozen=True)
class TinyDay:
    """A roster with points (and teams) that make a few tubes."""

    roster: Roster
    rows: tuple[Coverage, ...]
    teams: tuple[DoorstepTeam, ...] = ()
    lanes: int = 1
    travel: Travel = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "travel", straight_line(self.roster))

    def plan(self, runs: Sequence[Run], labs: Sequence[LabLoad] = ()) -> Plan:
        points = tuple(
            plan_parts.point(row.site_id, lanes=self.lanes, persons=row.persons)
            for row in self.rows
        )
        return plan_parts.plan(
            self.roster,
            points=points,
            coverage=self.rows,
            doorstep=self.teams,
            runs=tuple(runs),
            labs=tuple(labs),
        )

    def sources(self) -> tuple[Source, ...]:
        plan = self.plan(())
        return all_sources(self.roster, self.travel, plan.points, plan.coverage, plan.doorstep)

    def model(self, rules: Iterable[str], shapes: Sequence[Sequence[str]]) -> TransportModel:
        """The exact model of runs of the given shapes with the named rules only."""
        found = TransportModel.of(self.roster, self.travel, self.sources(), shapes)
        found.add_rules(getattr(transport, rule) for rule in rules)
        return found

    def feasible(self, rule: str, runs: Sequence[Run], labs: Sequence[LabLoad] = ()) -> bool:
        """Whether the model with this rule, and everything fixed, has a solution."""
        shapes = [[s.site_id or s.team_id or "" for s in run.stops[:-1]] for run in runs]
        model = self.model([rule], shapes)
        model.fix(runs, labs)
        status, _ = model.solve()
        assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        return status == cp_model.OPTIMAL

    def clean(self, rule: str, runs: Sequence[Run], labs: Sequence[LabLoad] = ()) -> bool:
        """Whether the independent check finds nothing."""
        check: Callable[..., Any] = checks.CHECKS[rule]
        found = list(check(self.roster, self.plan(runs, labs), self.travel))
        assert all(violation.rule == rule for violation in found)
        return not found

    def found(self, rule: str, plan: Plan) -> list[Violation]:
        """What the independent check finds in a plan."""
        return list(checks.CHECKS[rule](self.roster, plan, self.travel))

    def least_missed(self, rule: str, runs: Sequence[Run]) -> float:
        """The fewest minutes by which the model says that fixed runs miss a target."""
        shapes = [[s.site_id or s.team_id or "" for s in run.stops[:-1]] for run in runs]
        model = self.model([rule], shapes)
        model.fix(runs)
        status, solver = model.solve()
        assert status == cp_model.OPTIMAL
        return solver.objective_value

    def stage(self, seconds: float = 0.3) -> StageResult[TransportPlan]:
        """What the stage returns for the day."""
        empty = self.plan(())
        return transport.plan_transport(
            self.roster,
            self.travel,
            empty.points,
            empty.coverage,
            empty.doorstep,
            plan_parts.budget(seconds),
        )

    def planned(self, seconds: float = 0.3) -> Plan:
        """The stage's plan of the day; its physical rules and its objective are checked."""
        result = self.stage(seconds)
        plan = self.plan(result.value.runs, result.value.labs)
        for rule in RULES:
            if rule.stage == "transport" and rule.physical:
                assert self.found(rule.code, plan) == []
        for check in (checks.CONSISTENCY["consistent_runs"], checks.CONSISTENCY["consistent_labs"]):
            assert list(check(self.roster, plan, self.travel)) == []
        terms = transport_terms(self.roster, plan, self.travel)
        assert result.report.terms == pytest.approx(terms)
        return plan.model_copy(update={"shortages": result.shortages})

    def earliest_key_result(self) -> int:
        """The first minute at which all key results of the only point can be there."""
        (source,), (lab, *_) = self.sources(), self.roster.labs
        place = source.meetings[0].place
        ready = ceil_min(float(source.series.ready[source.series.key].max()))
        unloaded = ready + STOP_MIN + UNLOAD_MIN
        unloaded += self.travel.drive_min(place, Place("lab", lab.lab_id))
        started = unloaded + source.series.key.sum() * 60 / lab.tubes_per_hour
        return ceil_min(float(started)) + lab.turnaround_min

    def assert_forbidden(
        self, rule: str, runs: Sequence[Run], labs: Sequence[LabLoad] = ()
    ) -> None:
        assert not self.feasible(rule, runs, labs)
        assert not self.clean(rule, runs, labs)

    def assert_allowed(self, rule: str, runs: Sequence[Run], labs: Sequence[LabLoad] = ()) -> None:
        assert self.feasible(rule, runs, labs)
        assert self.clean(rule, runs, labs)

    def assert_parity(
        self, rule: str, assignments: Iterable[tuple[Sequence[Run], Sequence[LabLoad]]]
    ) -> None:
        """Model and check agree on every assignment, and not all are alike."""
        answers = set()
        for runs, labs in assignments:
            answer = self.clean(rule, runs, labs)
            assert self.feasible(rule, runs, labs) == answer, (runs, labs)
            answers.add(answer)
        assert answers == {True, False}


def one_point(
    persons: int = 38, lanes: int = 1, key_persons: int = 0, **roster_fields: Any
) -> TinyDay:
    """Point P1 and compound C1 beside it; vehicles V1, V2; laboratories L1, L2."""
    fields: dict[str, Any] = {
        "vehicles": (support.vehicle("V1"), support.vehicle("V2", 100)),
        "labs": (support.lab("L1"), support.lab("L2", 40)),
        "result_deadline": 900,
    }
    roster = support.roster(
        (support.compound("C1", persons, key_population=key_persons),),
        (support.site("P1"),),
        CREW,
        **(fields | roster_fields),
    )
    return TinyDay(roster, (coverage(persons=persons, key_persons=key_persons),), lanes=lanes)


def two_points(**roster_fields: Any) -> TinyDay:
    """As `one_point`, with a second point P2 2 km north for compound C2."""
    fields: dict[str, Any] = {
        "vehicles": (support.vehicle("V1"), support.vehicle("V2", 100)),
        "labs": (support.lab("L1"),),
        "result_deadline": 900,
    }
    roster = support.roster(
        (support.compound("C1", 38), support.compound("C2", 19, lat=support.north(2000))),
        (support.site("P1"), support.site("P2", lat=support.north(2000))),
        CREW,
        **(fields | roster_fields),
    )
    return TinyDay(roster, (coverage(), coverage("P2", "C2", 19)))
