"""What a job has made goes into the store, in the transaction that ends the job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from masstest.access.actor import SYSTEM
from masstest.jobs.messages import Message
from masstest.jobs.plans import add_plan
from masstest.jobs.states import JobKind
from masstest.store import audit, documents
from masstest.store.tables import Job, StoredRoster


@dataclass(frozen=True)
class Kept:
    """The job's plan; of a city, what its last event tells: its document and its plans."""

    plan_id: str | None = None
    told: Mapping[str, Any] = field(default_factory=dict)


def keep_made(session: Session, job: Job, made: Message, folder: Path) -> Kept:
    """Keep the plans that a child has handed in, each in the round of its roster."""
    plans: dict[str, str] = {}
    for each in made["plans"]:
        roster_id = job.roster_id or job.request["rosters"][each["district"]]
        plan = add_plan(
            session,
            round_id=session.get_one(StoredRoster, roster_id).round_id,
            roster_id=roster_id,
            plan=(folder / each["plan"]).read_bytes(),
            roster=(folder / each["roster"]).read_bytes(),
            origin="replanned" if job.kind == JobKind.replan else "planned",
            base_plan_id=job.base_plan_id,
            created_by=job.created_by,
        )
        audit.record(
            session, SYSTEM, "plan.make", f"plan:{plan.plan_id}",
            job=job.job_id, number=plan.number, sha256=plan.document_sha256,
        )  # fmt: skip
        plans[each["district"]] = plan.plan_id
    if made["city"] is None:
        return Kept(next(iter(plans.values()), None))
    city = documents.keep(session, (folder / made["city"]).read_bytes(), "application/json")
    return Kept(told={"sha256": city, "plans": plans})
