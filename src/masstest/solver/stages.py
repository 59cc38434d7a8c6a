"""What the stages hand to one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from masstest.domain.plan import (
    Coverage,
    DoorstepTeam,
    Duty,
    LabLoad,
    Point,
    Run,
    Supply,
    SupplyRun,
    WasteRun,
)
from masstest.domain.roster import TransportMode, VehicleKind, ZoneClass
from masstest.domain.travel import Place


@dataclass(frozen=True)
class LocationPlan:
    """Points (without officials) and who goes where, with appointment slots."""

    points: tuple[Point, ...]
    coverage: tuple[Coverage, ...]


@dataclass(frozen=True)
class CrewShift:
    """A stretch of one vehicle's day that needs a crew: some of its runs, start to end.

    `zone_class` is None for supply and waste vehicles. A specimen shift needs a driver and a
    courier; a supply or waste shift needs a driver.
    """

    vehicle_id: str
    kind: VehicleKind
    run_ids: tuple[str, ...]
    start: int
    end: int
    zone_class: ZoneClass | None = None
    start_place: Place | None = None
    """Where the vehicle stands when the shift begins; None: at its garage."""
    end_place: Place | None = None
    """Where its last run ends; None: at its garage."""
    run_min: int | None = None
    """Minutes of its runs; None: all of [start, end)."""


@dataclass(frozen=True)
class TransportPlan:
    """Specimen runs (crews still empty), laboratory loads, and the shifts to be crewed."""

    mode: TransportMode
    runs: tuple[Run, ...]
    labs: tuple[LabLoad, ...]
    shifts: tuple[CrewShift, ...]
    undeliverable: Mapping[str, int] = field(default_factory=dict)
    """Source (site_id or team_id) -> tubes that no vehicle can bring to a laboratory at all."""


@dataclass(frozen=True)
class DoorstepPlan:
    """Teams with routes; `staff_ids` still empty."""

    teams: tuple[DoorstepTeam, ...]


@dataclass(frozen=True)
class RosteringPlan:
    """All duties; the pair of every team; the crew of every run."""

    duties: tuple[Duty, ...]
    team_staff: Mapping[str, tuple[str, ...]]
    run_crew: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class SuppliesPlan:
    supplies: tuple[Supply, ...]
    runs: tuple[SupplyRun, ...]
    shifts: tuple[CrewShift, ...]


@dataclass(frozen=True)
class WastePlan:
    runs: tuple[WasteRun, ...]
    shifts: tuple[CrewShift, ...]
