"""A round of several districts: what is asked, and what has come of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from masstest.api.schemas.common import Id, Out
from masstest.api.schemas.plans import Search
from masstest.service.city_outcomes import CityOutcome, DistrictOutcome

Moment = Annotated[
    str, Field(description="local time, to the minute", examples=["2022-03-10T14:00"])
]


class CityPlanning(Search):
    """Which rounds are planned together, and how; the time limit is that of each district."""

    date: dt.date = Field(examples=["2022-03-10"])
    number: int = Field(default=1, ge=1, le=999)
    rosters: Annotated[list[Id], Field(min_length=1, max_length=200)] | None = Field(
        default=None,
        description="one of each district; by default the newest of every district that has a "
        "round on this day and that one may plan",
    )


class CityDistrictOut(Out):
    district: str = Field(examples=["Weibin"])
    round_id: Id
    roster_id: Id
    plan_id: Id | None = Field(description="once the whole job is over")
    status: Literal["met", "short", "refused", "lost", "unplanned"] | None = Field(
        description="null while it is not planned yet", examples=["met"]
    )
    shortages: int


class LaboratoryHour(Out):
    hour: Moment
    started: int = Field(description="tubes, over all districts", examples=[740])
    capacity: int = Field(description="tubes", examples=[800])
    by_district: dict[str, int] = Field(examples=[{"Weibin": 420, "Dongpo": 320}])


class SharedLaboratory(Out):
    """A laboratory that several districts have a share of."""

    lab_id: str = Field(examples=["L01"])
    name: str
    tubes_per_hour: int
    tubes_per_day: int | None
    shares: dict[str, int] = Field(
        description="tubes an hour by district", examples=[{"Weibin": 450, "Dongpo": 350}]
    )
    tubes: int
    key_tubes: int
    key_results_at: Moment | None
    results_at: Moment | None
    hours: list[LaboratoryHour]


class CityPlanOut(Out):
    """A city's plan as it stands in a list."""

    job_id: Id
    state: Literal["queued", "running", "done", "failed", "cancelled"] = Field(
        description="of the job; `/jobs/{job_id}` says more"
    )
    date: dt.date
    number: int
    districts: list[CityDistrictOut]


class CityPlanWhole(CityPlanOut):
    """A city's plan, district by district, and the laboratories over all of them."""

    status: Literal["met", "short", "incomplete"] | None = Field(
        description="null until it is over; incomplete: a district has no plan"
    )
    shared_laboratories: list[SharedLaboratory]
    violations: list[dict[str, Any]] = Field(
        description="rules that the city misses at its laboratories: rule, subjects, amount, limit",
        examples=[[]],
    )


def city_plan_out(found: CityOutcome) -> CityPlanOut:
    """A city's plan as it is answered in a list."""
    return CityPlanOut.model_validate(_head(found))


def city_plan_whole(found: CityOutcome) -> CityPlanWhole:
    """A city's plan as it is answered."""
    document = found.document or {"status": None, "violations": []}
    return CityPlanWhole.model_validate(
        _head(found)
        | {
            "status": document["status"],
            "shared_laboratories": [
                _laboratory(lab, found.names) for lab in found.shared_laboratories
            ],
            "violations": document["violations"],
        }
    )


def _head(found: CityOutcome) -> dict[str, Any]:
    return {
        "job_id": found.job.job_id,
        "state": found.job.state,
        "date": found.date,
        "number": found.number,
        "districts": [_district(each) for each in found.districts],
    }


def _district(each: DistrictOutcome) -> CityDistrictOut:
    return CityDistrictOut(
        district=each.district,
        round_id=each.round.round_id,
        roster_id=each.roster_id,
        plan_id=None if each.plan is None else each.plan.plan_id,
        status=each.fate,
        shortages=each.shortages,
    )


def _laboratory(lab: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {
        **lab,
        "shares": {
            names.get(district, district): share["tubes_per_hour"]
            for district, share in lab["shares"].items()
        },
        "hours": [
            LaboratoryHour(
                hour=row["hour"],
                started=sum(row["started"].values()),
                capacity=lab["tubes_per_hour"],
                by_district={names.get(d, d): tubes for d, tubes in row["started"].items()},
            )
            for row in lab["hours"]
        ],
    }
