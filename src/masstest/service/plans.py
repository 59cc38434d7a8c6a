"""Plans: asked for, looked at, handed out in every form."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.domain.outcome import BadInput
from masstest.domain.roster import Roster
from masstest.jobs import jobs
from masstest.jobs.requests import PlanRequest, with_settings
from masstest.jobs.states import JobKind
from masstest.service import rosters, rounds
from masstest.service.existing import existing
from masstest.service.kept import rendered
from masstest.service.paging import Page, page_of
from masstest.service.permits import require
from masstest.service.problems import Problem, not_found
from masstest.service.versions import check_version
from masstest.store import audit, documents
from masstest.store.tables import Job, Publication, StoredPlan, StoredRoster, StoredRound
from masstest.text import Lang

Form = Literal["json", "workbook", "map", "points", "runs", "print", "print_page"]
"""``print`` is a zip of the print pages, ``print_page`` all of them in one HTML page; ``points``
and ``runs`` are GeoJSON."""


@dataclass(frozen=True)
class PlanFiles:
    """A plan with what it consists of: what the heavy work needs once the transaction is over."""

    plan: StoredPlan
    round: StoredRound
    plan_json: bytes
    roster_json: bytes


def request_plan(
    session: Session,
    actor: Actor,
    round_id: str,
    *,
    request: PlanRequest,
    roster_id: str | None = None,
    max_attempts: int = jobs.MAX_ATTEMPTS,
) -> Job:
    """Ask for a plan of a round, from a roster or the newest that can be planned.

    Raises
    ------
    Problem
        ``no_roster``, ``roster_unusable``, ``wrong_settings``.
    """
    rounds.get(session, actor, round_id, Permission.make_plans)
    roster = _roster_for(session, round_id, roster_id)
    _check_settings(rosters.as_json(session, roster), request)
    return _asked(session, actor, JobKind.plan, roster, request, max_attempts)


def request_replan(
    session: Session,
    actor: Actor,
    plan_id: str,
    *,
    request: PlanRequest,
    roster_id: str | None = None,
    max_attempts: int = jobs.MAX_ATTEMPTS,
) -> Job:
    """Ask for the least change of a plan that meets a request, or another roster.

    Raises
    ------
    Problem
        ``wrong_request`` if pins or excludes name what isn't there; as `request_plan`.
    """
    plan = get(session, actor, plan_id, Permission.make_plans)
    roster = _roster_for(session, plan.round_id, roster_id or plan.roster_id)
    roster_json = rosters.as_json(session, roster)
    _check_settings(roster_json, request)
    _check_subjects(roster_json, request)
    return _asked(session, actor, JobKind.replan, roster, request, max_attempts, plan_id)


def _asked(
    session: Session,
    actor: Actor,
    kind: JobKind,
    roster: StoredRoster,
    request: PlanRequest,
    max_attempts: int,
    base_plan_id: str | None = None,
) -> Job:
    """The job that a request becomes, on record."""
    job = jobs.create(
        session,
        kind,
        round_id=roster.round_id,
        roster_id=roster.roster_id,
        request=request,
        base_plan_id=base_plan_id,
        created_by=actor.user_id,
        max_attempts=max_attempts,
    )
    base = {} if base_plan_id is None else {"base_plan": base_plan_id}
    audit.record(
        session, actor, "plan.request", f"job:{job.job_id}",
        round=roster.round_id, roster=roster.roster_id, **base,
    )  # fmt: skip
    return job


def _roster_for(session: Session, round_id: str, roster_id: str | None) -> StoredRoster:
    if roster_id is None:
        latest = rosters.latest_usable(session, round_id)
        if latest is None:
            raise Problem("no_roster")
        return latest
    found = session.get(StoredRoster, roster_id)
    if found is None or found.round_id != round_id:
        raise not_found("roster")
    return found


def _check_settings(roster_json: bytes, request: PlanRequest) -> None:
    if not request.settings:
        return
    try:
        with_settings(Roster.from_json(roster_json), request.settings)
    except BadInput as wrong:
        rows = [
            {"code": p.code, "pointer": f"/settings/{p.facts['name']}", **p.facts}
            for p in wrong.problems
        ]
        raise Problem("wrong_settings", rows={"problems": rows}) from None


_KINDS = {
    "site": "sites",
    "lanes": "sites",
    "compound": "compounds",
    "lab": "labs",
    "vehicle": "vehicles",
    "staff": "staff",
}
_IDS = {
    "sites": "site_id",
    "compounds": "compound_id",
    "labs": "lab_id",
    "vehicles": "vehicle_id",
    "staff": "staff_id",
}
_PINNED = ("site", "lanes", "compound", "staff")
_EXCLUDED = ("site", "lab", "vehicle", "staff")


def _check_subjects(roster_json: bytes, request: PlanRequest) -> None:
    """Whatever is pinned or excluded must be there; the rest is for the planner to say."""
    if not (request.pins or request.excludes):
        return
    roster = Roster.from_json(roster_json)
    known = {
        kind: {getattr(row, _IDS[sheet]) for row in getattr(roster, sheet)}
        for kind, sheet in _KINDS.items()
    }
    rows = []
    for member, kinds, subjects in (
        ("pins", _PINNED, request.pins),
        ("excludes", _EXCLUDED, request.excludes),
    ):
        for number, subject in enumerate(subjects):
            kind, _, name = (part.strip() for part in subject.partition("="))
            pointer = f"/{member}/{number}"
            if kind not in kinds:
                rows.append({"code": "replan_kind", "pointer": pointer, "subject": subject})
            elif name not in known[kind]:
                rows.append({"code": "replan_unknown", "pointer": pointer, "subject": subject})
    if rows:
        raise Problem("wrong_request", rows={"problems": rows})


def get(
    session: Session,
    actor: Actor,
    plan_id: str,
    permission: Permission = Permission.read_plan_in_force,
) -> StoredPlan:
    """The plan, if `actor` may see it: a draft needs ``read_plans``, the one in force doesn't.

    Raises
    ------
    Problem
        ``not_found``, also for a plan that isn't in force and that `actor` mustn't see.
    """
    require(actor, permission)
    found = existing(session, StoredPlan, plan_id, "plan")
    stored = rounds.get(session, actor, found.round_id)
    if not actor.may(Permission.read_plans, district=stored.district):
        in_force = publication_in_force(session, found.round_id)
        if in_force is None or in_force.plan_id != plan_id:
            raise not_found("plan")
    require(actor, permission, stored.district)
    return found


def publication_in_force(session: Session, round_id: str) -> Publication | None:
    """What is published of a round now."""
    return session.scalar(
        select(Publication).where(
            Publication.round_id == round_id, Publication.withdrawn_at.is_(None)
        )
    )


def list_page(
    session: Session,
    actor: Actor,
    round_id: str,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[StoredPlan]:
    """The plans of a round that `actor` may see, newest first: all of them, or the one in force."""
    stored = rounds.get(session, actor, round_id)
    query = select(StoredPlan).where(StoredPlan.round_id == round_id)
    if not actor.may(Permission.read_plans, district=stored.district):
        in_force = publication_in_force(session, round_id)
        query = query.where(StoredPlan.plan_id == (in_force.plan_id if in_force else ""))
    return page_of(session, query, StoredPlan.plan_id, cursor, limit)


def edit_note(
    session: Session, actor: Actor, plan_id: str, *, note: str, version: int
) -> StoredPlan:
    """Change a plan's note; `version` is the one that was seen."""
    found = get(session, actor, plan_id, Permission.make_plans)
    check_version(found.version, version)
    found.note = note
    session.flush()
    audit.record(session, actor, "plan.edit_note", f"plan:{plan_id}")
    return found


