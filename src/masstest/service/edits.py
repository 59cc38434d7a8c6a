"""Edits of plans by hand: checked at once, and kept as plans of their own.

The checks take seconds and happen between two transactions; plans never change, so nothing can
come between.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.jobs import jobs
from masstest.jobs.requests import PlanRequest
from masstest.service import plans
from masstest.service.apart import run_apart
from masstest.service.edit_report import EditReport
from masstest.service.plans import PlanFiles
from masstest.service.problems import Problem
from masstest.service.rosters import next_number
from masstest.service.uploads import JSON
from masstest.store import audit, documents
from masstest.store.tables import Job, StoredPlan
from masstest.text import Lang

__all__ = ["EditReport", "check_edited", "keep_edited", "move_compound", "plan_around"]


def check_edited(found: PlanFiles, content: bytes, lang: Lang) -> EditReport:
    """What an edited workbook of a plan changes, and what that breaks, leaves and mends.

    Raises
    ------
    Problem
        ``edit_unreadable`` with `problems` if it is no workbook of this plan; ``too_heavy``.
    """
    report = run_apart("editing.check_workbook", content, found.plan_json, found.roster_json, lang)
    if not isinstance(report, EditReport):
        raise Problem("edit_unreadable", rows={"problems": report})
    return report


def move_compound(found: PlanFiles, compound_id: str, site_id: str, lang: Lang) -> EditReport:
    """What follows if everybody of a compound who walks goes to one point.

    Raises
    ------
    Problem
        ``move_impossible`` if the plan has no such compound or point.
    """
    moved: EditReport | None = run_apart(
        "editing.move_compound", compound_id, site_id, found.plan_json, found.roster_json, lang
    )
    if moved is None:
        raise Problem("move_impossible", compound_id=compound_id, site_id=site_id)
    return moved


def keep_edited(
    session: Session, actor: Actor, plan_id: str, report: EditReport, *, note: str = ""
) -> StoredPlan:
    """Keep a checked edit as a plan of its own.

    An edit that breaks a rule which must hold can be kept, to go on from it; it can't be
    published. Its key figures say how many such rules are broken (``rules_broken``).

    Raises
    ------
    Problem
        ``edit_has_errors``, ``nothing_changed``.
    """
    return _keep(session, actor, plan_id, report, report.plan_json, note)


def plan_around(
    session: Session,
    actor: Actor,
    plan_id: str,
    report: EditReport,
    *,
    request: PlanRequest,
    note: str = "",
    max_attempts: int = jobs.MAX_ATTEMPTS,
) -> tuple[StoredPlan, Job]:
    """Keep a checked edit as a draft, and ask for the rest to be planned around it.

    What was edited is pinned; whatever else a rule forbids gives way.

    Raises
    ------
    Problem
        As `keep_edited`.
    """
    draft = _keep(session, actor, plan_id, report, report.base_json, note)
    around = request.model_copy(
        update={
            "pins": tuple(dict.fromkeys((*report.pins, *request.pins))),
            "excludes": tuple(dict.fromkeys((*report.excludes, *request.excludes))),
        }
    )
    job = plans.request_replan(
        session, actor, draft.plan_id, request=around, max_attempts=max_attempts
    )
    return draft, job


def _keep(
    session: Session,
    actor: Actor,
    plan_id: str,
    report: EditReport,
    plan_json: bytes | None,
    note: str,
) -> StoredPlan:
    base = plans.get(session, actor, plan_id, Permission.make_plans)
    if report.errors:
        raise Problem("edit_has_errors", errors=report.errors, rows={"problems": report.problems})
    if plan_json is None:
        raise Problem("nothing_changed")
    made = StoredPlan(
        round_id=base.round_id,
        number=next_number(session, StoredPlan, base.round_id),
        roster_id=base.roster_id,
        base_plan_id=base.plan_id,
        origin="edited",
        status=report.status,
        document_sha256=documents.keep(session, plan_json, JSON),
        roster_sha256=base.roster_sha256,
        kpis=report.kpis | {"rules_broken": len(report.physical)},
        note=note,
        created_by=actor.user_id,
    )
    session.add(made)
    session.flush()
    audit.record(
        session, actor, "plan.keep_edited", f"plan:{made.plan_id}",
        base_plan=plan_id, number=made.number, sha256=made.document_sha256,
    )  # fmt: skip
    return made
