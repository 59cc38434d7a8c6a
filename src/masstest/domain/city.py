"""A city: several districts tested in one round, with laboratories that some of them share.

A district's id is its own within the city (the name of its file, for instance); a laboratory
that stands in several rosters under one `lab_id` is one laboratory.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field

from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.units import Minute, Model

CITY_SCHEMA = "masstest.city/1"


class Share(Model):
    """What a district may use of a laboratory; no day limit where the laboratory has none."""

    tubes_per_hour: int = Field(ge=0)
    tubes_per_day: int | None = Field(default=None, ge=0)


Shares = Mapping[str, Share]
"""lab_id -> the share of one district; laboratories it has no part in are left out."""


class Fate(StrEnum):
    """What became of a district."""

    met = "met"
    short = "short"
    refused = "refused"  # its plan broke a physical rule and was thrown away
    lost = "lost"  # its worker died each time it was tried
    unplanned = "unplanned"  # the city was stopped before its turn


class DistrictRecord(Model):
    """What a city keeps in mind of a district's plan.

    Attributes
    ----------
    basis : hash of what the plan was made from, except for the shares
    passes : 1 for a plan of the first allocation, 2 and more for one that was planned again
    needs_more : tubes an hour by which its laboratories are too slow; 0 if they are not
    least : lab_id -> tubes an hour that it cannot do without: with a smaller share, results of
        this very plan would be late
    reason : why there is no plan, if there is none
    """

    district: str
    name: str
    basis: str
    passes: int
    fate: Fate
    shares: Shares
    least: Mapping[str, int] = Field(default_factory=dict)
    needs_more: int = 0
    kpis: Mapping[str, Any] = Field(default_factory=dict)
    shortages: int = 0
    violations: tuple[Violation, ...] = ()
    reason: str = ""
    wall_s: float = 0.0

    @property
    def has_plan(self) -> bool:
        return self.fate in (Fate.met, Fate.short)


@dataclass(frozen=True)
class PlannedDistrict:
    """A district's plan as it travels between processes and is kept: packed JSON."""

    record: DistrictRecord
    packed_plan: bytes = b""

    @property
    def plan(self) -> Plan:
        """The plan, unpacked; only districts that have one."""
        return Plan.from_json(zlib.decompress(self.packed_plan))


def packed(document: str | bytes) -> bytes:
    """A JSON document, a tenth of its size."""
    return zlib.compress(document.encode() if isinstance(document, str) else document)


def unpacked_roster(packed_roster: bytes) -> Roster:
    """The roster of a packed JSON document."""
    return Roster.model_validate_json(zlib.decompress(packed_roster))


class LabUse(Model):
    """One clock hour of a laboratory: tubes started, by district."""

    hour: Minute
    started: Mapping[str, int]


class CityLab(Model):
    """A laboratory over all districts.

    `key_results_at`, `results_at`: the last of the plans' results.
    """

    lab_id: str
    name: str
    tubes_per_hour: int
    tubes_per_day: int | None
    shares: Mapping[str, Share]
    tubes: int = 0
    key_tubes: int = 0
    key_results_at: Minute | None = None
    results_at: Minute | None = None
    hours: tuple[LabUse, ...] = ()


class AllocationPass(Model):
    """One allocation of laboratories and what came of it."""

    number: int
    terms: Mapping[str, float]
    bound: float | None
    planned: tuple[str, ...]
    gave_back: tuple[str, ...] = ()
    wall_s: float = 0.0


class CityPlan(Model):
    """What a city's round comes to; the districts' own plans are kept apart.

    `status`: "met", every plan meets every rule; "short", some plan misses a target;
    "incomplete", some district has no plan.
    """

    schema_: Literal["masstest.city/1"] = Field(default="masstest.city/1", alias="schema")
    status: Literal["met", "short", "incomplete"]
    date: dt.date
    districts: tuple[DistrictRecord, ...]
    labs: tuple[CityLab, ...]
    passes: tuple[AllocationPass, ...]
    violations: tuple[Violation, ...]
    wall_s: float

    def to_json(self) -> str:
        """The city as `city.json` text, times as local ISO times."""
        return self.model_dump_json(by_alias=True, indent=1, context={"date": self.date})


@dataclass(frozen=True)
class LabReach:
    """A laboratory as seen from a district.

    Attributes
    ----------
    drive_min : mean minutes by vehicle from where the district's people live
    key_hours, hours : for how long it can start tubes of the district whose results are in time
        for the key groups' deadline, and for everybody's
    """

    drive_min: float
    key_hours: float
    hours: float
    sealed_ok: bool = True


@dataclass(frozen=True)
class DistrictNeed:
    """What a district expects of laboratories, before it has a plan: tubes, expected values.

    `sealed_tubes` go only to laboratories that are `sealed_ok`; they and `key_tubes` are part of
    `tubes`.
    """

    district: str
    tubes: float
    key_tubes: float
    sealed_tubes: float
    reach: Mapping[str, LabReach] = field(default_factory=dict)


def with_shares(roster: Roster, shares: Shares) -> Roster:
    """`roster` with its laboratories at the district's share; those without one are left out."""
    labs = tuple(
        lab.model_copy(
            update={
                "tubes_per_hour": shares[lab.lab_id].tubes_per_hour,
                "tubes_per_day": shares[lab.lab_id].tubes_per_day,
            }
        )
        for lab in roster.labs
        if lab.lab_id in shares and shares[lab.lab_id].tubes_per_hour > 0
    )
    return roster.model_copy(update={"labs": labs})
