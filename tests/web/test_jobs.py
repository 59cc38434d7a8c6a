"""The page of a plan that is being made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from job_cases import job_of, new_job
from masstest.access.roles import Role
from masstest.jobs import events, presence
from masstest.jobs.jobs import locked
from masstest.jobs.states import EventKind
from masstest.store.engine import Store
from masstest.store.tables.base import utc_now
from web_site import Visitor, told


def stage(name: str, status: str, **more: Any) -> dict[str, Any]:
    blank = {"objective": 0.0, "best_bound": None, "gap": None, "wall_s": 0.0}
    return {"stage": name, "status": status} | blank | more


def change(store: Store, job_id: str, *reports: dict[str, Any], **columns: Any) -> None:
    """Report stages, and set columns of the job."""
    with store.writing() as session:
        job = locked(session, job_id)
        assert job is not None
        for name, value in columns.items():
            setattr(job, name, value)
        if reports:
            events.append(session, job, EventKind.stage, *reports)


@pytest.fixture
def job_id(store: Store) -> str:
    return new_job(store)


def test_a_plan_that_waits_says_for_what(store: Store, job_id: str, coordinator: Visitor) -> None:
    later = new_job(store)
    page = told(coordinator.open(f"/jobs/{job_id}"))
    assert "No worker is running, so the plan waits." in page
    assert "masstest worker" in page
    with store.writing() as session:
        presence.arrive(session)
    assert "It is the next" in coordinator.open(f"/jobs/{job_id}/progress").text
    assert "plans before it: 1." in coordinator.open(f"/jobs/{later}/progress").text


def test_stages_are_followed_in_words(store: Store, job_id: str, coordinator: Visitor) -> None:
    done = stage("doorstep", "optimal", objective=988.0, best_bound=988.0, gap=0.0, wall_s=0.2)
    now = utc_now()
    change(
        store, job_id, done, stage("location", "running"),
        state="running", attempt=0, started_at=now,
    )  # fmt: skip
    page = coordinator.open(f"/jobs/{job_id}")
    words = told(page)
    assert "Being planned: Points and appointments." in words
    assert "Door-to-door sampling optimal 988 988 0.0 % 0.2 s" in words
    assert "Points and appointments working – – –" in words
    assert "Staff rostering not yet" in words
    assert 'role="status"' in page.text
    assert "data-curve" in page.text
    assert "Stop and keep the best so far" in words

    change(
        store, job_id,
        stage("location", "running", objective=5000.0, best_bound=4000.0, gap=0.2, wall_s=2.0),
    )  # fmt: skip
    part = coordinator.open(f"/jobs/{job_id}/progress")
    assert part.text.lstrip().startswith("<div data-now=")
    assert "Points and appointments working 5 000 4 000 20.0 % 2.0 s" in told(part)


def test_stopping(store: Store, job_id: str, coordinator: Visitor) -> None:
    change(store, job_id, state="running", started_at=utc_now())
    answer = coordinator.send(f"/jobs/{job_id}/stop")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/jobs/{job_id}")
    assert job_of(store, job_id).cancel_requested_at is not None
    page = told(coordinator.open(f"/jobs/{job_id}"))
    assert "Stopping: the best plan so far is being finished." in page
    assert "Asked to stop and keep the best plan so far." in page

    change(store, job_id, state="cancelled", finished_at=utc_now())
    assert coordinator.send(f"/jobs/{job_id}/stop").status_code == 303, "over: nothing to refuse"
    page = told(coordinator.open(f"/jobs/{job_id}"))
    assert "Stopped, as somebody asked." in page
    assert "Try again" in page


@pytest.mark.parametrize(
    ("problem", "sentences"),
    [
        (
            {
                "code": "bad_input",
                "facts": {"problems": [{
                    "code": "setting_unknown", "sheet": None, "cell": None, "value": None,
                    "facts": {"name": "lunch"},
                }]},
            },
            ["1 problems in the roster", "There is no setting “lunch”."],
        ),
        ({"code": "out_of_memory", "facts": {"limit_mb": 400}}, ["more than 400 MB"]),
        (
            {"code": "plan_refused", "facts": {"violations": [{"rule": "crew_of_two"}]}},
            ["broke a rule that must hold", "No plan was made."],
        ),
        (
            {"code": "attempts_exhausted", "facts": {
                "attempts": 3, "last": {"code": "crashed", "facts": {"error": "", "status": -9}},
            }},
            ["Tried 3 times without success", "ended without an answer (-9)"],
        ),
    ],
)  # fmt: skip
def test_failures_are_sentences(
    store: Store,
    job_id: str,
    visitor: Callable[..., Visitor],
    problem: dict[str, Any],
    sentences: list[str],
) -> None:
    change(store, job_id, state="failed", problem=problem, finished_at=utc_now())
    page = told(visitor(Role.coordinator).open(f"/jobs/{job_id}"))
    for sentence in sentences:
        assert sentence in page
    assert "Try again" in page
    assert problem["code"] not in told(visitor(Role.coordinator, "zh").open(f"/jobs/{job_id}"))


def test_who_may_only_look_gets_no_button(
    store: Store, job_id: str, visitor: Callable[..., Visitor]
) -> None:
    manager = visitor(Role.manager)
    page = manager.open(f"/jobs/{job_id}")
    assert page.status_code == 200
    assert "/stop" not in page.text
    refused = manager.send(f"/jobs/{job_id}/stop")
    assert (refused.status_code, "Your role doesn't include this" in told(refused)) == (403, True)
    assert job_of(store, job_id).state == "queued"


def test_no_such_job(coordinator: Visitor) -> None:
    assert coordinator.open("/jobs/nothing").status_code == 404
    part = coordinator.open("/jobs/nothing/progress", **{"HX-Request": "true"})
    assert part.status_code == 404
    assert "<html" not in part.text
