"""Values that no page of ours sends: refused as problems, never an error of the service."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.exc import InterfaceError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from masstest.access.roles import Role
from masstest.api import event_stream
from masstest.api.event_stream import follow
from masstest.jobs import jobs
from masstest.jobs.requests import PlanRequest
from masstest.jobs.states import JobKind
from masstest.service.uploads import JSON, XLSX
from masstest.sheets import write_roster
from masstest.store.engine import Store
from masstest.store.tables import StoredRound
from service_cases import Person, valid_case
from valid_plan import valid_roster

API = "/api/v1"


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        (Role.viewer, "/rounds?district=%00", 422),
        (Role.viewer, "/rounds?district=%ED%A0%80", 200),
        (Role.admin, "/audit?cursor=9999999999", 400),
        (Role.admin, "/audit?cursor=99999999999999999999999999999999", 400),
        (Role.admin, "/users?cursor=1", 400),
    ],
)
def test_a_query(
    client: TestClient, people: dict[Role, Person], role: Role, path: str, status: int
) -> None:
    assert client.get(API + path, headers=people[role].headers).status_code == status


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/rounds", {"district": "D", "date": "9999-12-31"}),
        ("/rounds", {"district": "D", "date": "0001-01-01"}),
        ("/rounds", {"district": "D\ud800", "date": "2022-03-10"}),
        ("/sessions", {"login": "a\x00", "password": "x"}),
        ("/sessions", {"login": "ann", "password": "\ud800"}),
    ],
)
def test_a_body(client: TestClient, coordinator: Person, path: str, body: dict[str, Any]) -> None:
    content = json.dumps(body).encode()
    headers = coordinator.headers | {"Content-Type": JSON}
    answer = client.post(API + path, content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize("date", ["9999-12-31", "0001-01-01", "2022-02-30"])
def test_a_date_of_the_next_round(
    client: TestClient, store: Store, coordinator: Person, date: str
) -> None:
    url = f"{API}/plans/{valid_case(store).plan_id}/next-roster.xlsx"
    answer = client.get(url, params={"date": date}, headers=coordinator.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize("moment", [10**12, -(10**12), "2022-03-09T20:00+08:00"])
def test_a_moment_in_a_roster(
    client: TestClient, store: Store, coordinator: Person, moment: int | str
) -> None:
    document = json.loads(valid_roster().to_json())
    document["staff"][0]["last_duty_end"] = moment
    answer = client.post(
        f"{API}/rounds/{valid_case(store).round_id}/rosters",
        content=json.dumps(document).encode(),
        headers=coordinator.headers | {"Content-Type": JSON},
    )
    assert answer.status_code == 422, answer.text
    (problem,) = answer.json()["problems"]
    assert problem["pointer"] == "/staff/0/last_duty_end"


def test_names_of_files(
    client: TestClient, store: Store, coordinator: Person, tmp_path: Path
) -> None:
    url = f"{API}/rounds/{valid_case(store).round_id}/rosters"
    write_roster(valid_roster(), tmp_path / "roster.xlsx", "en")
    content = (tmp_path / "roster.xlsx").read_bytes()
    headers = coordinator.headers | {"Content-Type": XLSX}
    for name in ("汉" * 200, "..", "a\r\nSet-Cookie: b=c\x00", "../../etc/passwd"):
        sent = client.post(url, params={"file_name": name}, content=content, headers=headers)
        assert sent.status_code == 201, sent.text
        assert "/" not in sent.json()["file_name"]
        for part in ("annotated", "file"):
            got = client.get(
                f"{API}/rosters/{sent.json()['roster_id']}/{part}", headers=coordinator.headers
            )
            assert got.status_code == 200, got.text
            assert got.headers["content-disposition"].isascii()
            assert "set-cookie" not in got.headers


@pytest.mark.parametrize(
    "error", [NoConnectionFree("30 connections in use"), InterfaceError("", None, OSError())]
)
def test_a_database_that_is_away_is_no_error_of_ours(
    app: FastAPI, client: TestClient, error: Exception
) -> None:
    def away() -> None:
        raise error

    app.add_api_route("/away", away)
    answer = client.get("/away")
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert answer.headers["retry-after"] == "5"


def test_a_value_that_the_database_refuses_is_a_wrong_value(
    app: FastAPI, client: TestClient, store: Store
) -> None:
    """Where a route forgets to look at a text itself. SQLite has room for it."""

    def forgetful() -> None:
        with store.reading() as session:
            session.get(StoredRound, "a\x00")

    app.add_api_route("/forgetful", forgetful)
    answer = client.get("/forgetful")
    postgres = store.engine.dialect.name == "postgresql"
    assert answer.status_code == (400 if postgres else 200)


def test_an_event_stream_ends_so_that_rights_are_looked_at_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is shut out follows a job for minutes at most."""
    assert event_stream._LONGEST_S <= 300
    monkeypatch.setattr(event_stream, "_LONGEST_S", 0.0)
    case = valid_case(store)
    with store.writing() as session:
        job = jobs.create(
            session, JobKind.plan, round_id=case.round_id, roster_id=case.roster_id,
            request=PlanRequest(), created_by=None,
        )  # fmt: skip

    async def followed() -> list[str]:
        stream = follow(store, job.job_id, 0, asyncio.Event(), poll_s=0.01)
        return [message async for message in stream]

    messages = asyncio.run(asyncio.wait_for(followed(), 20))
    assert messages[0].startswith("retry:")
    assert not any("event: end" in message for message in messages), "the job goes on"
