"""What distinguishes one made-up district from another, as data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from masstest.domain.roster import LabKind, Role


@dataclass(frozen=True)
class StreetSpec:
    """A street or town. Its people live in the compounds of its communities and villages.

    Attributes
    ----------
    lon, lat : centre, degrees
    reach_m : semi-axes of the settled ellipse, metres (east, north)
    village_people : of `people`, those who live in `villages`
    """

    name: str
    lon: float
    lat: float
    reach_m: tuple[float, float]
    communities: tuple[str, ...]
    villages: tuple[str, ...]
    people: int
    village_people: int = 0


@dataclass(frozen=True)
class StaffSpec:
    """`count` people who can do `roles`; `also` gives shares of them a further role."""

    roles: tuple[Role, ...]
    count: int
    employers: tuple[str, ...]
    team_size: int = 8
    reserve: int = 0
    also: Mapping[Role, float] = field(default_factory=dict)
    from_min: int = 5 * 60
    until_min: int = 22 * 60
    max_hours: float = 8
    part_time_share: float = 0.0
    lapsed_share: float = 0.0
    """Share whose training ran out some days ago (samplers and doorstep staff)."""


@dataclass(frozen=True)
class LabSpec:
    name: str
    kind: LabKind
    lon: float
    lat: float
    tubes_per_hour: int
    tubes_per_day: int | None = None
    receive_until_min: int = 31 * 60
    turnaround_min: int = 210


@dataclass(frozen=True)
class OnTheSpotSpec:
    """Places where doorstep teams sample everybody: isolation hotels, nursing homes."""

    names: tuple[str, ...]
    people: tuple[int, int]
    """Smallest and largest number of persons of a place."""


@dataclass(frozen=True)
class ZoneSpec:
    """Restricted areas: clusters of neighbouring compounds, in the named communities."""

    communities: tuple[str, ...] = ()
    controlled_each: int = 0
    sealed: int = 0
    sealed_people: tuple[int, int] = (120, 260)
    sites_each: int = 2


@dataclass(frozen=True)
class FleetSpec:
    specimen: int
    sealed_ok: int
    supply: int
    waste: int
    capacity_tubes: tuple[int, ...] = (400, 500, 600, 800, 1000)
    fixed_driver_share: float = 0.3


@dataclass(frozen=True)
class CaseSpec:
    """A whole district. `people` includes everybody, also those sampled on the spot."""

    district: str
    code: str
    """Beginning of all ids of people and places kept apart in one office: ``WB``."""
    plate: str
    date: dt.date
    people: int
    key_share: float
    homebound: int
    streets: tuple[StreetSpec, ...]
    compounds: int
    hamlets: int
    """Of `compounds`, those that are hamlets of villages."""
    sites: int
    zones: ZoneSpec
    hotels: OnTheSpotSpec
    institutions: OnTheSpotSpec
    staff: tuple[StaffSpec, ...]
    fleet: FleetSpec
    labs: tuple[LabSpec, ...]
    lane_reserve: float = 1.8
    """Lanes that the sites of a community could open, as a multiple of what it needs."""
    settled: bool = False
    """Whether earlier rounds left traces: duties, zones served, rest."""
