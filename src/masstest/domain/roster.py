"""The roster: what a coordinator uploads in the evening, validated and frozen.

Column names are those of the roster workbook. All times are `Minute` (whole minutes since
00:00 of the round's date). Coordinates are WGS-84 degrees: whoever reads a roster in another
system converts on the way in.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, NamedTuple

from pydantic import Field, model_validator

from masstest.domain.parameters import Parameters
from masstest.domain.units import DAY_MIN, Minute, Model

Count = Annotated[int, Field(ge=0)]
Lon = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Lat = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
PoolSize = Annotated[int, Field(ge=1, le=20)]


class Scope(StrEnum):
    full = "full"
    key_area = "key_area"
    key_groups = "key_groups"


class Crs(StrEnum):
    wgs84 = "wgs84"
    gcj02 = "gcj02"
    bd09 = "bd09"


class TransportMode(StrEnum):
    auto = "auto"
    shared = "shared"
    dedicated = "dedicated"


class Zone(StrEnum):
    sealed = "sealed"
    controlled = "controlled"
    precaution = "precaution"
    normal = "normal"

    @property
    def group(self) -> ZoneGroup:
        """Zones that may mix: precaution and normal count as one."""
        if self is Zone.sealed:
            return ZoneGroup.sealed
        return ZoneGroup.controlled if self is Zone.controlled else ZoneGroup.common


class ZoneGroup(StrEnum):
    """What may not be mixed with anything else (people, points, vehicles' cargo)."""

    sealed = "sealed"
    controlled = "controlled"
    common = "common"


class ZoneClass(StrEnum):
    """What a vehicle carries: sealed-zone specimens travel apart from all others."""

    open = "open"
    sealed = "sealed"


class CompoundKind(StrEnum):
    residential = "residential"
    village = "village"
    institution = "institution"
    isolation = "isolation"


class Setting(StrEnum):
    urban = "urban"
    rural = "rural"


class SiteKind(StrEnum):
    school = "school"
    square = "square"
    gym = "gym"
    hospital = "hospital"
    booth = "booth"
    other = "other"


class SiteStatus(StrEnum):
    candidate = "candidate"
    required = "required"
    excluded = "excluded"


class Role(StrEnum):
    sampler = "sampler"
    registrar = "registrar"
    usher = "usher"
    packer = "packer"
    disinfector = "disinfector"
    lead = "lead"
    doorstep = "doorstep"
    driver = "driver"
    courier = "courier"


class StaffPool(StrEnum):
    regular = "regular"
    reserve = "reserve"


class VehicleKind(StrEnum):
    specimen = "specimen"
    supply = "supply"
    waste = "waste"


class LabKind(StrEnum):
    fixed = "fixed"
    cabin = "cabin"
    dome = "dome"


class Level(StrEnum):
    street = "street"
    community = "community"
    point = "point"


class Round(Model):
    """One day's testing of one district."""

    district: str
    date: dt.date
    number: Annotated[int, Field(ge=1)] = 1
    scope: Scope = Scope.full
    areas: tuple[str, ...] = ()
    timezone: str = "Asia/Shanghai"
    crs: Crs = Crs.wgs84
    sampling_start: Minute = 7 * 60
    sampling_deadline: Minute = 14 * 60
    key_result_deadline: Minute = 18 * 60
    result_deadline: Minute = 31 * 60
    transport_mode: TransportMode = TransportMode.auto

    @model_validator(mode="after")
    def _in_order(self) -> Round:
        if not self.sampling_start < self.sampling_deadline <= self.result_deadline:
            raise ValueError("sampling_start < sampling_deadline <= result_deadline must hold")
        return self


class Compound(Model):
    """A demand unit: a housing compound, a hamlet or an institution."""

    compound_id: str
    name: str
    street: str
    community: str
    lon: Lon
    lat: Lat
    kind: CompoundKind = CompoundKind.residential
    setting: Setting = Setting.urban
    zone: Zone = Zone.normal
    population: Count
    key_population: Count = 0
    homebound: Count = 0
    pool_size: PoolSize | None = None

    @model_validator(mode="after")
    def _parts_within_population(self) -> Compound:
        if self.key_population + self.homebound > self.population:
            raise ValueError("key_population + homebound must not exceed population")
        return self

    @property
    def sampled_on_the_spot(self) -> bool:
        """True where doorstep teams sample everybody: sealed, institution, isolation."""
        return self.zone is Zone.sealed or self.kind in (
            CompoundKind.institution,
            CompoundKind.isolation,
        )


class Site(Model):
    """A place that could host sampling. `open_from`/`open_until`: when it may be used.

    `pace` is the share of the lane rates that is sampled there. No workbook has it: planning again
    in the day sets it for a point that is far behind.
    """

    site_id: str
    name: str
    street: str
    community: str
    lon: Lon
    lat: Lat
    max_lanes: Annotated[int, Field(ge=1)]
    kind: SiteKind = SiteKind.other
    indoor: bool = False
    zone: Zone = Zone.normal
    setting: Setting = Setting.urban
    open_from: Minute
    open_until: Minute
    status: SiteStatus = SiteStatus.candidate
    pace: Annotated[float, Field(gt=0, le=1, exclude_if=lambda pace: pace == 1)] = 1.0


class Staff(Model):
    """A person who can be on duty."""

    staff_id: str
    name: str
    roles: frozenset[Role]
    organisation: str = ""
    team: str = ""
    phone: str = ""
    pool: StaffPool = StaffPool.regular
    lon: Lon
    lat: Lat
    street: str = ""
    available_from: Minute
    available_until: Minute
    max_hours: Annotated[float, Field(ge=0, le=24)] = 8
    trained_until: dt.date | None = None
    last_duty_end: Minute | None = None
    duties_so_far: Count = 0
    last_zone: Zone | None = None
    pinned_site_id: str | None = None


class Vehicle(Model):
    vehicle_id: str
    plate: str
    capacity_tubes: Count
    lon: Lon
    lat: Lat
    kind: VehicleKind = VehicleKind.specimen
    available_from: Minute
    available_until: Minute
    driver_id: str | None = None
    courier_id: str | None = None
    sealed_ok: bool = False


class Lab(Model):
    lab_id: str
    name: str
    lon: Lon
    lat: Lat
    tubes_per_hour: Annotated[int, Field(ge=1)]
    kind: LabKind = LabKind.fixed
    receive_from: Minute
    receive_until: Minute
    turnaround_min: Annotated[int, Field(ge=0)] = 210
    tubes_per_day: Count | None = None
    sealed_ok: bool = True


class SupplyItem(Model):
    """An item of consumables. Rates are in `unit` per person, tube, staff shift, lane, point."""

    item: str
    unit: str
    stock: Annotated[float, Field(ge=0)]
    pack_size: Annotated[float, Field(gt=0)] = 1
    per_person: Annotated[float, Field(ge=0)] = 0
    per_tube: Annotated[float, Field(ge=0)] = 0
    per_staff_shift: Annotated[float, Field(ge=0)] = 0
    per_lane: Annotated[float, Field(ge=0)] = 0
    per_point: Annotated[float, Field(ge=0)] = 0


class Official(Model):
    official_id: str
    name: str
    title: str = ""
    phone: str = ""
    level: Level
    street: str = ""
    community: str = ""


class Previous(Model):
    compound_id: str
    site_id: str


class Demand(NamedTuple):
    """Persons of one compound to be sampled this round; key persons are part of the totals."""

    walking: int
    walking_key: int
    doorstep: int
    doorstep_key: int


class Roster(Model):
    """Everything known in the evening before a round."""

    round: Round
    parameters: Parameters = Parameters()
    compounds: tuple[Compound, ...]
    sites: tuple[Site, ...]
    staff: tuple[Staff, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    labs: tuple[Lab, ...] = ()
    supplies: tuple[SupplyItem, ...] = ()
    officials: tuple[Official, ...] = ()
    previous: tuple[Previous, ...] = ()

    @cached_property
    def compound(self) -> Mapping[str, Compound]:
        return {c.compound_id: c for c in self.compounds}

    @cached_property
    def site(self) -> Mapping[str, Site]:
        return {s.site_id: s for s in self.sites}

    @cached_property
    def person(self) -> Mapping[str, Staff]:
        return {s.staff_id: s for s in self.staff}

    @cached_property
    def vehicle(self) -> Mapping[str, Vehicle]:
        return {v.vehicle_id: v for v in self.vehicles}

    @cached_property
    def lab(self) -> Mapping[str, Lab]:
        return {lab.lab_id: lab for lab in self.labs}

    @cached_property
    def previous_sites(self) -> Mapping[str, frozenset[str]]:
        """compound_id -> the sites its people went to last time."""
        places: dict[str, set[str]] = {}
        for row in self.previous:
            places.setdefault(row.compound_id, set()).add(row.site_id)
        return {compound_id: frozenset(sites) for compound_id, sites in places.items()}

    def in_scope(self, compound: Compound) -> bool:
        if self.round.scope is not Scope.key_area:
            return True
        names = {compound.street, compound.community, compound.compound_id}
        return not names.isdisjoint(self.round.areas)

    def demand(self, compound: Compound) -> Demand:
        """Who of `compound` is sampled this round, and how (see the contract's scopes)."""
        if not self.in_scope(compound):
            return Demand(0, 0, 0, 0)
        key = compound.key_population
        everybody, homebound = compound.population, compound.homebound
        if self.round.scope is Scope.key_groups:
            everybody, homebound = key, 0
        if compound.sampled_on_the_spot:
            return Demand(0, 0, everybody, key)
        return Demand(everybody - homebound, key, homebound, 0)

    def pool_size(self, compound: Compound, *, key: bool = False) -> int:
        """Persons per tube: the compound's own, else by kind, else for key groups, else by zone."""
        if compound.pool_size is not None:
            return compound.pool_size
        if compound.kind is CompoundKind.isolation:
            return self.parameters.pool_size_isolation
        if key and self.parameters.key_pool_size is not None:
            return self.parameters.key_pool_size
        by_zone: int = getattr(self.parameters, f"pool_size_{compound.zone.value}")
        return by_zone

    def walking_limit_m(self, compound: Compound) -> float:
        if compound.setting is Setting.urban:
            return self.parameters.walking_limit_urban_m
        return self.parameters.walking_limit_rural_m

    def lane_rate(self, site_id: str, pool_size: int) -> float:
        """Persons an hour and lane at a site; one that isn't known keeps the usual pace."""
        site = self.site.get(site_id)
        usual = self.parameters.lane_rate(pool_size)
        return usual if site is None else usual * site.pace

    @property
    def finish_target(self) -> int:
        """When a point must be done (`Minute`): the deadline less the planning margin."""
        return self.round.sampling_deadline - self.parameters.finish_margin_min

    @property
    def key_result_target(self) -> int:
        """When key groups' results should be there (`Minute`): with the margin."""
        return self.round.key_result_deadline - self.parameters.key_result_margin_min

    @property
    def result_target(self) -> int:
        """When all results should be there (`Minute`): with the margin."""
        return self.round.result_deadline - self.parameters.result_margin_min

    @property
    def specimen_age_target_min(self) -> int:
        """How old a specimen should be at its reception at most: with the margin."""
        limit_min = self.parameters.specimen_age_max_min
        return max(0, limit_min - self.parameters.specimen_age_margin_min)

    @property
    def doorstep_deadline(self) -> int:
        """When a doorstep stop must be over (`Minute`)."""
        own = self.parameters.doorstep_deadline
        return self.round.sampling_deadline if own is None else own

    @property
    def doorstep_target(self) -> int:
        """When a doorstep team should have made its last stop (`Minute`): with the margin."""
        target = self.doorstep_deadline - self.parameters.doorstep_margin_min
        return max(target, min(self.round.sampling_start, self.doorstep_deadline))

    @property
    def lab_day(self) -> tuple[int, int]:
        """The 24 hours (`Minute`s) in which a lab's `tubes_per_day` counts."""
        return self.round.sampling_start, self.round.sampling_start + DAY_MIN

    def to_json(self) -> str:
        """The roster as JSON text, times as local ISO times, places in WGS-84."""
        return self.model_dump_json(by_alias=True, context={"date": self.round.date})

    @classmethod
    def from_json(cls, text: str | bytes) -> Roster:
        """Read what `to_json` wrote.

        Raises
        ------
        ValueError
            If it is not JSON, has no round date, or does not fit the schema.
        """
        raw = json.loads(text)
        try:
            date = dt.date.fromisoformat(raw["round"]["date"])
        except (TypeError, KeyError) as exc:
            raise ValueError("not a roster: no round date") from exc
        return cls.model_validate(raw, context={"date": date})
