"""The kinds of job, with the real planner, done in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from job_cases import events_of, job_of, new_job, plans_of, small_roster, stored_roster
from masstest.domain.outcome import BadInput
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.jobs import jobs
from masstest.jobs.inline_queue import ThreadWork, run_waiting_jobs
from masstest.jobs.limits import JobLimits
from masstest.jobs.requests import PlanRequest, with_settings
from masstest.jobs.states import JobKind
from masstest.store import documents
from masstest.store.engine import Store
from support import roster as roster_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def done(store: Store, begin: Callable[[Path], ThreadWork] = ThreadWork) -> list[str]:
    limits = JobLimits(processes=1, poll_s=0.05, niceness=0)
    return [fate for _, fate in run_waiting_jobs(store, limits, begin)]


def documents_of(store: Store, job_id: str) -> tuple[Plan, Roster]:
    (stored,) = plans_of(store, job_id)
    with store.reading() as session:
        plan = Plan.from_json(documents.read(session, stored.document_sha256))
        return plan, Roster.from_json(documents.read(session, stored.roster_sha256))


def test_a_plan_and_the_change_of_it(store: Store) -> None:
    first = new_job(store, settings={"finish_margin_min": 0}, deterministic=True)
    assert done(store) == ["done"]
    plan, used = documents_of(store, first)
    assert used.parameters.finish_margin_min == 0
    assert plan.provenance is not None
    assert {e.facts["stage"] for e in events_of(store, first) if e.kind == "stage"} >= {
        "location",
        "transport",
        "rostering",
    }

    job = job_of(store, first)
    (point, *_) = plan.points
    with store.writing() as session:
        change = jobs.create(
            session,
            JobKind.replan,
            round_id=job.round_id,
            roster_id=job.roster_id,
            base_plan_id=job.plan_id,
            request=PlanRequest(excludes=(f"site={point.site_id}",), deterministic=True),
        ).job_id
    assert done(store) == ["done"]
    changed = next(p for p in plans_of(store, change) if p.plan_id == job_of(store, change).plan_id)
    assert (changed.number, changed.origin, changed.base_plan_id) == (2, "replanned", job.plan_id)
    with store.reading() as session:
        new = Plan.from_json(documents.read(session, changed.document_sha256))
        asked = Roster.from_json(documents.read(session, changed.roster_sha256))
    assert point.site_id not in {p.site_id for p in new.points}
    assert asked.site[point.site_id].status == "excluded"


def test_a_request_that_cannot_be_planned_says_why(store: Store) -> None:
    wrong = new_job(store, settings={"no_such_setting": 1})
    assert done(store) == ["failed"]
    problem = job_of(store, wrong).problem
    assert problem is not None
    (found,) = problem["facts"]["problems"]
    assert (found["code"], found["facts"]) == ("setting_unknown", {"name": "no_such_setting"})


def test_a_city_keeps_each_district_as_soon_as_it_is_planned(store: Store) -> None:
    with store.writing() as session:
        rows = {name: stored_roster(session, district(name)) for name in ("East", "West")}
        job_id = jobs.create(
            session,
            JobKind.city,
            round_id=None,
            roster_id=None,
            request=PlanRequest(rosters={name: row.roster_id for name, row in rows.items()}),
        ).job_id
    assert done(store) == ["done"]
    events = events_of(store, job_id)
    assert {e.facts["name"] for e in events if e.kind == "part"} == {"East.planned", "West.planned"}
    told = events[-1].facts
    assert set(told["plans"]) == {"East", "West"}
    with store.reading() as session:
        city = json.loads(documents.read(session, told["sha256"]))
    assert [d["district"] for d in city["districts"]] == ["East", "West"]


def district(name: str) -> Roster:
    """A small roster of its own district: ids and plates are nobody else's."""
    own = small_roster()
    vehicles = tuple(v.model_copy(update={"plate": f"{name} {v.plate}"}) for v in own.vehicles)
    return own.model_copy(
        update={"round": own.round.model_copy(update={"district": name}), "vehicles": vehicles}
    )


def test_settings_go_before_the_roster(database_url: str) -> None:
    start = small_roster()
    changed = with_settings(
        start, {"slot_min": 15, "sampling_deadline": "2022-03-10T13:00", "key_pool_size": 5}
    )
    assert (changed.parameters.slot_min, changed.parameters.key_pool_size) == (15, 5)
    assert changed.round.sampling_deadline == 780
    assert with_settings(start, {}) is start


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        ({"slot_min": 1}, ["setting_wrong"]),
        ({"district": "elsewhere"}, ["setting_unknown"]),
        ({"nonsense": 1, "slot_min": "many", "sampling_deadline": "noon"},
         ["setting_unknown", "setting_wrong", "setting_wrong"]),
        ({"sampling_deadline": "2022-03-10T05:00"}, ["setting_wrong"]),
    ],
)  # fmt: skip
def test_wrong_settings_are_all_told(
    database_url: str, settings: dict[str, object], codes: list[str]
) -> None:
    with pytest.raises(BadInput) as raised:
        with_settings(roster_of(), settings)  # type: ignore[arg-type]
    assert [problem.code for problem in raised.value.problems] == codes