def files(
    session: Session,
    actor: Actor,
    plan_id: str,
    permission: Permission = Permission.read_plan_in_force,
) -> PlanFiles:
    """The plan with its documents, for what is done once the transaction is over."""
    plan = get(session, actor, plan_id, permission)
    return PlanFiles(
        plan=plan,
        round=rounds.get(session, actor, plan.round_id),
        plan_json=documents.read(session, plan.document_sha256),
        roster_json=documents.read(session, plan.roster_sha256),
    )


def form_etag(plan: StoredPlan, actor: Actor, form: str, lang: Lang) -> str:
    """What a form of a plan is recognised by: it changes when any byte of it may change."""
    return hashlib.sha256(repr(_key(plan, actor, form, lang)).encode()).hexdigest()[:32]


def rendered_form(
    plan: StoredPlan, load: Callable[[], PlanFiles], actor: Actor, form: Form, lang: Lang
) -> bytes:
    """The plan in one of its forms, with what `actor` may not see masked.

    It may take seconds the first time, and only then `load` is asked for the plan's documents:
    not to be called within a transaction.
    """

    def wanted() -> tuple[object, ...]:
        found = load()
        return (form, found.plan_json, found.roster_json, lang, actor)

    return rendered(_key(plan, actor, form, lang), "rendering.render", wanted)


def _key(plan: StoredPlan, actor: Actor, form: str, lang: Lang) -> tuple[object, ...]:
    seen_by = tuple(sorted(map(str, actor.grants)))
    return ("plan", form, plan.document_sha256, plan.roster_sha256, lang, seen_by)
