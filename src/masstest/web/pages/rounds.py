"""Rounds: the list, and one round from its roster to what is published of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from masstest.access.roles import Permission
from masstest.service import jobs, plans, rosters, rounds
from masstest.service.problems import Problem
from masstest.service.uploads import JSON, XLSX, Reading
from masstest.store.tables import Job, Publication, StoredPlan, StoredRoster, StoredRound
from masstest.web.pages.rosters import placed_problems
from masstest.web.visits import Visit, visits

router = APIRouter()
_SHOWN = 20


@dataclass(frozen=True)
class RoundView:
    """A round with what there is of it, as far as the visitor may see it."""

    round: StoredRound
    rosters: list[StoredRoster]
    plans: list[StoredPlan]
    jobs: list[Job]
    in_force: Publication | None

    @property
    def usable_roster(self) -> StoredRoster | None:
        return next((r for r in self.rosters if r.roster_sha256 is not None), None)

    @property
    def busy(self) -> list[Job]:
        """Jobs that wait or run."""
        return [job for job in self.jobs if job.state in ("queued", "running")]

    @property
    def plan_in_force(self) -> StoredPlan | None:
        wanted = None if self.in_force is None else self.in_force.plan_id
        return next((plan for plan in self.plans if plan.plan_id == wanted), None)


@router.get("/rounds")
def list_rounds(visit: Visit = visits(Permission.read_rounds), after: str = "") -> Response:
    with visit.reading() as session:
        found = rounds.list_page(session, visit.actor, cursor=after or None, limit=_SHOWN)
        in_force = {
            r.round_id: plans.publication_in_force(session, r.round_id) for r in found.items
        }
    may_edit = visit.actor.may(Permission.edit_rounds)
    return visit.page("rounds", found=found, in_force=in_force, may_edit=may_edit, first=not after)


@router.post("/rounds")
def begin_round(visit: Visit = visits(Permission.edit_rounds)) -> Response:
    """A workbook says of which round it is: the round is made if there is none yet."""
    sent = visit.file("roster")
    if sent is None:
        raise Problem("no_file")
    reading = _read(*sent)
    if reading.date is None or reading.number is None:
        problems = placed_problems(reading.report, visit.lang)
        return visit.page("roster_refused", status=422, name=sent[0], problems=problems)
    with visit.writing() as session:
        stored = _round_of(session, visit, reading)
        roster = _keep(session, visit, stored.round_id, sent, reading)
    return visit.go(f"/rosters/{roster.roster_id}")


@router.get("/rounds/{round_id}")
def one_round(round_id: str, visit: Visit = visits(Permission.read_rounds)) -> Response:
    with visit.reading() as session:
        view = view_of(session, visit, round_id)
    return visit.page("round", round=view.round, view=view, may=_rights(visit, view.round))


@router.post("/rounds/{round_id}/rosters")
def upload(round_id: str, visit: Visit = visits(Permission.upload_rosters)) -> Response:
    sent = visit.file("roster")
    if sent is None:
        raise Problem("no_file")
    with visit.reading() as session:  # before the work of reading it
        rounds.get(session, visit.actor, round_id, Permission.upload_rosters)
    reading = _read(*sent)
    with visit.writing() as session:
        roster = _keep(session, visit, round_id, sent, reading)
    return visit.go(f"/rosters/{roster.roster_id}")


def view_of(session: Session, visit: Visit, round_id: str) -> RoundView:
    """What there is of a round, newest first."""
    actor = visit.actor
    stored = rounds.get(session, actor, round_id)
    may = {
        permission: actor.may(permission, district=stored.district)
        for permission in (Permission.read_rosters, Permission.read_jobs)
    }
    return RoundView(
        stored,
        rosters.list_page(session, actor, round_id, limit=_SHOWN).items
        if may[Permission.read_rosters]
        else [],
        plans.list_page(session, actor, round_id, limit=_SHOWN).items,
        jobs.list_page(session, actor, round_id, limit=_SHOWN).items
        if may[Permission.read_jobs]
        else [],
        plans.publication_in_force(session, round_id),
    )


def _rights(visit: Visit, stored: StoredRound) -> dict[str, bool]:
    return {
        permission.value: visit.actor.may(permission, district=stored.district)
        for permission in (
            Permission.upload_rosters,
            Permission.make_plans,
            Permission.publish_plans,
            Permission.read_rosters,
            Permission.read_plans,
            Permission.edit_passes,
            Permission.read_live,
            Permission.read_reports,
            Permission.report_findings,
        )
    }


def _read(name: str, content: bytes) -> Reading:
    media_type = JSON if name.lower().endswith(".json") else XLSX
    return rosters.read_upload(content, media_type)


def _keep(
    session: Session, visit: Visit, round_id: str, sent: tuple[str, bytes], reading: Reading
) -> StoredRoster:
    name, content = sent
    media_type = JSON if name.lower().endswith(".json") else XLSX
    return rosters.upload(
        session,
        visit.actor,
        round_id,
        file_name=name,
        content=content,
        media_type=media_type,
        reading=reading,
    )


def _round_of(session: Session, visit: Visit, reading: Reading) -> StoredRound:
    assert reading.date is not None
    assert reading.number is not None
    date = dt.date.fromisoformat(reading.date)
    return rounds.find(session, visit.actor, reading.district, date, reading.number) or (
        rounds.create(
            session, visit.actor, district=reading.district, date=date, number=reading.number
        )
    )
