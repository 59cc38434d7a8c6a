"""The plan that is in force, read once for all who ask: phones do so every few seconds."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.service.kept import LastParsed
from masstest.service.plans import publication_in_force
from masstest.service.problems import Problem
from masstest.store import documents
from masstest.store.tables import Publication, StoredPlan

_read = LastParsed(8)  # plans and rosters: a few rounds' worth, some tens of MB each


@dataclass(frozen=True)
class Published:
    """A publication with what it consists of. `key` names the contents: the same, the same."""

    publication: Publication
    plan: Plan
    roster: Roster
    key: tuple[str, str]


def plan_in_force(session: Session, round_id: str) -> Published | None:
    """What is in force for a round, if anything is. Rights are the caller's business."""
    found = publication_in_force(session, round_id)
    return None if found is None else published(session, found)


def latest_publication(session: Session, round_id: str) -> Publication:
    """What is in force, or was before nothing is any more.

    Raises
    ------
    Problem
        ``no_plan_in_force`` if nothing ever was.
    """
    # only the last one can be in force
    found = session.scalar(
        select(Publication)
        .where(Publication.round_id == round_id)
        .order_by(Publication.number.desc())
        .limit(1)
    )
    if found is None:
        raise Problem("no_plan_in_force")
    return found


def publication_before(session: Session, publication: Publication) -> Publication | None:
    """What was in force before `publication`, of the same round."""
    return session.scalar(
        select(Publication)
        .where(
            Publication.round_id == publication.round_id,
            Publication.number < publication.number,
        )
        .order_by(Publication.number.desc())
        .limit(1)
    )


def published(session: Session, publication: Publication) -> Published:
    """A publication's plan and roster."""
    stored = session.get_one(StoredPlan, publication.plan_id)
    plan_sha256, roster_sha256 = stored.document_sha256, stored.roster_sha256
    plan = _read.get(plan_sha256, lambda: Plan.from_json(documents.read(session, plan_sha256)))
    roster = _read.get(
        roster_sha256, lambda: Roster.from_json(documents.read(session, roster_sha256))
    )
    return Published(publication, plan, roster, (plan_sha256, roster_sha256))
