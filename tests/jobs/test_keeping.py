"""What a job has made is kept, and on record."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from masstest.jobs import jobs
from masstest.jobs.keeping import keep_made
from masstest.jobs.requests import PlanRequest
from masstest.jobs.states import JobKind
from masstest.store.engine import Store
from masstest.store.tables import AuditEntry, StoredPlan
from service_cases import valid_case
from valid_plan import valid_plan, valid_roster


# what is tried here is the same on every kind of database
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_plan_that_a_job_made_is_on_record(store: Store, tmp_path: Path) -> None:
    case = valid_case(store)
    roster = valid_roster()
    (tmp_path / "plan.json").write_text(valid_plan(roster).to_json(), encoding="utf-8")
    (tmp_path / "roster.json").write_text(roster.to_json(), encoding="utf-8")
    made = {"plans": [{"district": "", "plan": "plan.json", "roster": "roster.json"}], "city": None}
    with store.writing() as session:
        job = jobs.create(
            session, JobKind.plan, round_id=case.round_id, roster_id=case.roster_id,
            request=PlanRequest(), created_by=None,
        )  # fmt: skip
        kept = keep_made(session, job, made, tmp_path)
        job_id = job.job_id
    with store.reading() as session:
        plan = session.get_one(StoredPlan, kept.plan_id)
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
        assert entry is not None
        assert (entry.action, entry.subject) == ("plan.make", f"plan:{plan.plan_id}")
        assert entry.facts == {
            "job": job_id, "number": plan.number, "sha256": plan.document_sha256,
        }  # fmt: skip
