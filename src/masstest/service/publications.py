"""Publishing: a plan made binding under a number, at most one of a round at a time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.service import plans, rounds
from masstest.service.apart import run_apart
from masstest.service.existing import existing
from masstest.service.paging import Page, page_of
from masstest.service.permits import require
from masstest.service.plans import PlanFiles, publication_in_force
from masstest.service.problems import Problem, not_found
from masstest.service.rosters import next_number
from masstest.store import audit
from masstest.store.tables import Publication, StoredPlan
from masstest.store.tables.base import utc_now
from masstest.text import Lang


def recheck(found: PlanFiles, lang: Lang) -> None:
    """Check every rule of a plan again: what breaks a rule that must hold isn't published.

    It takes seconds: not to be called within a transaction. The plan can't change meanwhile.

    Raises
    ------
    Problem
        ``breaks_rules`` with the `violations`.
    """
    broken: list[dict[str, Any]] = run_apart(
        "checking.broken_rules", found.plan_json, found.roster_json, lang
    )
    if broken:
        raise Problem("breaks_rules", count=len(broken), rows={"violations": broken[:200]})


def publish(session: Session, actor: Actor, checked: PlanFiles) -> Publication:
    """Put a plan that `recheck` let pass in force.

    Raises
    ------
    Problem
        ``already_published``, ``in_force`` if another one is, ``conflict`` if somebody was
        faster.
    """
    plan = plans.get(session, actor, checked.plan.plan_id, Permission.publish_plans)
    number = next_number(session, Publication, plan.round_id)
    now = publication_in_force(session, plan.round_id)
    if now is not None:
        code = "already_published" if now.plan_id == plan.plan_id else "in_force"
        raise Problem(code, number=now.number)
    made = Publication(
        round_id=plan.round_id,
        plan_id=plan.plan_id,
        number=number,
        document_sha256=checked.plan.document_sha256,
        published_by=actor.user_id,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        raise Problem("conflict") from None
    flag_modified(plan, "note")  # whoever looks at the plan sees that something has changed
    audit.record(
        session, actor, "plan.publish", f"plan:{plan.plan_id}",
        publication=made.publication_id, number=made.number, sha256=made.document_sha256,
    )  # fmt: skip
    return made


def withdraw(
    session: Session, actor: Actor, publication_id: str, *, reason: str = ""
) -> Publication:
    """Take a published plan out of force; it stays on record.

    Raises
    ------
    Problem
        ``already_withdrawn``.
    """
    found = get(session, actor, publication_id, Permission.publish_plans)
    # held until the end, so that two who withdraw at once don't both succeed
    session.refresh(found, with_for_update=True)
    if found.withdrawn_at is not None:
        raise Problem("already_withdrawn")
    found.withdrawn_at = utc_now()
    found.withdrawn_by = actor.user_id
    found.reason = reason
    flag_modified(session.get_one(StoredPlan, found.plan_id), "note")
    session.flush()
    audit.record(
        session, actor, "plan.withdraw", f"plan:{found.plan_id}",
        publication=publication_id, number=found.number,
    )  # fmt: skip
    return found


def get(
    session: Session,
    actor: Actor,
    publication_id: str,
    permission: Permission = Permission.read_plan_in_force,
) -> Publication:
    """The publication; one that was withdrawn needs ``read_plans``."""
    require(actor, permission)
    found = existing(session, Publication, publication_id, "publication")
    stored = rounds.get(session, actor, found.round_id, permission)
    if found.withdrawn_at is not None and not actor.may(
        Permission.read_plans, district=stored.district
    ):
        raise not_found("publication")
    return found


def in_force(session: Session, actor: Actor, round_id: str) -> tuple[Publication, StoredPlan]:
    """What is in force for a round.

    Raises
    ------
    Problem
        ``not_found`` if nothing is.
    """
    rounds.get(session, actor, round_id, Permission.read_plan_in_force)
    found = publication_in_force(session, round_id)
    if found is None:
        raise not_found("plan in force")
    return found, session.get_one(StoredPlan, found.plan_id)


def list_page(
    session: Session,
    actor: Actor,
    round_id: str,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Publication]:
    """What was published of a round, newest first; the withdrawn only for ``read_plans``."""
    stored = rounds.get(session, actor, round_id, Permission.read_plan_in_force)
    query = select(Publication).where(Publication.round_id == round_id)
    if not actor.may(Permission.read_plans, district=stored.district):
        query = query.where(Publication.withdrawn_at.is_(None))
    return page_of(session, query, Publication.publication_id, cursor, limit)
