"""A day played against a real server that is killed on the way: nothing is lost."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from live_round import publish
from masstest.access.roles import GrantedRole, Role
from masstest.rehearsal.playing import Played, Tokens, play
from masstest.rehearsal.script import Channel, Faults, scripted_day, sendings
from masstest.store.engine import open_store
from masstest.store.migrations import upgrade
from rehearsal_days import small_course
from service_cases import make_case, make_person

KILLS = 1
SPEED = 6_000.0  # the day takes about ten seconds


@contextmanager
def server(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    clean = {name: value for name, value in os.environ.items() if "MASSTEST" not in name}
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "masstest", "serve", "--port", str(port), "--data-dir", folder],
            stdout=log, stderr=log, cwd=folder, env=clean | {"MASSTEST_LOCAL_WORKERS": "0"},
        )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, (folder / "log").read_text()
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server never listened")


def free_port() -> int:
    with socket.socket() as trying:
        trying.bind(("127.0.0.1", 0))
        port: int = trying.getsockname()[1]
        return port


async def play_and_kill(folder: Path, port: int, round_id: str, tokens: Tokens) -> Played:
    """Play the day; meanwhile the server is killed and started again, some times."""
    course = small_course()
    script = scripted_day(course.plan, course.roster, 2, faults=Faults(wrong_counts=0.6))
    sent = sendings(script, Channel(duplicates=0.1, late=0.1), 3)
    url = f"http://127.0.0.1:{port}"
    playing = asyncio.create_task(
        play(script, sent, course.plan, url, tokens, round_id=round_id, speed=SPEED)
    )
    for _ in range(KILLS):
        with server(folder, port) as process:
            await asyncio.to_thread(wait_for, port, process, folder)
            await asyncio.sleep(1.5)
            assert not playing.done()
    with server(folder, port) as process:
        await asyncio.to_thread(wait_for, port, process, folder)
        return await playing


def test_nothing_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'masstest.db'}"
    upgrade(database)
    store = open_store(database)
    case = make_case(store, small_course().roster, small_course().plan)
    publish(store, case.round_id, case.plan_id, 1)
    coordinator = make_person(store, "coordinator", GrantedRole(Role.coordinator))
    lead = make_person(store, "lead", GrantedRole(Role.transport_lead))
    store.engine.dispose()
    tokens = Tokens({"*": coordinator.token, "office": lead.token})
    played = asyncio.run(play_and_kill(tmp_path, free_port(), case.round_id, tokens))
    assert played.holds, played.checks
    assert played.traffic.retries > 0
