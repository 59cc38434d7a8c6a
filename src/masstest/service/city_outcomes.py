"""What has become of a city's job: its districts, and the laboratories that they share."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.jobs.states import EventKind, JobKind
from masstest.service import jobs
from masstest.service.paging import Page, page_of
from masstest.service.permits import require
from masstest.service.problems import not_found
from masstest.store import documents
from masstest.store.tables import Job, JobEvent, StoredPlan, StoredRound


@dataclass(frozen=True)
class DistrictOutcome:
    """A district of a city's job. `fate` is None until its plan is made, or given up; `plan` until
    the whole job is over."""

    district: str
    round: StoredRound
    roster_id: str
    plan: StoredPlan | None
    fate: str | None
    shortages: int
    wall_s: float


@dataclass(frozen=True)
class CityOutcome:
    """A city's job and what it has come to; `document` is ``city.json`` once it is over.

    In the document districts go by the ids that `names` translates.
    """

    job: Job
    date: dt.date
    number: int
    districts: tuple[DistrictOutcome, ...]
    names: Mapping[str, str]
    document: Mapping[str, Any] | None

    @property
    def shared_laboratories(self) -> list[Mapping[str, Any]]:
        """The laboratories of the document that several districts have a share of."""
        labs = [] if self.document is None else self.document["labs"]
        return [
            lab
            for lab in labs
            if sum(share["tubes_per_hour"] > 0 for share in lab["shares"].values()) > 1
        ]


def list_page(
    session: Session, actor: Actor, *, cursor: str | None = None, limit: int = 50
) -> Page[CityOutcome]:
    """The cities' jobs that `actor` may see, newest first; a page may hold fewer than `limit`."""
    require(actor, Permission.read_plans)
    query = select(Job).where(Job.kind == JobKind.city.value)
    page = page_of(session, query, Job.job_id, cursor, limit)
    items = [
        _outcome(session, job, whole=False)
        for job in page.items
        if jobs.may_in_all(session, actor, job, Permission.read_plans)
        and jobs.districts_of(session, job)
    ]
    return Page(items, page.next_cursor)


def get(session: Session, actor: Actor, job_id: str) -> CityOutcome:
    """A city's job: district by district, and once it is over the laboratories over all.

    Raises
    ------
    Problem
        ``not_found``, also for a job of another kind, and for who may not see every district.
    """
    job = jobs.get(session, actor, job_id, Permission.read_plans)
    if job.kind != JobKind.city or not jobs.districts_of(session, job):
        raise not_found("city plan")
    return _outcome(session, job, whole=True)


def _outcome(session: Session, job: Job, *, whole: bool) -> CityOutcome:
    stored = jobs.districts_of(session, job)
    made, reports = _told(session, job)
    document: dict[str, Any] | None = None
    if whole and "sha256" in made:
        document = json.loads(documents.read(session, made["sha256"]))
    records = reports if document is None else {d["district"]: d for d in document["districts"]}
    keys = {key: stored[i] for key, i in job.request["rosters"].items() if i in stored}
    outcomes = tuple(
        DistrictOutcome(
            district=round_.district,
            round=round_,
            roster_id=job.request["rosters"][key],
            plan=session.get(StoredPlan, made["plans"][key]) if key in made["plans"] else None,
            fate=records[key]["fate"] if key in records else None,
            shortages=records[key]["shortages"] if key in records else 0,
            wall_s=records[key]["wall_s"] if key in records else 0.0,
        )
        for key, round_ in sorted(keys.items(), key=lambda item: item[1].district)
    )
    first = outcomes[0].round
    names = jobs.district_names(session, job)
    return CityOutcome(job, first.date, first.number, outcomes, names, document)


def _told(session: Session, job: Job) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """What the job's last event says, and of each district what was reported last."""
    made: dict[str, Any] = {"plans": {}}
    reports: dict[str, dict[str, Any]] = {}
    told = session.scalars(
        select(JobEvent)
        .where(
            JobEvent.job_id == job.job_id,
            JobEvent.kind.in_([EventKind.stage.value, EventKind.state.value]),
        )
        .order_by(JobEvent.number)
    )
    for event in told:
        if event.kind == EventKind.stage:
            reports[event.facts["stage"]] = district_report(event)
        elif "plans" in event.facts:
            made = dict(event.facts)
    return made, reports


def district_report(event: JobEvent) -> dict[str, Any]:
    """What an event of kind ``stage`` says of a city's district."""
    facts = event.facts
    return {
        "fate": facts["status"],
        "shortages": round(facts["objective"]),
        "wall_s": facts["wall_s"],
    }
