"""Workers beside the server: started again when they die, gone when the server goes."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil
import pytest

from masstest.serving import kept_process
from masstest.serving.kept_process import KeptProcess, stop_all
from masstest.serving.local_workers import LocalWorkers

PATIENT = (sys.executable, "-c", "import time; time.sleep(60)")
DEAF = (
    sys.executable, "-c",
    "import pathlib, signal, sys, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "pathlib.Path(sys.argv[1]).touch()\n"
    "time.sleep(60)",
)  # fmt: skip


def eventually(holds: Callable[[], bool], within_s: float = 60) -> None:
    until = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < until, "it never came to hold"
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_process, "_FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr(kept_process, "_WATCH_S", 0.02)


def test_a_killed_worker_is_started_again() -> None:
    with LocalWorkers(2, {}, command=PATIENT) as workers:
        eventually(lambda: len(workers.process_ids) == 2)
        first = workers.process_ids
        os.kill(first[0], signal.SIGKILL)
        eventually(lambda: len(set(workers.process_ids) - {first[0]}) == 2)
        assert first[1] in workers.process_ids
        last = workers.process_ids
    assert not [pid for pid in last if psutil.pid_exists(pid)]


def test_settings_travel_by_environment(tmp_path: Path) -> None:
    said = tmp_path / "said"
    command: Sequence[str] = (
        sys.executable, "-c",
        "import os, pathlib, sys, time\n"
        "part = pathlib.Path(sys.argv[1] + '.part')\n"
        "part.write_text(os.environ['MASSTEST_DATABASE_URL'])\n"
        "part.rename(sys.argv[1])\n"
        "time.sleep(60)",
        str(said),
    )  # fmt: skip
    with LocalWorkers(1, {"MASSTEST_DATABASE_URL": "sqlite:///x"}, command=command):
        eventually(said.exists)
    assert said.read_text() == "sqlite:///x"


def test_a_worker_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    began = tmp_path / "began"
    workers = LocalWorkers(1, {}, command=(*DEAF, str(began)))
    with workers:
        eventually(began.exists)
        (pid,) = workers.process_ids
        workers.stop(within_s=0.2)
    assert not psutil.pid_exists(pid)


def test_a_start_that_fails_is_tried_again() -> None:
    failures = [OSError("no memory"), OSError("too many processes")]

    def start() -> subprocess.Popen[bytes]:
        if failures:
            raise failures.pop()
        return subprocess.Popen(PATIENT, stdin=subprocess.PIPE)

    kept = KeptProcess("worker", start)
    kept.begin()
    eventually(lambda: kept.running is not None)
    stop_all([kept], within_s=30)
    assert kept.running is None


def test_one_that_begins_while_all_is_stopped_is_not_waited_for(tmp_path: Path) -> None:
    began, starting, go = tmp_path / "began", threading.Event(), threading.Event()
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        starting.set()
        assert go.wait(60)
        started.append(subprocess.Popen((*DEAF, str(began)), stdin=subprocess.PIPE))
        eventually(began.exists)  # from now on it doesn't hear SIGTERM
        return started[0]

    kept = KeptProcess("worker", start)
    kept.begin()
    assert starting.wait(60)
    stopping = threading.Thread(target=stop_all, args=([kept], 0.0))
    stopping.start()
    eventually(lambda: kept._stopping.is_set())
    go.set()
    stopping.join(30)
    assert not stopping.is_alive()
    assert started[0].returncode == -signal.SIGKILL


def test_a_worker_that_keeps_dying_is_not_started_in_a_flurry(tmp_path: Path) -> None:
    count = tmp_path / "count"
    command = (
        sys.executable, "-S", "-c", f"open({str(count)!r}, 'a').write('x'); raise SystemExit(1)",
    )  # fmt: skip
    began = time.monotonic()
    with LocalWorkers(1, {}, command=command):
        eventually(lambda: count.exists() and len(count.read_text()) >= 5)
    # pauses of 0.05, 0.1, 0.2, 0.4 … s, however slow the computer is
    most = 2 + math.log2(1 + (time.monotonic() - began) / 0.05)
    assert 5 <= len(count.read_text()) <= most
