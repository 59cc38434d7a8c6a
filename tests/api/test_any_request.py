"""Requests that nobody thought of, made from the API's own description (schemathesis).

Nothing may make the service fail, and every answer must be one that the description names: its
status, its kind of content, and its members.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from databases import KINDS, fresh_database
from live_round import publish
from masstest.access.roles import Role
from masstest.api import create_app
from masstest.jobs import jobs
from masstest.jobs.requests import PlanRequest
from masstest.jobs.states import JobKind
from masstest.service.uploads import XLSX
from masstest.settings import Settings
from masstest.store.engine import Store, open_store
from service_cases import make_case, make_people, shown_case, valid_case
from valid_plan import valid_plan, valid_roster

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 12
# what plans parts again, or hashes a password, for each request that is right
HEAVY = {"/explanation", "/shortages", "/diff", "/sessions", "/password", "/users", "/rosters"}


@schemathesis.serializer(XLSX)
def as_it_is(ctx: Any, value: Any) -> bytes:
    """A workbook is sent as the bytes that were made up for it."""
    return value if isinstance(value, bytes) else repr(value).encode()


def _operations() -> list[tuple[str, str]]:
    described: FastAPI = create_app(Settings(_env_file=None), None)  # type: ignore[arg-type]
    paths = described.openapi()["paths"]
    return [(method, path) for path, methods in paths.items() for method in methods]


@pytest.fixture(scope="module", params=KINDS)
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[BaseSchema, dict[str, Any]]]:
    """The API over a store with something in it, and what is there to be asked for."""
    folder: Path = tmp_path_factory.mktemp("any")
    with fresh_database(request.param, folder, migrated=True) as url:
        store = open_store(url)
        people, case = make_people(store), valid_case(store)
        shown = shown_case(store)
        on = keep_on(store)
        app = create_app(Settings(data_dir=folder, _env_file=None), store)
        app.state.stopping.set()  # streams that would go on for minutes end at once
        found: dict[str, Any] = {
            "headers": people[Role.admin].headers,
            "reporter": people[Role.coordinator].headers,
            "live_round_id": on,
            "round_id": case.round_id,
            "roster_id": case.roster_id,
            "plan_id": shown.plan_id,
            "job_id": _finished_job(store, case.round_id, case.roster_id),
            "user_id": people[Role.viewer].actor.user_id,
            "code": "forbidden",
        }
        yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", app), found
        store.close()


def keep_on(store: Store) -> str:
    """A round whose plan is in force."""
    roster = valid_roster()
    case = make_case(store, roster, valid_plan(roster), number=2)
    publish(store, case.round_id, case.plan_id, 1)
    return case.round_id


def _finished_job(store: Store, round_id: str, roster_id: str) -> str:
    with store.writing() as session:
        job = jobs.create(
            session, JobKind.plan, round_id=round_id, roster_id=roster_id, request=PlanRequest()
        )
        jobs.request_cancel(session, job.job_id)
        return job.job_id


@pytest.mark.parametrize(("method", "path"), _operations(), ids=lambda part: part.strip("/"))
def test_any_request(world: tuple[BaseSchema, dict[str, Any]], method: str, path: str) -> None:
    schema, found = world
    operation = schema[path][method.upper()]
    heavy = any(path.endswith(end) for end in HEAVY)

    @seed(1)
    @settings(
        max_examples=EXAMPLES // 3 if heavy else EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        for name in list(case.path_parameters or {}):
            # what is there and what isn't, by turns
            even = hashlib.sha256(repr(case.body).encode()).digest()[0] % 4
            if name in found and even:
                case.path_parameters[name] = found[name]
        reports = re.search(r"\{round_id\}/(events|box|boxes|live|board)\b", path)
        if reports and case.path_parameters["round_id"] == found["round_id"]:
            case.path_parameters["round_id"] = found["live_round_id"]
        headers = found["reporter" if reports else "headers"]
        case.call_and_validate(headers=headers, checks=CHECKS, timeout=120)

    ask()
