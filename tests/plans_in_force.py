"""Plans put in force without the long check that publishing does, for tests."""

from __future__ import annotations

from masstest.store.engine import Store
from masstest.store.tables import Publication, StoredPlan
from masstest.store.tables.base import utc_now


def put_in_force(store: Store, round_id: str, plan_id: str) -> None:
    """Publish a plan without checking it again; what was in force is withdrawn."""
    with store.writing() as session:
        before = session.query(Publication).filter_by(round_id=round_id).all()
        for each in before:
            each.withdrawn_at = each.withdrawn_at or utc_now()
        session.flush()
        plan = session.get_one(StoredPlan, plan_id)
        session.add(
            Publication(
                round_id=round_id,
                plan_id=plan_id,
                number=len(before) + 1,
                document_sha256=plan.document_sha256,
            )
        )
