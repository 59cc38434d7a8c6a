"""What every request passes: ids, logs, metrics, headers, limits."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Annotated

import pytest
import structlog
from fastapi import APIRouter, FastAPI, Header, Response
from fastapi.testclient import TestClient
from prometheus_client import generate_latest

from masstest.edge import (
    Metrics,
    RateLimit,
    RequestLog,
    SecurityHeaders,
    configure_logs,
)
from masstest.edge.metrics import RequestMetrics
from masstest.edge.rate_limit import CallerLimit


def site() -> FastAPI:
    app = FastAPI()

    @app.get("/rounds/{round_id}")
    def read(round_id: str) -> dict[str, str]:
        structlog.get_logger("masstest.test").info(
            "reading", password="hunter2", facts={"token": "t"}
        )
        return {"round_id": round_id}

    for prefix in ("", "/api/v1"):
        router = APIRouter()

        @router.get("/plans/{plan_id}")
        def plan(plan_id: str) -> str:
            return plan_id

        app.include_router(router, prefix=prefix)

    @app.get("/framed")
    def framed(response: Response) -> None:
        response.headers["Content-Security-Policy"] = "sandbox"

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("broken on purpose")

    return app


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers, root.level
    stream = io.StringIO()
    configure_logs(stream=stream)
    yield stream
    root.handlers, root.level = before, level
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    rows = [json.loads(line) for line in stream.getvalue().splitlines()]
    return [row for row in rows if str(row["logger"]).startswith("masstest")]


def test_every_line_of_a_request_has_its_id_and_no_secret(logged: io.StringIO) -> None:
    client = TestClient(RequestLog(site()))
    answer = client.get("/rounds/r1?token=hunter2", headers={"X-Request-ID": "abc-1"})
    assert answer.headers["X-Request-ID"] == "abc-1"
    assert "hunter2" not in "".join(map(str, lines(logged)))
    reading, request = lines(logged)
    assert reading["request_id"] == request["request_id"] == "abc-1"
    assert reading["password"] == "[hidden]"
    assert reading["facts"] == {"token": "[hidden]"}
    assert request["route"] == "/rounds/{round_id}"
    assert request["status"] == 200


@pytest.mark.parametrize("asked", ["", "two words", "x" * 65, "a\tb"])
def test_an_odd_request_id_is_replaced(logged: io.StringIO, asked: str) -> None:
    answer = TestClient(RequestLog(site())).get("/rounds/r1", headers={"X-Request-ID": asked})
    assert len(answer.headers["X-Request-ID"]) == 32
    assert lines(logged)[-1]["request_id"] == answer.headers["X-Request-ID"]


def test_a_request_that_breaks_is_logged_and_counted(logged: io.StringIO) -> None:
    metrics = RequestMetrics()
    client = TestClient(RequestLog(Metrics(site(), metrics)))
    with pytest.raises(RuntimeError, match="on purpose"):
        client.get("/broken")
    assert lines(logged)[-1]["status"] == 500
    assert 'route="/broken",status="500"} 1.0' in generate_latest(metrics.registry).decode()


def test_metrics_count_by_template_not_by_address() -> None:
    metrics = RequestMetrics()
    client = TestClient(Metrics(site(), metrics))
    for number in range(3):
        client.get(f"/rounds/{number}")
    client.get("/nowhere/at/all")
    client.get("/api/v1/plans/7")
    client.get("/plans/7")
    text = generate_latest(metrics.registry).decode()
    assert 'route="/rounds/{round_id}",status="200"} 3.0' in text
    assert 'route="unknown",status="404"} 1.0' in text
    assert 'route="/api/v1/plans/{plan_id}",status="200"} 1.0' in text
    assert 'route="/plans/{plan_id}",status="200"} 1.0' in text
    assert "masstest_requests_open 0.0" in text


def test_headers_are_strict_and_a_route_keeps_its_own() -> None:
    client = TestClient(SecurityHeaders(site(), https=True))
    answer = client.get("/rounds/r1")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert client.get("/framed").headers["Content-Security-Policy"] == "sandbox"
    plain = TestClient(SecurityHeaders(site())).get("/rounds/r1")
    assert "Strict-Transport-Security" not in plain.headers


def test_an_address_that_calls_too_often_is_told_when_to_come_back() -> None:
    now = [0.0]
    limited = RateLimit(site(), per_s=2, burst=3, free=("/framed",), clock=lambda: now[0])
    client = TestClient(limited)
    assert [client.get("/rounds/r1").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = client.get("/rounds/r1")
    assert refused.headers["Retry-After"] == "1"
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "rate_limited"
    assert client.get("/framed").status_code == 200
    assert TestClient(limited, client=("203.0.113.9", 1)).get("/rounds/r1").status_code == 200
    now[0] = 0.5
    assert client.get("/rounds/r1").status_code == 200
    assert client.get("/rounds/r1").status_code == 429


def test_phones_behind_one_address_are_counted_by_their_keys_once_they_were_let_in() -> None:
    now = [0.0]
    callers = CallerLimit(re.compile("^/rounds/"), per_s=1, burst=2)
    app = site()

    @app.get("/rounds/{round_id}/events")
    def events(authorization: Annotated[str, Header()]) -> Response:
        return Response(status_code=200 if authorization.startswith("good") else 401)

    limited = TestClient(RateLimit(app, per_s=2, burst=4, callers=callers, clock=lambda: now[0]))

    def ask(key: str) -> int:
        return limited.get("/rounds/r1/events", headers={"Authorization": key}).status_code

    assert [ask(f"good-{n}") for n in range(3)] == [200] * 3
    assert [ask("bad-1"), ask("bad-1")] == [401, 429], "who isn't let in is counted by address"
    assert ask("good-9") == 429
    assert [ask("good-1") for _ in range(3)] == [200, 200, 429]
    assert ask("good-2") == 200
    now[0] = 1.0
    assert ask("good-1") == 200


def test_what_went_well_at_a_quiet_path_is_not_logged(logged: io.StringIO) -> None:
    client = TestClient(RequestLog(site(), quiet=re.compile("^/(rounds|nowhere)")))
    client.get("/rounds/r1")
    client.get("/nowhere")
    client.get("/plans/p1")
    told = [line for line in lines(logged) if line["event"] == "request"]
    assert [line["status"] for line in told] == [404, 200]
