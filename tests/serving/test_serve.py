"""`masstest serve` for real: a process, its workers, a browser's and a program's requests."""

from __future__ import annotations

import json
import signal
import socket
import ssl
import subprocess
import threading
from pathlib import Path
from typing import Any

import httpx
import psutil
from sqlalchemy import select

from job_cases import new_job, small_roster
from masstest.access.roles import GrantedRole, Role
from masstest.settings import Settings
from masstest.store import migrations
from masstest.store.engine import Store, open_store
from masstest.store.tables import LoginAttempt
from service_cases import make_person, valid_case
from serving.running import PATIENCE_S, Running, eventually, running

PASSWORD = "correct horse battery staple"
PHONE = "13987654321"
A_LOGIN = b'{"login": "nobody", "password": "x"}'


def database_in(folder: Path) -> str:
    return Settings(data_dir=folder, _env_file=None).database_url


def opened(folder: Path) -> Store:
    return open_store(database_in(folder))


def log_in(client: httpx.Client, login: str, password: str) -> str:
    """Log a browser in; every later request carries its CSRF token, which is returned."""
    answer = client.post("/api/v1/sessions", json={"login": login, "password": password})
    assert answer.status_code == 201, answer.text
    token = str(answer.json()["csrf_token"])
    client.headers["X-CSRF-Token"] = token
    return token


def plan_of(client: httpx.Client, round_id: str) -> dict[str, Any]:
    """Ask for a plan of a round, and wait until it is there."""
    asked = client.post(f"/api/v1/rounds/{round_id}/plans", json={"time_limit_s": 5})
    assert asked.status_code == 202, asked.text
    job = f"/api/v1/jobs/{asked.json()['job_id']}"
    eventually(lambda: client.get(job).json()["state"] not in ("queued", "running"))
    made: dict[str, Any] = client.get(job).json()
    assert made["state"] == "done", made
    return made


def attempts_from(store: Store, client: httpx.Client, login: str) -> str:
    """The address that a failed login is counted for, when it says it comes from elsewhere."""
    answer = client.post(
        "/api/v1/sessions",
        json={"login": login, "password": "wrong"},
        headers={"X-Forwarded-For": "203.0.113.7"},
    )
    assert answer.status_code == 401
    with store.reading() as session:
        query = select(LoginAttempt.subject).where(LoginAttempt.subject.startswith("address:"))
        (subject,) = session.scalars(query)
    return subject.removeprefix("address:")


def roster_with_phones() -> bytes:
    roster = small_roster()
    staff = tuple(each.model_copy(update={"phone": PHONE}) for each in roster.staff)
    return roster.model_copy(update={"staff": staff}).to_json().encode()


def upload(client: httpx.Client) -> str:
    """A round with a roster; its id."""
    order = small_roster().round
    made = client.post(
        "/api/v1/rounds",
        json={"district": order.district, "date": str(order.date), "number": order.number},
    )
    assert made.status_code == 201, made.text
    round_id = str(made.json()["round_id"])
    sent = client.post(
        f"/api/v1/rounds/{round_id}/rosters",
        content=roster_with_phones(),
        headers={"Content-Type": "application/json"},
    )
    assert sent.status_code == 201, sent.text
    return round_id


def check_metrics(server: Running, admin: str, viewer: str) -> None:
    with server.client() as program:
        assert program.get("/metrics").status_code == 401
        as_viewer = program.get("/metrics", headers={"Authorization": f"Bearer {viewer}"})
        assert as_viewer.status_code == 403
        answer = program.get("/metrics", headers={"Authorization": f"Bearer {admin}"})
    assert answer.headers["Content-Type"].startswith("text/plain")
    lines = answer.text.splitlines()
    assert 'masstest_jobs{state="done"} 1.0' in lines
    assert 'masstest_jobs{state="failed"} 0.0' in lines
    assert "masstest_workers 1.0" in lines
    route = 'method="POST",route="/api/v1/rounds/{round_id}/plans"'
    assert f"masstest_request_seconds_count{{{route}}} 1.0" in lines
    assert f'masstest_requests_total{{{route},status="202"}} 1.0' in lines


