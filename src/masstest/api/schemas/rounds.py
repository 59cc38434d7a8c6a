"""Rounds, rosters, publications."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from masstest.api.schemas.common import Body, Day, District, Id, Moment, Note, Out, ProblemRow
from masstest.service import rosters
from masstest.store.tables import Publication, StoredRoster
from masstest.text import Lang


class NewRound(Body):
    district: District
    date: Day = Field(examples=["2022-03-10"])
    number: int = Field(default=1, ge=1, le=999)
    note: Note = ""


class RoundOut(Out):
    round_id: Id
    district: str
    date: dt.date
    number: int
    note: str
    is_demo: bool
    version: int = Field(description="also the ETag")
    created_at: Moment


class NewNote(Body):
    note: Note


class RosterOut(Out):
    """A roster as it stands in a list."""

    roster_id: Id
    round_id: Id
    number: int = Field(description="1, 2, ... within the round")
    file_name: str
    status: Literal["ok", "warnings", "errors"]
    created_at: Moment


class SheetRead(Out):
    sheet: str
    title: str
    rows: int
    good: int


class RosterReport(RosterOut):
    """A roster with everything that was found in it."""

    errors: int
    warnings: int
    read: list[SheetRead]
    problems: list[ProblemRow] = Field(description="errors first, at most 1000")
    ignored: list[str] = Field(description="sheets and columns that were not read")


def roster_report(roster: StoredRoster, lang: Lang) -> RosterReport:
    """A roster's report, its sentences in `lang`."""
    return RosterReport(
        **RosterOut.model_validate(roster).model_dump(),
        errors=roster.report["errors"],
        warnings=roster.report["warnings"],
        read=[SheetRead(**row) for row in roster.report["read"]],
        problems=[ProblemRow(**row) for row in rosters.problems(roster, lang)],
        ignored=roster.report["ignored"],
    )


class Withdrawal(Body):
    reason: Note = ""


class PublicationOut(Out):
    publication_id: Id
    round_id: Id
    plan_id: Id
    number: int = Field(description="1, 2, ... within the round")
    document_sha256: str = Field(description="hash of the plan's JSON as it was published")
    published_at: Moment
    withdrawn_at: Moment | None
    reason: str
    in_force: bool


def publication_out(publication: Publication) -> PublicationOut:
    """A publication as it is answered."""
    return PublicationOut(
        publication_id=publication.publication_id,
        round_id=publication.round_id,
        plan_id=publication.plan_id,
        number=publication.number,
        document_sha256=publication.document_sha256,
        published_at=publication.published_at,
        withdrawn_at=publication.withdrawn_at,
        reason=publication.reason,
        in_force=publication.withdrawn_at is None,
    )
