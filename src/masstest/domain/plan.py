"""The plan: `plan.json`, field by field (``masstest.plan/1``).

Times are `Minute`s in memory and local ISO times in the file. Persons and tubes are whole
numbers. `persons` always includes the key persons named beside it; `tubes` includes key tubes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from masstest.domain.outcome import Shortage, StageReport, Violation
from masstest.domain.roster import Role, Round, Scope, TransportMode, Zone, ZoneClass
from masstest.domain.units import Minute, Model, read_dated

SCHEMA = "masstest.plan/1"


class PlanRound(Model):
    district: str
    date: dt.date
    number: int
    scope: Scope
    timezone: str
    sampling_start: Minute
    sampling_deadline: Minute
    key_result_deadline: Minute
    result_deadline: Minute
    transport_mode: TransportMode = TransportMode.shared

    @classmethod
    def of(cls, order: Round, mode: TransportMode = TransportMode.shared) -> PlanRound:
        """The round as a plan states it: `mode` is how specimens are carried, never ``auto``."""
        return cls(
            district=order.district,
            date=order.date,
            number=order.number,
            scope=order.scope,
            timezone=order.timezone,
            sampling_start=order.sampling_start,
            sampling_deadline=order.sampling_deadline,
            key_result_deadline=order.key_result_deadline,
            result_deadline=order.result_deadline,
            transport_mode=mode,
        )


class Officials(Model):
    """Official ids of the three tiers responsible for a point."""

    street: tuple[str, ...] = ()
    community: tuple[str, ...] = ()
    point: tuple[str, ...] = ()


class Point(Model):
    """A site that was chosen. `open_until`: staff stay until then (>= finish_at)."""

    site_id: str
    name: str
    zone: Zone
    lanes: int
    open_from: Minute
    open_until: Minute
    finish_at: Minute
    persons: int
    key_persons: int
    tubes: int
    key_tubes: int
    officials: Officials = Officials()


class Slot(Model):
    """An appointment: `persons` (of them `key`) of a compound come in [from_, until)."""

    from_: Minute = Field(alias="from")
    until: Minute
    persons: int
    key: int


class Coverage(Model):
    """Which point a compound (or whole buildings of a large one) goes to, and when."""

    compound_id: str
    site_id: str
    persons: int
    key_persons: int
    walk_m: int
    slots: tuple[Slot, ...] = ()


class Duty(Model):
    """One person, one role, one place, without interruption. `lane` 1.. or None."""

    staff_id: str
    role: Role
    at: str
    lane: int | None = None
    start: Minute
    end: Minute


class Stop(Model):
    """A stop of a specimen run: pickups, then one delivery.

    `arrive` is when handling begins (waiting in the vehicle comes before it). A pickup takes
    every tube that is ready at `arrive`. A pickup from a doorstep team names the team and the
    compound where they meet. One at a laboratory that was lost names that: it takes `tubes` of
    those that lie there, oldest deliveries first. A delivery's tubes are received at `arrive`
    (specimen age) and can be started from `depart` (unloaded).
    """

    kind: Literal["pickup", "deliver"]
    site_id: str | None = None
    team_id: str | None = None
    compound_id: str | None = None
    lab_id: str | None = None
    arrive: Minute
    depart: Minute
    tubes: int
    key_tubes: int
    oldest_sample_at: Minute | None = None


class Run(Model):
    """One vehicle trip: pickups, then one laboratory. `start`: leaves its last place."""

    run_id: str
    vehicle_id: str
    crew: tuple[str, ...] = ()
    zone_class: ZoneClass = ZoneClass.open
    start: Minute
    end: Minute
    stops: tuple[Stop, ...]


class LabHour(Model):
    """Tubes in one clock hour of a lab; `waiting`: not yet started at the hour's end."""

    hour: Minute
    received: int
    started: int
    resulted: int
    waiting: int