def test_from_an_empty_database_to_a_plan(tmp_path: Path) -> None:
    """The first evening: told once, logged in, planned; nothing secret in the log; killed."""
    with running(tmp_path) as server, server.client() as client:
        assert client.get("/health/live").json() == {"status": "alive"}
        (first,) = server.one_time_passwords
        eventually(lambda: client.get("/health/ready").status_code == 200)
        assert client.get("/health/ready").json()["workers"] == 1

        csrf_token = log_in(client, "admin", first)
        early = client.get("/api/v1/rounds")
        assert (early.status_code, early.json()["code"]) == (403, "password_change_needed")
        chosen = client.put("/api/v1/me/password", json={"old": first, "new": PASSWORD})
        assert chosen.status_code == 204, chosen.text
        made = client.post("/api/v1/me/tokens", json={"name": "monitoring"})
        token = str(made.json()["token"])
        plan_of(client, upload(client))

        store = opened(tmp_path)
        assert attempts_from(store, client, login="stranger") == "127.0.0.1"
        viewer = make_person(store, "viewer", GrantedRole(Role.viewer)).token
        store.close()
        check_metrics(server, token, viewer)

        rows = [json.loads(line) for line in server.log.splitlines()]
        assert {"masstest.requests", "masstest.jobs.runner"} <= {row["logger"] for row in rows}
        session = client.cookies["masstest"]
        for secret in (first, PASSWORD, csrf_token, token, viewer, session, PHONE):
            assert secret not in server.log
        assert server.told.count(first) == 1
        assert PHONE not in server.told

        workers = server.below
        assert workers
        server.process.kill()
        server.process.wait()
        _, left = psutil.wait_procs(workers, timeout=PATIENCE_S)
        assert not left


def half_a_login(server: Running) -> socket.socket:
    """A request that is under way: its body is still to come."""
    host, port = server.address.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), timeout=PATIENCE_S)
    connection.sendall(
        b"POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n" % len(A_LOGIN)
    )
    return connection


def test_stopped_while_all_goes_on_and_started_again(tmp_path: Path) -> None:
    migrations.upgrade(database_in(tmp_path))
    store = opened(tmp_path)
    admin = make_person(store, "admin-1", GrantedRole(Role.admin))
    case = valid_case(store)
    with running(tmp_path) as server, server.client(headers=admin.headers) as client:
        assert server.one_time_passwords == []  # there is somebody who can log in
        plan = client.get(f"/api/v1/plans/{case.plan_id}")
        assert plan.status_code == 200
        assert client.get("/").status_code == 303
        eventually(lambda: client.get("/health/ready").status_code == 200)
        workers = server.below
        (worker,) = [each for each in workers if "masstest.serving.local_worker" in each.cmdline()]
        worker.suspend()  # it takes no job: the stream stays open
        job_id = new_job(store)
        told: list[str] = []

        def listen() -> None:
            with client.stream("GET", f"/api/v1/jobs/{job_id}/events") as stream:
                told.extend(stream.iter_lines())

        listener = threading.Thread(target=listen)
        listener.start()
        connection = half_a_login(server)
        eventually(lambda: "masstest_requests_open 3.0" in client.get("/metrics").text)
        worker.resume()

        server.process.send_signal(signal.SIGTERM)
        eventually(lambda: "Shutting down" in server.log)
        connection.sendall(A_LOGIN)
        answer = connection.recv(100)
        assert server.process.wait(PATIENCE_S) == 0
        listener.join()
        connection.close()
    assert answer.startswith(b"HTTP/1.1 401")
    assert told[0].startswith("retry:")
    assert "graceful shutdown exceeded" not in server.log  # the stream ended when it was told to
    assert not [each for each in workers if each.is_running()]
    # without workers: alive, not ready, and everything is still there
    with running(tmp_path, "--workers", "0") as again, again.client(headers=admin.headers) as back:
        assert back.get("/health/live").status_code == 200
        ready = back.get("/health/ready")
        assert (ready.status_code, ready.json()["workers"]) == (503, 0)
        assert back.get(f"/api/v1/plans/{case.plan_id}").json() == plan.json()
        assert back.get(f"/api/v1/jobs/{job_id}").status_code == 200
    store.close()


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1, and its key."""
    chain, key = folder / "chain.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-keyout", key, "-out", chain, "-days", "2", "-subj", "/CN=masstest",
         "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    return chain, key


def test_a_demo_by_tls_behind_a_proxy(tmp_path: Path) -> None:
    chain, key = self_signed(tmp_path)
    trusting = ssl.create_default_context(cafile=str(chain))
    with (
        running(
            tmp_path / "data", "--demo", "--workers", "0",
            "--tls-cert", str(chain), "--tls-key", str(key),
            MASSTEST_TRUSTED_PROXIES="127.0.0.1",
        ) as server,
        server.client(verify=trusting) as client,
    ):  # fmt: skip
        assert server.address.startswith("https://127.0.0.1:")
        assert "demo-coordinator" in server.told
        assert len(server.one_time_passwords) == len(Role)
        answer = client.post(
            "/api/v1/sessions",
            json={"login": "demo-coordinator", "password": server.one_time_passwords[0]},
        )
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-masstest=")
        assert "; secure" in cookie.lower()
        assert "max-age" in answer.headers["Strict-Transport-Security"]
        store = opened(tmp_path / "data")
        assert attempts_from(store, client, login="stranger") == "203.0.113.7"
        store.close()
        (round_,) = client.get("/api/v1/rounds").json()["items"]
        assert round_["is_demo"] is True
