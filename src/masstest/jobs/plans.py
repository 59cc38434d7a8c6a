"""A plan that was made becomes one of its round's plans, with the next number."""

from __future__ import annotations

import json
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from masstest.store import documents
from masstest.store.tables import StoredPlan, StoredRound

_JSON = "application/json"


def add_plan(
    session: Session,
    *,
    round_id: str,
    roster_id: str,
    plan: bytes,
    roster: bytes,
    origin: Literal["planned", "replanned", "edited"],
    base_plan_id: str | None = None,
    created_by: str | None = None,
    note: str = "",
) -> StoredPlan:
    """Keep a checked plan.

    Parameters
    ----------
    plan : the plan's JSON
    roster : JSON of the roster it was planned on, after settings and exclusions
    """
    # Whoever numbers a plan of this round holds the round, so that no number is given twice.
    session.execute(
        select(StoredRound.round_id).where(StoredRound.round_id == round_id).with_for_update()
    )
    last = session.scalar(
        select(func.max(StoredPlan.number)).where(StoredPlan.round_id == round_id)
    )
    head = json.loads(plan)
    stored = StoredPlan(
        round_id=round_id,
        number=(last or 0) + 1,
        roster_id=roster_id,
        base_plan_id=base_plan_id,
        origin=origin,
        status=head["status"],
        document_sha256=documents.keep(session, plan, _JSON),
        roster_sha256=documents.keep(session, roster, _JSON),
        kpis=head["kpis"],
        note=note,
        created_by=created_by,
    )
    session.add(stored)
    session.flush()
    return stored
