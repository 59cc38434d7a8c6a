"""`kill -9` of servers and workers at random moments: nothing lost, doubled or stuck."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import select

from job_cases import events_of, job_of, new_job, plans_of, states_of
from masstest.jobs.dbos_queue import queue_url
from masstest.jobs.folders import store_key
from masstest.store.engine import Store
from masstest.store.tables import Job, JobEvent, Worker

KILLS = 20
PATIENCE_S = 150.0


class Nursery:
    """Starts workers and servers by forking, see `nursery.py`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("nursery.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self._born: list[int] = []

    def start(self, *command: object) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(" ".join(map(str, command)) + "\n")
        pid = int(self._process.stdout.readline())
        self._born.append(pid)
        return pid

    def kill_all(self) -> None:
        for pid in self._born:
            kill(pid)
        self._born.clear()

    def close(self) -> None:
        self.kill_all()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def open_nursery() -> Iterator[Nursery]:
    opened = Nursery()
    yield opened
    opened.close()


@pytest.fixture
def nursery(open_nursery: Nursery, store: Store) -> Iterator[Nursery]:
    """All that a test starts is gone before its store is."""
    yield open_nursery
    open_nursery.kill_all()


def test_twenty_kills(store: Store, nursery: Nursery, tmp_path: Path) -> None:
    chance = random.Random(1184)
    url, promised = store.url.render_as_string(hide_password=False), tmp_path / "promised"
    server = nursery.start("server", url, promised)
    workers = {nursery.start("worker", url) for _ in range(2)}
    for victim in chance.choices(["server", "busy worker", "any worker"], [8, 9, 3], k=KILLS):
        busy = process_that_plans(store, workers)
        time.sleep(chance.uniform(0, 0.7))
        if victim == "server":
            kill(server)
            server = nursery.start("server", url, promised)
        else:
            pid = busy if victim == "busy worker" else chance.choice(sorted(workers))
            kill(pid)
            workers = workers - {pid} | {nursery.start("worker", url)}
    kill(server)
    job_ids = wait_until_all_are_over(store)

    assert set(promised.read_text().split()) <= set(job_ids)  # none is lost
    for job_id in job_ids:
        job, events = job_of(store, job_id), events_of(store, job_id)
        assert job.state == "done"
        assert [plan.plan_id for plan in plans_of(store, job_id)] == [job.plan_id]  # and no other
        assert [event.number for event in events] == list(range(1, len(events) + 1))
        states = [event.facts["state"] for event in events if event.kind == "state"]
        assert states == ["queued", "running"] * job.attempt + ["done"]
        assert events[-1].kind == "state"
    assert sum(job_of(store, job_id).attempt - 1 for job_id in job_ids) >= 5  # kills have hit
    assert not children_left()
    assert not folders_left(store)


def test_two_workers_double_nothing(store: Store, nursery: Nursery) -> None:
    job_ids = [new_job(store, "trial", settings={"pause_s": 0.1}) for _ in range(6)]
    for _ in range(2):
        nursery.start("worker", store.url.render_as_string(hide_password=False))
    wait_until_all_are_over(store)
    for job_id in job_ids:
        assert states_of(store, job_id) == ["queued", "running", "done"]
        assert len(plans_of(store, job_id)) == 1


def test_who_was_thought_dead_cannot_finish_a_second_time(store: Store, nursery: Nursery) -> None:
    url = store.url.render_as_string(hide_password=False)
    job_id = new_job(store, "trial", settings={"pause_s": 1})
    frozen = nursery.start("worker", url)
    assert process_that_plans(store, {frozen}) == frozen
    freeze(frozen, store)  # its child goes on, and has a plan a second later
    other = nursery.start("worker", url)
    wait_until_all_are_over(store)
    job, (plan,) = job_of(store, job_id), plans_of(store, job_id)
    assert (job.attempt, job.plan_id) == (2, plan.plan_id)
    before = [event.number for event in events_of(store, job_id)]

    kill(other)
    os.kill(frozen, signal.SIGCONT)
    new_job(store, "trial")
    wait_until_all_are_over(store)  # it works again,
    assert [plan.plan_id for plan in plans_of(store, job_id)] == [job.plan_id]
    assert [event.number for event in events_of(store, job_id)] == before  # and said nothing more


def freeze(pid: int, store: Store) -> None:
    """Stop a process where it doesn't hold SQLite's one lock, which nobody could take from it."""
    while True:
        os.kill(pid, signal.SIGSTOP)
        if all(writable(path) for path in sqlite_files(store)):
            return
        os.kill(pid, signal.SIGCONT)
        time.sleep(0.05)


def sqlite_files(store: Store) -> list[str]:
    if store.url.get_backend_name() != "sqlite":
        return []
    return [str(store.url.database), str(queue_url(store.url).database)]


def writable(path: str) -> bool:
    connection = sqlite3.connect(path, timeout=0.5, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    else:
        connection.execute("ROLLBACK")
        return True
    finally:
        connection.close()


def process_that_plans(store: Store, workers: set[int]) -> int:
    """Wait until a living worker is in the midst of planning; its process."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        with store.reading() as session:
            found = session.scalars(
                select(Worker.process_id)
                .join(Job, Job.worker_id == Worker.worker_id)
                .join(JobEvent, JobEvent.job_id == Job.job_id)
                .where(
                    Job.state == "running",
                    Worker.process_id.in_(workers),
                    JobEvent.kind == "stage",
                    JobEvent.attempt == Job.attempt,
                )
            ).first()
        if found is not None:
            return found
        time.sleep(0.1)
    pytest.fail(f"nobody has planned anything for {PATIENCE_S:.0f} s")


def wait_until_all_are_over(store: Store) -> list[str]:
    """The ids of all jobs, once nothing more happens to any."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        with store.reading() as session:
            states = {job.job_id: job.state for job in session.scalars(select(Job))}
        if not {"queued", "running"} & set(states.values()):
            return list(states)
        time.sleep(0.2)
    pytest.fail(f"not over after {PATIENCE_S:.0f} s: {states}")


def folders_left(store: Store) -> list[Path]:
    """Folders with rosters that killed workers left behind and nobody has removed yet."""
    found: list[Path] = []
    for _ in range(300):
        found = list(Path(tempfile.gettempdir()).glob(f"masstest-job-{store_key(store)}-*"))
        if not found:
            return []
        time.sleep(0.1)
    return found


def children_left() -> list[psutil.Process]:
    """Processes of jobs that are still there, a moment after everything is over."""
    found: list[psutil.Process] = []
    for _ in range(200):
        found = [
            p
            for p in psutil.process_iter(["cmdline"])
            if "trial_child.py" in " ".join(p.info["cmdline"] or ())
        ]
        if not found:
            return []
        time.sleep(0.1)
    return found
