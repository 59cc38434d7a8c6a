"""What the plan in force expects of the day, laid out for comparing with what is reported.

A `Day` is built once for a publication and never changes. A *source* is a point (its site id)
or a doorstep team (its team id). A source belongs to the street and community where it stands,
whoever comes there; a team belongs to those where most of its people live.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from masstest.domain.plan import Coverage, Plan, Run
from masstest.domain.roster import Lab, Role, Roster
from masstest.live.fetched import as_tested
from masstest.live.lab_queue import Queue
from masstest.live.planned_clocks import Cases, planned_cases
from masstest.live.planned_flow import Flow, PlannedPickup, Route, flow_of, pickups_of, queues_of
from masstest.live.production import Floats
from masstest.live.source_plans import SourcePlan, point_plan, team_plan
from masstest.live.stops_made import places_of_day

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class LabPlan:
    """A laboratory of the plan: what comes to be tested there, and the queue it makes."""

    lab: Lab
    tubes: int
    key_tubes: int
    pickups: tuple[PlannedPickup, ...]
    queue: Queue | None
    key_results_min: float | None
    results_min: float | None


@dataclass(frozen=True)
class AreaPlan:
    """A district, street or community: the rows of its sources in the day's matrices.

    `number` is its place in `Day.areas`.
    """

    number: int
    kind: Literal["district", "street", "community"]
    name: str
    street: str
    rows: Rows
    persons: tuple[float, ...] = field(repr=False)  # cumulative, by `Day.minutes`


class Day:
    """The expectations of one plan.

    Parameters
    ----------
    plan, roster : as published together

    Attributes
    ----------
    sources : source_id -> SourcePlan, points before teams; their order is the matrices' rows
    row : source_id -> row
    runs : run_id -> Run
    runs_of_vehicle : vehicle_id -> its runs by time
    pickups : source_id -> its planned pickups by time
    labs : lab_id -> LabPlan, of the labs that the plan uses
    areas : district, streets, communities
    flow : cumulative persons and tubes of every source, minute by minute
    minutes : of the flow's columns
    routes : vehicle_id -> its stops through all its runs
    planned_clocks : the plan's own times of the four clocks
    """

    def __init__(self, plan: Plan, roster: Roster) -> None:
        self.plan = plan
        self.roster = roster
        self.round = plan.round
        leads: dict[str, list[str]] = defaultdict(list)
        for duty in plan.duties:
            if duty.role is Role.lead and duty.staff_id not in leads[duty.at]:
                leads[duty.at].append(duty.staff_id)
        coverage: dict[str, list[Coverage]] = defaultdict(list)
        for row in plan.coverage:
            coverage[row.site_id].append(row)
        points = [point_plan(roster, p, coverage[p.site_id], leads[p.site_id]) for p in plan.points]
        teams = [team_plan(roster, team) for team in plan.doorstep if team.stops]
        self.sources: dict[str, SourcePlan] = {s.source_id: s for s in (*points, *teams)}
        self.row: dict[str, int] = {source_id: i for i, source_id in enumerate(self.sources)}
        self.runs: dict[str, Run] = {run.run_id: run for run in plan.runs}
        by_vehicle: dict[str, list[Run]] = defaultdict(list)
        for run in sorted(plan.runs, key=lambda run: (run.start, run.run_id)):
            by_vehicle[run.vehicle_id].append(run)
        self.runs_of_vehicle: dict[str, tuple[Run, ...]] = {
            vehicle_id: tuple(runs) for vehicle_id, runs in by_vehicle.items()
        }
        self.routes: dict[str, Route] = {
            vehicle_id: Route.of(runs) for vehicle_id, runs in self.runs_of_vehicle.items()
        }
        pickups = sorted(
            (pickup for run in plan.runs for pickup in pickups_of(run)),
            key=lambda p: (p.arrive, p.run_id, p.stop),
        )
        self.pickups: dict[str, tuple[PlannedPickup, ...]] = {
            source_id: tuple(p for p in pickups if p.source_id == source_id)
            for source_id in self.sources
        }
        tested = as_tested(plan, pickups)
        queues = queues_of(roster, tested)
        self.labs: dict[str, LabPlan] = {
            lab_id: self._lab(roster.lab[lab_id], tested, queues.get(lab_id))
            for lab_id in dict.fromkeys([*(row.lab_id for row in plan.labs), *queues])
            if lab_id in roster.lab
        }
        curves = {source_id: source.curve for source_id, source in self.sources.items()}
        self.planned_clocks: Cases = planned_cases(roster, plan, curves, pickups, tested, queues)
        self.flow: Flow = flow_of(roster, plan, curves, pickups, tested, queues)
        self.minutes: tuple[float, ...] = tuple(self.flow.minutes.tolist())
        self.areas: tuple[AreaPlan, ...] = tuple(self._areas())

    @cached_property
    def places(self) -> frozenset[str]:
        """Wherever a vehicle can stop."""
        return places_of_day(self.plan, self.roster)

    @cached_property
    def due(self) -> Mapping[str, int]:
        """compound_id -> persons due, at points and at home."""
        due: Counter[str] = Counter()
        for source in self.sources.values():
            due.update(source.due)
        return due

    def sources_of(self, area: AreaPlan) -> tuple[str, ...]:
        """The ids of an area's sources."""
        return self._sources_of_areas[area.number]

    @cached_property
    def _sources_of_areas(self) -> tuple[tuple[str, ...], ...]:
        ids = list(self.sources)
        return tuple(tuple(ids[row] for row in area.rows) for area in self.areas)

    @cached_property
    def due_of_sources(self) -> Floats:
        """Sources by persons and tubes that are due of each."""
        return np.array(
            [(source.persons, source.tubes) for source in self.sources.values()], dtype=float
        ).reshape(-1, 2)

    @cached_property
    def membership(self) -> Floats:
        """Areas by sources: 1 where a source belongs. A last column, for sources that the plan
        doesn't have, belongs to the district alone."""
        table = np.zeros((len(self.areas), len(self.sources) + 1))
        for i, area in enumerate(self.areas):
            table[i, area.rows] = 1
            table[i, -1] = area.kind == "district"
        return table

    @property
    def district(self) -> str:
        return self.round.district

    @cached_property
    def streets(self) -> tuple[str, ...]:
        return tuple(area.name for area in self.areas if area.kind == "street")

    @cached_property
    def persons(self) -> int:
        """Everybody who is due."""
        return sum(source.persons for source in self.sources.values())

    def place(self, place_id: str) -> tuple[float, float] | None:
        """lon, lat (WGS-84) of a site, laboratory, team or compound; None if unknown."""
        if (source := self.sources.get(place_id)) and source.lon is not None and source.lat:
            return source.lon, source.lat
        roster = self.roster
        found = (
            roster.site.get(place_id) or roster.lab.get(place_id) or roster.compound.get(place_id)
        )
        return None if found is None else (found.lon, found.lat)

    def _lab(self, lab: Lab, pickups: Sequence[PlannedPickup], queue: Queue | None) -> LabPlan:
        own = tuple(p for p in pickups if p.lab_id == lab.lab_id)
        key_end = queue.key.last_min if queue else None
        end = queue.last_min if queue else None
        return LabPlan(
            lab=lab,
            tubes=sum(p.tubes for p in own),
            key_tubes=sum(p.key_tubes for p in own),
            pickups=own,
            queue=queue,
            key_results_min=None if key_end is None else key_end + lab.turnaround_min,
            results_min=None if end is None else end + lab.turnaround_min,
        )

    def _areas(self) -> list[AreaPlan]:
        rows: dict[tuple[Literal["district", "street", "community"], str, str], list[int]] = {
            ("district", self.district, ""): list(range(len(self.sources)))
        }
        streets = sorted({source.street for source in self.sources.values()})
        for street in streets:
            rows["street", street, street] = []
        for source_id, source in sorted(
            self.sources.items(), key=lambda item: (item[1].street, item[1].community)
        ):
            row = self.row[source_id]
            rows["street", source.street, source.street].append(row)
            rows.setdefault(("community", source.community, source.street), []).append(row)

        def persons_of(own: list[int]) -> tuple[float, ...]:
            return tuple(self.flow.persons[own].sum(axis=0).tolist())

        return [
            AreaPlan(number, kind, name, street, np.array(own, np.intp), persons_of(own))
            for number, ((kind, name, street), own) in enumerate(rows.items())
        ]
