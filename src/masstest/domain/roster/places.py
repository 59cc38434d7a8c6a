"""Where people live, where they could be sampled, and where they went last time."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from masstest.domain.roster.ranges import Count, Lat, Lon, PoolSize
from masstest.domain.roster.zones import Zone
from masstest.domain.units import Minute, Model


class Setting(StrEnum):
    urban = "urban"
    rural = "rural"


class CompoundKind(StrEnum):
    residential = "residential"
    village = "village"
    institution = "institution"
    isolation = "isolation"


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


class Previous(Model):
    compound_id: str
    site_id: str
