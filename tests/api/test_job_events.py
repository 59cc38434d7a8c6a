"""Progress of a job as server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from fastapi.testclient import TestClient

from masstest.api.event_stream import follow
from masstest.jobs import events, jobs
from masstest.jobs.requests import PlanRequest
from masstest.jobs.states import EventKind, JobKind, JobState
from masstest.store.engine import Store
from masstest.store.tables import Job
from service_cases import Case, Person, valid_case

STAGE = {"stage": "location", "status": "feasible", "objective": 5.0, "best_bound": 4.0}


@pytest.fixture
def case(store: Store) -> Case:
    return valid_case(store)


@pytest.fixture
def job_id(store: Store, case: Case) -> str:
    with store.writing() as session:
        job = jobs.create(
            session,
            JobKind.plan,
            round_id=case.round_id,
            roster_id=case.roster_id,
            request=PlanRequest(),
        )
        return job.job_id


def append(store: Store, job_id: str, kind: EventKind, **facts: object) -> None:
    with store.writing() as session:
        job = jobs.locked(session, job_id)
        assert job is not None
        events.append(session, job, kind, facts)


def end(store: Store, job_id: str, state: JobState) -> None:
    with store.writing() as session:
        session.get_one(Job, job_id).state = state.value
    append(store, job_id, EventKind.state, state=state.value)


def messages(text: str) -> list[dict[str, str]]:
    """The fields of every message of a stream."""
    found = []
    for part in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in part.splitlines() if ": " in line)
        if "event" in fields:
            found.append(fields)
    return found


def test_a_finished_job_is_told_whole(
    client: TestClient, store: Store, coordinator: Person, job_id: str
) -> None:
    append(store, job_id, EventKind.stage, **STAGE)
    append(store, job_id, EventKind.part, secret="of the worker")
    end(store, job_id, JobState.done)
    url = f"/api/v1/jobs/{job_id}/events"
    answer = client.get(url, headers=coordinator.headers)
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = messages(answer.text)
    assert [m["event"] for m in told] == ["state", "stage", "state", "end"]
    assert [m.get("id") for m in told] == ["1", "2", "4", None]
    assert json.loads(told[1]["data"])["best_bound"] == 4.0
    assert json.loads(told[-1]["data"]) == {"state": "done"}
    assert "secret" not in answer.text
    resumed = client.get(url, headers=coordinator.headers | {"Last-Event-ID": "2"})
    assert [m.get("id") for m in messages(resumed.text)] == ["4", None]
    assert client.get(url, params={"after": 4}, headers=coordinator.headers).text.count("id:") == 0


def test_events_come_as_they_happen(store: Store, job_id: str) -> None:
    """Each is told before the next has happened; silence is filled with comments."""

    async def run() -> list[str]:
        stream = follow(store, job_id, 0, asyncio.Event(), poll_s=0.01, heartbeat_s=0.02)
        seen = [await anext(stream), await anext(stream)]
        append(store, job_id, EventKind.stage, **STAGE)
        seen.append(await _next_of(stream, "event"))
        seen.append(await _next_of(stream, ": still"))
        end(store, job_id, JobState.cancelled)
        seen += [part async for part in stream]
        return seen

    told = messages("".join(asyncio.run(run())))
    assert [m["event"] for m in told] == ["state", "stage", "state", "end"]
    assert json.loads(told[-1]["data"]) == {"state": "cancelled"}


async def _next_of(stream: AsyncIterator[str], what: str) -> str:
    async for part in stream:
        if what in part:
            return part
    raise AssertionError("the stream ended")


def test_a_stopping_server_ends_its_streams(store: Store, job_id: str) -> None:
    async def run() -> list[str]:
        stopping = asyncio.Event()
        stopping.set()
        return [part async for part in follow(store, job_id, 0, stopping)]

    assert len(asyncio.run(run())) == 2


def test_a_job_of_nobody(client: TestClient, coordinator: Person) -> None:
    answer = client.get(f"/api/v1/jobs/{'0' * 32}/events", headers=coordinator.headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
