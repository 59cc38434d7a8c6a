"""The rounds whose day somebody may follow."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.service.permits import require
from masstest.store.tables import Publication, StoredRound

_MOST = 50


def rounds_in_force(
    session: Session, actor: Actor, permission: Permission = Permission.acknowledge_alerts
) -> list[StoredRound]:
    """Rounds with a plan in force in which `actor` has `permission`, the latest day first."""
    require(actor, permission)
    query = (
        sa.select(StoredRound)
        .join(Publication, Publication.round_id == StoredRound.round_id)
        .where(Publication.withdrawn_at.is_(None))
        .order_by(StoredRound.date.desc(), StoredRound.round_id.desc())
        .limit(_MOST)
    )
    districts = actor.districts(permission)
    if districts is not None:
        query = query.where(StoredRound.district.in_(districts))
    return list(session.scalars(query))
