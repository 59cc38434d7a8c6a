"""An edit that a rule forbids as it stands: kept, with the rest planned around it."""

from __future__ import annotations

from masstest.access.actor import SYSTEM
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.jobs.inline_queue import run_waiting_jobs
from masstest.jobs.requests import PlanRequest
from masstest.planner import Options, plan_round
from masstest.service import edits, plans
from masstest.service.work.editing import move_compound
from masstest.store import documents
from masstest.store.engine import Store
from masstest.store.tables import Job, StoredPlan
from rounds.town import planned_town
from service_cases import make_case


def impossible_move(plan: Plan, roster: Roster) -> tuple[str, str]:
    """The largest compound that goes to one point, and another point of its zone."""
    alone = [
        row
        for row in plan.coverage
        if sum(other.compound_id == row.compound_id for other in plan.coverage) == 1
    ]
    for row in sorted(alone, key=lambda row: -row.persons):
        zone = roster.site[row.site_id].zone.group
        for point in plan.points:
            if point.site_id != row.site_id and roster.site[point.site_id].zone.group is zone:
                return row.compound_id, point.site_id
    raise AssertionError("no compound could go anywhere else")


def test_a_move_is_kept_and_the_rest_gives_way(store: Store) -> None:
    roster, plan, _ = planned_town()
    case = make_case(store, roster, plan)
    compound_id, site_id = impossible_move(plan, roster)
    report = move_compound(
        compound_id, site_id, plan.to_json().encode(), roster.to_json().encode(), "en"
    )
    assert report is not None
    assert report.physical  # as it stands it can't be published
    assert f"compound={compound_id}" in report.pins

    with store.writing() as session:
        draft, job = edits.plan_around(
            session, SYSTEM, case.plan_id, report, request=PlanRequest(time_limit_s=5)
        )
        draft_id, job_id = draft.plan_id, job.job_id
    assert run_waiting_jobs(store) == [(job_id, "done")]

    with store.reading() as session:
        done = session.get_one(Job, job_id)
        made = session.get_one(StoredPlan, done.plan_id)
        assert (made.base_plan_id, made.origin) == (draft_id, "replanned")
        found = plans.files(session, SYSTEM, made.plan_id)
        again = Plan.from_json(documents.read(session, made.document_sha256))
    at = {row.site_id for row in again.coverage if row.compound_id == compound_id}
    assert at == {site_id}
    assert found.plan.kpis["changes"]["people_told"] > 0


def test_planning_again_stands_on_the_roster_of_the_plan(store: Store) -> None:
    """What was excluded when a plan was made isn't back when that plan is changed."""
    roster, plan, _ = planned_town()
    case = make_case(store, roster, plan)
    lost = plan.runs[0].stops[-1].lab_id
    left = roster.model_copy(update={"labs": tuple(x for x in roster.labs if x.lab_id != lost)})
    without = plan_round(left, Options(time_limit_s=2))
    with store.writing() as session:
        stored = session.get_one(StoredPlan, case.plan_id)
        stored.roster_sha256 = documents.keep(session, left.to_json().encode(), "application/json")
        stored.document_sha256 = documents.keep(
            session, without.to_json().encode(), "application/json"
        )
        plans.request_replan(session, SYSTEM, case.plan_id, request=PlanRequest(time_limit_s=5))
    ((job_id, fate),) = run_waiting_jobs(store)
    assert fate == "done"
    with store.reading() as session:
        made = session.get_one(StoredPlan, session.get_one(Job, job_id).plan_id)
        again = Plan.from_json(documents.read(session, made.document_sha256))
    assert lost not in {lab.lab_id for lab in again.labs}
