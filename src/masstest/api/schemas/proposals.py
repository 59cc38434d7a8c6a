"""Proposals to change the plan in the day, and who has confirmed what they changed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import Field

from masstest.api.schemas.common import Body, Id, Line, Moment, Out
from masstest.api.schemas.plans import Subject
from masstest.live.changed_runs import RunOfCrew
from masstest.service.live.proposals import (
    LEAD_MIN,
    LONGEST_LEAD_MIN,
    Asked,
    Confirmations,
    Shown,
    lying,
)
from masstest.text import Lang, translator
from masstest.text.sentences import approximation_sentence

Note = Annotated[Line, Field(max_length=500)]


class Asking(Body):
    """What was lost. What was reported of the day is known."""

    excludes: list[Subject] = Field(
        default_factory=list,
        max_length=2000,
        description="site=, lab=, vehicle=, staff= that is lost from the freeze on",
        examples=[["lab=L02"]],
    )
    pins: list[Subject] = Field(
        default_factory=list,
        max_length=500,
        description="site=, lanes=, compound=, staff= that stays as it is",
    )
    lead_min: int = Field(
        default=LEAD_MIN, ge=0, le=LONGEST_LEAD_MIN, description="minutes until anything changes"
    )
    weather: bool = Field(default=False, description="points were closed by the weather")
    note: Note = ""

    def asked(self) -> Asked:
        return Asked(tuple(self.excludes), tuple(self.pins), self.lead_min, self.weather, self.note)


class Rejection(Body):
    note: Note = ""


class ApproximationOut(Out):
    """Where the plan says otherwise than the reports, and by how much."""

    code: str
    text: str
    count: int
    amount: float
    worst: str
    worst_amount: float


class UnfinishedOut(Out):
    """Persons who won't be sampled by the deadline, at a point or of a compound."""

    site_id: str | None
    compound_id: str | None
    persons: int
    finish_min: int | None


class LyingOut(Out):
    """Boxes at a laboratory that was lost: no run of a plan fetches them."""

    lab_id: str
    boxes: int = Field(description="in no batch yet: to be fetched")
    tubes: int
    box_ids: list[str] = Field(description="of the first 200 of them")
    started_boxes: int = Field(description="in a batch without results")
    started_tubes: int


class ProposalOut(Out):
    proposal_id: Id
    round_id: Id
    number: int
    state: Literal["planning", "open", "failed", "accepted", "rejected", "outdated"]
    is_needed: bool | None = Field(description="whether it changes anything; null: not known yet")
    base_publication_id: Id
    base_plan_id: Id
    job_id: Id | None
    plan_id: Id | None
    reason: dict[str, Any] = Field(
        description="what was lost and reported; `_min`: minutes since 00:00 of the round's day"
    )
    changes: dict[str, int] = Field(description="whom it concerns, counted")
    approximations: list[ApproximationOut]
    unfinished: list[UnfinishedOut]
    lying: list[LyingOut] = Field(description="at laboratories taken out; as it was asked for")
    problem: dict[str, Any] | None = Field(description="why there is no plan: code, facts")
    note: str
    created_at: Moment
    decided_at: Moment | None
    version: int


def proposal_out(found: Shown, lang: Lang) -> ProposalOut:
    """A proposal as it is answered."""
    t, proposal = translator(lang), found.proposal
    return ProposalOut(
        proposal_id=proposal.proposal_id,
        round_id=proposal.round_id,
        number=proposal.number,
        state=found.state.value,
        is_needed=found.is_needed,
        base_publication_id=proposal.base_publication_id,
        base_plan_id=found.base.plan_id,
        job_id=proposal.job_id,
        plan_id=None if found.plan is None else found.plan.plan_id,
        reason=proposal.reason,
        changes=dict(found.changes),
        approximations=[
            ApproximationOut(text=approximation_sentence(each, t), **each.model_dump())
            for each in found.approximations
        ],
        unfinished=[UnfinishedOut(**each.model_dump()) for each in found.unfinished],
        lying=[LyingOut(**asdict(each)) for each in lying(found)],
        problem=None if found.problem is None else dict(found.problem),
        note=proposal.note,
        created_at=proposal.created_at,
        decided_at=proposal.decided_at,
        version=proposal.version,
    )


class ConfirmationOut(Out):
    """A vehicle whose runs changed; its crew has seen all of it when `missing` is empty."""

    vehicle_id: str
    plate: str
    missing: list[str]
    confirmed_min: float | None
    confirmed_by: str
    runs: list[RunOfCrew] = Field(
        description="its runs that changed; times are minutes since 00:00 of the round's day"
    )


class ConfirmationsOut(Out):
    """`publication` took the place of `before`; both are numbers."""

    publication: int | None
    before: int | None
    waiting: int
    vehicles: list[ConfirmationOut]


def confirmations_out(found: Confirmations | None) -> ConfirmationsOut:
    """Who has confirmed, as it is answered."""
    if found is None:
        return ConfirmationsOut(publication=None, before=None, waiting=0, vehicles=[])
    return ConfirmationsOut(
        publication=found.publication,
        before=found.before,
        waiting=found.waiting,
        vehicles=[
            ConfirmationOut(
                vehicle_id=each.vehicle_id,
                plate=each.plate,
                missing=list(each.missing),
                confirmed_min=each.confirmed_min,
                confirmed_by=each.confirmed_by,
                runs=list(each.runs),
            )
            for each in found.vehicles
        ],
    )
