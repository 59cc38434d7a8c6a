"""Spoilt uploads, sent to a real server: a 4xx each, and no burden to it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from hostile_uploads import hostile_uploads
from masstest.access.roles import GrantedRole, Role
from masstest.store.engine import open_store
from service_cases import make_person

HOW_MANY = 81  # three of each kind; benchmarks/hostile_uploads.py sends a thousand
MOST_BYTES = 600_000_000


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[tuple[httpx.Client, int]]:
    """A client of a server in a process of its own, and that process's id."""
    store = open_store(database_url)
    person = make_person(store, "c1", GrantedRole(Role.coordinator))
    store.close()
    script = Path(__file__).with_name("serve_for_tests.py")
    process = subprocess.Popen(
        [sys.executable, str(script), database_url, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    port = int(process.stdout.readline())
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}/api/v1", headers=person.headers, timeout=120
    ) as client:
        yield client, process.pid
    process.terminate()
    process.communicate(timeout=90)


def test_a_spoilt_upload_is_refused(server: tuple[httpx.Client, int]) -> None:
    client, process_id = server
    made = client.post("/rounds", json={"district": "D", "date": "2022-03-10"})
    url = f"/rounds/{made.json()['round_id']}/rosters"
    codes: Counter[str] = Counter()
    most = 0
    for name, media_type, content in hostile_uploads(HOW_MANY):
        answer = _send(client, url, content, media_type)
        assert 400 <= answer.status_code < 500, (name, answer.status_code, answer.text[:500])
        assert answer.headers["content-type"] == "application/problem+json", name
        assert answer.json()["title"], name
        codes[answer.json()["code"]] += 1
        most = max(most, psutil.Process(process_id).memory_info().rss)
    assert most < MOST_BYTES
    assert codes.keys() >= {"roster_unreadable", "roster_has_errors", "too_large"}
    assert client.get("/me").status_code == 200


def _send(client: httpx.Client, url: str, content: bytes, media_type: str) -> httpx.Response:
    headers = {"Content-Type": media_type} if media_type else {}
    for _ in range(20):  # a server may hang up on who sends too much, before the answer is read
        try:
            return client.post(url, content=content, headers=headers)
        except (httpx.WriteError, httpx.ReadError):
            time.sleep(0.05)
    raise AssertionError("no answer")
