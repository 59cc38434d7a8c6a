"""An exact model of given runs: times, vehicles, meeting places, laboratories, tubes.

The order of the pickups in each run is given, everything else is a variable. Each rule is one
function (`masstest.solver.transport.rules`) that adds its constraints; targets add a variable
for what they are missed by. The search plans by the same rules; this model states them one by
one, and is small enough to be solved exactly for a handful of runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from masstest.domain.plan import LabLoad, Run, Stop
from masstest.domain.roster import Lab, Roster, Vehicle, VehicleKind, ZoneClass
from masstest.domain.travel import Place, Travel
from masstest.solver.transport.sources import Meeting, Source
from masstest.solver.transport.terms import place_of_stop

Expression = cp_model.LinearExprT


@dataclass(frozen=True)
class StopVars:
    """A pickup: `meeting` has one literal per place where it can be."""

    source: Source
    meeting: tuple[cp_model.IntVar, ...]
    arrive: cp_model.IntVar
    depart: cp_model.IntVar
    tubes: cp_model.IntVar
    key_tubes: cp_model.IntVar

    def places(self) -> Iterable[tuple[Place, cp_model.IntVar]]:
        for meeting, literal in zip(self.source.meetings, self.meeting, strict=True):
            yield meeting.place, literal


@dataclass(frozen=True)
class RunVars:
    """A run: pickups in order, then one delivery. `vehicle`, `lab`: one literal per choice."""

    stops: tuple[StopVars, ...]
    vehicle: tuple[cp_model.IntVar, ...]
    lab: tuple[cp_model.IntVar, ...]
    start: cp_model.IntVar
    arrive: cp_model.IntVar
    depart: cp_model.IntVar
    tubes: cp_model.IntVar
    key_tubes: cp_model.IntVar
    sealed: cp_model.IntVar


@dataclass
class TransportModel:
    """The variables, and what the rules share.

    Attributes
    ----------
    runs : one per sequence of sources
    started : for each laboratory and clock hour from `first_hour`, tubes started
    missed : minutes by which targets are missed, per rule
    """

    roster: Roster
    travel: Travel
    vehicles: tuple[Vehicle, ...]
    labs: tuple[Lab, ...]
    horizon: int
    first_hour: int
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    runs: list[RunVars] = field(default_factory=list)
    started: list[list[cp_model.IntVar]] = field(default_factory=list)
    missed: dict[str, list[cp_model.IntVar]] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()

    @classmethod
    def of(
        cls,
        roster: Roster,
        travel: Travel,
        sources: Sequence[Source],
        shapes: Sequence[Sequence[str]],
    ) -> TransportModel:
        """Variables for runs that pick up at the sources named in `shapes`, in that order."""
        rnd = roster.round
        model = cls(
            roster=roster,
            travel=travel,
            vehicles=tuple(v for v in roster.vehicles if v.kind is VehicleKind.specimen),
            labs=roster.labs,
            horizon=rnd.result_deadline,
            first_hour=rnd.sampling_start // 60 * 60,
            sources=tuple(sources),
        )
        by_id = {source.source_id: source for source in sources}
        for shape in shapes:
            model._add_run([by_id[source_id] for source_id in shape])
        hours = range(model.first_hour, model.horizon, 60)
        most = sum(source.tubes for source in sources)
        model.started = [[model._int(0, most) for _ in hours] for _ in model.labs]
        return model

    def _int(self, low: int, high: int) -> cp_model.IntVar:
        return self.model.new_int_var(low, high, "")

    def literal(self) -> cp_model.IntVar:
        return self.model.new_bool_var("")

    def _add_run(self, sources: Sequence[Source]) -> None:
        total = sum(source.tubes for source in self.sources)
        stops = []
        for source in sources:
            stop = StopVars(
                source=source,
                meeting=tuple(self.literal() for _ in source.meetings),
                arrive=self._int(0, self.horizon),
                depart=self._int(0, self.horizon),
                tubes=self._int(0, total),
                key_tubes=self._int(0, total),
            )
            self.model.add_exactly_one(stop.meeting)
            for meeting, chosen in zip(source.meetings, stop.meeting, strict=True):
                self._met_there(stop, meeting, chosen)
            stops.append(stop)
        run = RunVars(
            stops=tuple(stops),
            vehicle=tuple(self.literal() for _ in self.vehicles),
            lab=tuple(self.literal() for _ in self.labs),
            start=self._int(0, self.horizon),
            arrive=self._int(0, self.horizon),
            depart=self._int(0, self.horizon),
            tubes=self._int(0, total),
            key_tubes=self._int(0, total),
            sealed=self.literal(),
        )
        self.model.add_exactly_one(run.vehicle)
        self.model.add_exactly_one(run.lab)
        self.runs.append(run)

    def _met_there(self, stop: StopVars, meeting: Meeting, chosen: cp_model.IntVar) -> None:
        """A team can be met only while it is there."""
        self.model.add(stop.arrive >= meeting.open).only_enforce_if(chosen)
        self.model.add(stop.arrive <= meeting.close).only_enforce_if(chosen)

    def deviation(self, rule: str, expression: Expression) -> cp_model.IntVar:
        """A variable >= max(0, expression): minutes by which a target is missed."""
        missed = self._int(0, 10 * self.horizon)
        self.model.add(missed >= expression)
        self.missed.setdefault(rule, []).append(missed)
        return missed

    def product(self, amount: Expression, literal: cp_model.IntVar, most: int) -> cp_model.IntVar:
        """A variable equal to `amount` if `literal`, else 0."""
        result = self._int(0, most)
        self.model.add(result == amount).only_enforce_if(literal)
        self.model.add(result == 0).only_enforce_if(~literal)
        return result

    def before(self, first: Expression, second: Expression, *, strict: bool) -> cp_model.IntVar:
        """A literal for first < second (or <=)."""
        earlier = self.literal()
        gap = 1 if strict else 0
        self.model.add(first + gap <= second).only_enforce_if(earlier)
        self.model.add(first + gap > second).only_enforce_if(~earlier)
        return earlier

    def fix(self, runs: Sequence[Run], labs: Sequence[LabLoad] = ()) -> None:
        """Set every variable to what a plan says."""
        add = self.model.add
        for own, run in zip(self.runs, runs, strict=True):
            for vehicle, chosen in zip(self.vehicles, own.vehicle, strict=True):
                add(chosen == int(vehicle.vehicle_id == run.vehicle_id))
            delivery = run.stops[-1]
            for lab, chosen in zip(self.labs, own.lab, strict=True):
                add(chosen == int(lab.lab_id == delivery.lab_id))
            add(own.start == run.start)
            add(own.sealed == int(run.zone_class is ZoneClass.sealed))
            self._fix_times(own, delivery)
            for variables, stop in zip(own.stops, run.stops[:-1], strict=True):
                self._fix_times(variables, stop)
                self._fix_place(variables, stop)
        for load in labs:
            row = next(i for i, lab in enumerate(self.labs) if lab.lab_id == load.lab_id)
            by_hour = {hour.hour: hour.started for hour in load.hours}
            for position, started in enumerate(self.started[row]):
                add(started == by_hour.get(self.first_hour + 60 * position, 0))

    def _fix_times(self, variables: StopVars | RunVars, stop: Stop) -> None:
        self.model.add(variables.arrive == stop.arrive)
        self.model.add(variables.depart == stop.depart)
        self.model.add(variables.tubes == stop.tubes)
        self.model.add(variables.key_tubes == stop.key_tubes)

    def _fix_place(self, variables: StopVars, stop: Stop) -> None:
        place = place_of_stop(stop)
        self.model.add_bool_or([chosen for there, chosen in variables.places() if there == place])

    def add_rules(self, rules: Iterable[Callable[[TransportModel], None]]) -> None:
        for rule in rules:
            rule(self)

    def solve(self, seconds: float = 10.0) -> tuple[cp_model.CpSolverStatus, cp_model.CpSolver]:
        """Minimise the minutes by which targets are missed, with one worker and a fixed seed."""
        self.model.minimize(sum(sum(rows) for rows in self.missed.values()))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.max_deterministic_time = seconds
        return solver.solve(self.model), solver