class LabLoad(Model):
    """What a laboratory tests. `lost_at`: it was lost in the day; it receives nothing after that
    minute, `tubes` are those that it had started, and all others that were brought there lie there
    until a run fetches them.
    """

    lab_id: str
    tubes: int
    key_tubes: int
    lost_at: Annotated[Minute | None, Field(exclude_if=lambda minute: minute is None)] = None
    key_results_at: Minute | None = None
    results_at: Minute | None = None
    hours: tuple[LabHour, ...] = ()


class DoorstepStop(Model):
    """`persons` of a compound sampled at home or on the spot in [arrive, depart)."""

    compound_id: str
    arrive: Minute
    depart: Minute
    persons: int
    key_persons: int = 0
    tubes: int
    key_tubes: int


class DoorstepTeam(Model):
    team_id: str
    staff_ids: tuple[str, ...] = ()
    zone: Zone
    stops: tuple[DoorstepStop, ...]


class Supply(Model):
    """What one point or team receives. Exactly one of `site_id`, `team_id` is set."""

    site_id: str | None = None
    team_id: str | None = None
    item: str
    quantity: float


class SupplyStop(Model):
    site_id: str
    arrive: Minute
    depart: Minute


class SupplyRun(Model):
    run_id: str
    vehicle_id: str
    crew: tuple[str, ...] = ()
    start: Minute
    end: Minute
    stops: tuple[SupplyStop, ...]


class WasteStop(Model):
    site_id: str
    arrive: Minute
    depart: Minute


class WasteRun(Model):
    run_id: str
    vehicle_id: str
    crew: tuple[str, ...] = ()
    start: Minute
    end: Minute
    stops: tuple[WasteStop, ...]


ReadinessItem = Literal[
    "publicity", "training", "supplies", "medical", "auxiliary", "order", "special", "coverage"
]


class Readiness(Model):
    """One of the eight lights of a point: computed where it can be, else to be confirmed.

    `note` is a stable code that `masstest.text` turns into a sentence, with `facts`.
    """

    site_id: str
    item: ReadinessItem
    state: Literal["ok", "short", "confirm"]
    note: str = ""
    facts: Mapping[str, str | float | int] = Field(default_factory=dict)


class Provenance(Model):
    roster_sha256: str
    masstest_version: str
    ortools_version: str
    seed: int
    parameters: Mapping[str, Any]
    created_at: str


class Plan(Model):
    schema_: Literal["masstest.plan/1"] = Field(default="masstest.plan/1", alias="schema")
    round: PlanRound
    status: Literal["met", "short"] = "short"
    points: tuple[Point, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    duties: tuple[Duty, ...] = ()
    runs: tuple[Run, ...] = ()
    labs: tuple[LabLoad, ...] = ()
    doorstep: tuple[DoorstepTeam, ...] = ()
    supplies: tuple[Supply, ...] = ()
    supply_runs: tuple[SupplyRun, ...] = ()
    waste_runs: tuple[WasteRun, ...] = ()
    readiness: tuple[Readiness, ...] = ()
    shortages: tuple[Shortage, ...] = ()
    violations: tuple[Violation, ...] = ()
    stages: tuple[StageReport, ...] = ()
    kpis: Mapping[str, Any] = Field(default_factory=dict)
    provenance: Provenance | None = None

    @cached_property
    def point(self) -> Mapping[str, Point]:
        return {p.site_id: p for p in self.points}

    @cached_property
    def lost_labs(self) -> Mapping[str, LabLoad]:
        """Laboratories that were lost in the day."""
        return {load.lab_id: load for load in self.labs if load.lost_at is not None}

    @cached_property
    def team(self) -> Mapping[str, DoorstepTeam]:
        return {t.team_id: t for t in self.doorstep}

    def to_json(self) -> str:
        """The plan as `plan.json` text, times as local ISO times."""
        return self.model_dump_json(
            by_alias=True, indent=1, exclude_none=False, context={"date": self.round.date}
        )

    @classmethod
    def from_json(cls, text: str | bytes) -> Plan:
        """Read `plan.json`.

        Raises
        ------
        ValueError
            If it is not JSON, has no round date, or does not fit the schema.
        """
        raw, context = read_dated(text, "plan")
        return cls.model_validate(raw, context=context)
