"""Plans, what is asked of them, and jobs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from masstest.api.schemas.common import Body, Id, Line, Moment, Note, Out, ProblemRow, Violation
from masstest.jobs.requests import PlanRequest
from masstest.service.edits import EditReport
from masstest.store.tables import Job, StoredPlan

Setting = (
    Annotated[Line, Field(max_length=100)]
    | Annotated[int, Field(ge=-(10**9), le=10**9)]
    | Annotated[float, Field(ge=-1e9, le=1e9)]
    | bool
    | None
)
Name = Annotated[Line, Field(min_length=1, max_length=100)]
Subject = Annotated[Line, Field(max_length=200, examples=["site=S012"])]


class Search(Body):
    """How long and with what to search."""

    time_limit_s: float = Field(default=38, ge=1, le=600)
    seed: int = Field(default=1, ge=0, le=2**31 - 1)
    deterministic: bool = Field(default=False, description="the same plan each time")
    settings: dict[Name, Setting] = Field(
        default_factory=dict,
        max_length=100,
        description="keys of the round sheet, put before what the roster says",
        examples=[{"pickup_interval_max_min": 90, "sampling_start": "2022-03-10T06:30"}],
    )

    def request(self) -> PlanRequest:
        """What the job is asked."""
        return PlanRequest(
            time_limit_s=self.time_limit_s,
            seed=self.seed,
            deterministic=self.deterministic,
            settings=self.settings,
        )


class Planning(Search):
    """How to plan."""

    roster_id: Id | None = Field(default=None, description="the newest usable one by default")


class Replanning(Planning):
    """How to change a plan as little as possible."""

    freeze: str | None = Field(
        default=None,
        pattern="^([0-3][0-9]):[0-5][0-9]$",
        description="what has begun by then stays as it was; hours count on after midnight",
        examples=["11:30"],
    )
    pins: list[Subject] = Field(
        default_factory=list, max_length=500, description="sites that must be points"
    )
    excludes: list[Subject] = Field(
        default_factory=list,
        max_length=2000,
        description="site=, lab=, vehicle=, staff= that is lost",
        examples=[["lab=L02"]],
    )

    def request(self) -> PlanRequest:
        hours, minutes = map(int, re.findall("[0-9]{2}", self.freeze or "00:00"))
        return PlanRequest(
            time_limit_s=self.time_limit_s,
            seed=self.seed,
            deterministic=self.deterministic,
            settings=self.settings,
            freeze=None if self.freeze is None else 60 * hours + minutes,
            pins=tuple(self.pins),
            excludes=tuple(self.excludes),
        )


class ChosenRemedy(Body):
    shortage: int = Field(ge=0, le=9999, description="number of the shortage, from 0")
    remedy: int = Field(ge=0, le=99, description="number of the remedy of that shortage, from 0")


class ApplyRemedies(Body):
    """Remedies to carry out on the roster; the plan is then changed to fit it."""

    remedies: list[ChosenRemedy] = Field(min_length=1, max_length=100)
    time_limit_s: float = Field(default=18, ge=1, le=600)
    seed: int = Field(default=1, ge=0, le=2**31 - 1)


class Move(Body):
    """One compound to another point."""

    compound_id: Name = Field(examples=["C0112"])
    site_id: Name = Field(examples=["S012"])
    keep: bool = Field(default=False, description="keep what comes of it as a plan of its own")
    plan_around: bool = Field(
        default=False, description="keep it, and have the rest planned around it: a job"
    )
    note: Note = ""


class PlanOut(Out):
    """A plan as it stands in a list; its figures are those of `plan.json`."""

    plan_id: Id
    round_id: Id
    roster_id: Id
    base_plan_id: Id | None
    number: int = Field(description="1, 2, ... within the round")
    origin: Literal["planned", "replanned", "edited"]
    status: Literal["met", "short"]
    kpis: dict[str, Any]
    note: str
    publication_number: int | None = Field(description="if it is the plan in force")
    document_sha256: str
    version: int = Field(description="also the ETag")
    created_at: Moment


def plan_out(plan: StoredPlan, publication_number: int | None) -> PlanOut:
    """A plan as it is answered."""
    names = set(PlanOut.model_fields) - {"publication_number"}
    facts = {name: getattr(plan, name) for name in names}
    return PlanOut(**facts, publication_number=publication_number)


class EditOut(Out):
    """What an edit changes, and what that breaks, leaves and mends."""

    changed: bool
    changes: list[str]
    problems: list[ProblemRow]
    ignored: list[str]
    broken: list[Violation]
    remaining: list[Violation]
    mended: list[Violation]
    errors: int
    status: Literal["met", "short"]
    kpis_before: dict[str, Any]
    kpis: dict[str, Any]
    plan: PlanOut | None = Field(default=None, description="if it was kept")
    job: JobOut | None = Field(default=None, description="if the rest is planned around it")


def edit_out(report: EditReport, plan: StoredPlan | None = None, job: Job | None = None) -> EditOut:
    """An edit's report as it is answered."""
    return EditOut(
        changed=report.plan_json is not None,
        changes=report.changes,
        problems=[ProblemRow(**row) for row in report.problems],
        ignored=report.ignored,
        broken=[Violation(**row) for row in report.broken],
        remaining=[Violation(**row) for row in report.remaining],
        mended=[Violation(**row) for row in report.mended],
        errors=report.errors,
        status=report.status,
        kpis_before=report.kpis_before,
        kpis=report.kpis,
        plan=None if plan is None else plan_out(plan, None),
        job=None if job is None else job_out(job),
    )


class RemedyOut(Out):
    number: int
    code: str = Field(examples=["add_lanes"])
    subject: str
    quantity: float
    unit: str
    text: str
    applicable: bool = Field(description="whether the service can carry it out on the roster")


class ShortageOut(Out):
    number: int
    rule: str
    subject: str
    amount: float
    unit: str
    deadline_missed_by_min: int | None
    text: str
    remedies: list[RemedyOut]


class Shortages(Out):
    shortages: list[ShortageOut]


class Told(Out):
    """Facts, and the same in sentences."""

    lines: list[str]


class Diff(Told):
    differences: dict[str, Any]


class Explained(Told):
    explanation: dict[str, Any]


class JobOut(Out):
    job_id: Id
    kind: Literal["plan", "replan", "city"]
    round_id: Id | None
    roster_id: Id | None
    base_plan_id: Id | None
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    attempt: int
    max_attempts: int
    cancel_requested_at: Moment | None
    plan_id: Id | None = Field(description="the plan that it made")
    problem: dict[str, Any] | None = Field(description="why it failed: code, facts")
    created_at: Moment
    started_at: Moment | None
    finished_at: Moment | None


def job_out(job: Job) -> JobOut:
    """A job as it is answered."""
    return JobOut.model_validate(job)


class Remedied(Out):
    """The new roster, and the job that changes the plan to fit it."""

    roster_id: Id
    job: JobOut


JsonDocument = Mapping[str, Any]
