"""A service whose processes are killed, and the offices that go on using it meanwhile."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil

from masstest.domain.roster import Roster

PATIENCE_S = 150.0
SEARCH_S = 1.5
# A heartbeat that comes late on a busy computer costs an attempt, and no more than that.
_SETTINGS = {
    "MASSTEST_LANG": "en",
    "MASSTEST_JOB_PROCESSES": "1",
    "MASSTEST_JOB_NICENESS": "0",  # whatever else the computer does, it goes on
    "MASSTEST_JOB_MAX_ATTEMPTS": "100",
    "MASSTEST_HEARTBEAT_S": "0.5",
    "MASSTEST_DEAD_AFTER_S": "4",
}
_MARK = "UNDER_FIRE"
_LATER = ("idempotency_in_progress", "busy")
_PART_OF = {
    "server": ("masstest", "serve"),
    "worker": ("masstest.serving.local_worker",),
    "worker elsewhere": ("masstest", "worker"),
    "planner": ("masstest.jobs.child",),
}


T = TypeVar("T")


def eventually(found: Callable[[], T | None], what: str) -> T:
    """What `found` returns once it is something."""
    until = time.monotonic() + PATIENCE_S
    while True:
        value = found()
        if value:
            return value
        assert time.monotonic() < until, f"{what}: not within {PATIENCE_S:.0f} s"
        time.sleep(0.1)


class Service:
    """`masstest serve`, and `masstest worker` beside it if there are any, started by command.

    Everything that they start carries a mark in its environment, so that nothing can hide.
    """

    def __init__(self, folder: Path, url: str, *, local: int, elsewhere: int) -> None:
        self._folder, self._url, self._local = folder, url, local
        self._mark = uuid.uuid4().hex
        self._starts = 0
        self._told = folder / "told-1"
        self.kills: list[str] = []
        self._server = self._serve()
        self._elsewhere = [self._work() for _ in range(elsewhere)]

    def _serve(self) -> subprocess.Popen[bytes]:
        self._starts += 1
        told = self._folder / f"told-{self._starts}"
        server = self._start(
            told, "serve", "--port", "0", "--database", self._url,
            "--data-dir", self._folder, "--workers", self._local,
        )  # fmt: skip
        self._told = told
        return server

    def _work(self) -> subprocess.Popen[bytes]:
        self._starts += 1
        return self._start(self._folder / f"told-{self._starts}", "worker", "--database", self._url)

    def _start(self, told: Path, *command: object) -> subprocess.Popen[bytes]:
        clean = {name: value for name, value in os.environ.items() if "MASSTEST" not in name}
        # compiled once for all that is started, as an installed program is
        clean.pop("PYTHONDONTWRITEBYTECODE", None)
        compiled = {"PYTHONPYCACHEPREFIX": str(self._folder.parent.parent / "compiled")}
        with told.open("wb") as out, told.with_suffix(".log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "masstest", *map(str, command)],
                stdout=out, stderr=log, stdin=subprocess.DEVNULL, cwd=self._folder,
                env=clean | compiled | _SETTINGS | {_MARK: self._mark},
            )  # fmt: skip

    @property
    def address(self) -> str | None:
        """Where the server that was started last listens, once it has said so."""
        found = re.search(r"https?://\S+:[0-9]+", self._told.read_text(encoding="utf-8"))
        return found[0] if found else None

    def has_begun(self) -> bool:
        assert self._server.poll() is None, self._told.with_suffix(".log").read_text()
        return self.address is not None

    @property
    def processes(self) -> list[psutil.Process]:
        """All that live and were started by the service, or by something that it started."""
        return [process for process in psutil.process_iter() if self._is_mine(process)]

    def started(self, process_id: int) -> bool:
        """Whether a process lives and is one of `processes`; found without looking at all."""
        with contextlib.suppress(psutil.Error):
            return self._is_mine(psutil.Process(process_id))
        return False

    def _is_mine(self, process: psutil.Process) -> bool:
        with contextlib.suppress(psutil.Error):
            return process.environ().get(_MARK) == self._mark
        return False

    def part(self, name: str) -> list[psutil.Process]:
        """The processes that are one part of it."""
        words = _PART_OF[name]
        found = []
        for process in self.processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                if process.cmdline()[2 : 2 + len(words)] == list(words):
                    found.append(process)
        return found

    def kill(self, part: str, chance: random.Random) -> None:
        """`kill -9` of one of the processes that are this part, as soon as there is one."""
        victim = eventually(lambda: self._killed(part, chance), f"a {part} lives, and is killed")
        self.kills.append(part)
        for started in (self._server, *self._elsewhere):
            if started.pid == victim.pid:
                started.wait()

    def _killed(self, part: str, chance: random.Random) -> psutil.Process | None:
        """One that was alive until now; none if there is none, or it was faster."""
        found = self.part(part)
        if not found:
            return None
        victim = chance.choice(found)
        with contextlib.suppress(psutil.NoSuchProcess):
            victim.kill()
            return victim
        return None

    def revive(self) -> None:
        """Start what was started by command and is dead, as whoever looks after it would."""
        if self._server.poll() is not None:
            self._server = self._serve()
        for slot, worker in enumerate(self._elsewhere):
            if worker.poll() is not None:
                self._elsewhere[slot] = self._work()

    def stop(self) -> None:
        """Ask all to leave."""
        started = [self._server, *self._elsewhere]
        for process in started:
            process.terminate()
        for process in started:
            process.wait(PATIENCE_S)

    def end(self) -> None:
        """Leave nothing behind, whatever has happened."""
        for process in self.processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        for started in (self._server, *self._elsewhere):
            started.wait()


@contextmanager
def service(folder: Path, url: str, *, local: int, elsewhere: int) -> Iterator[Service]:
    """A service that runs, and is gone after the block."""
    opened = Service(folder, url, local=local, elsewhere=elsewhere)
    try:
        eventually(opened.has_begun, "the server says where it is")
        yield opened
    finally:
        opened.end()


@dataclass
class Office:
    """Somebody who asks for a plan, publishes it, and asks for the next one, whatever happens.

    Each request has an Idempotency-Key and is sent again until it is answered.
    """

    service: Service
    headers: dict[str, str]
    closing: threading.Event
    round_id: str = ""
    promised: dict[str, str] = field(default_factory=dict)  # Idempotency-Key -> job_id
    published: list[str] = field(default_factory=list)  # plan_ids
    sent_again: int = 0
    # One client, for to make one takes longer than a request. Each request has its connection:
    # one that is kept and found dead would look like a request that was cut off.
    client: httpx.Client = field(
        default_factory=lambda: httpx.Client(
            trust_env=False, verify=False, limits=httpx.Limits(max_keepalive_connections=0)
        )
    )

    def begin(self, number: int, roster: Roster) -> None:
        """Open a round and upload its roster."""
        order = roster.round.model_copy(update={"number": number})
        facts = {"district": order.district, "date": str(order.date), "number": number}
        self.round_id = self._send("/rounds", new_key(), facts)["round_id"]
        document = json.loads(roster.model_copy(update={"round": order}).to_json())
        self._send(f"/rounds/{self.round_id}/rosters", new_key(), document)

    def work(self) -> None:
        """Until it closes; then what was begun is still waited for."""
        while not self.closing.is_set():
            key = new_key()
            self.promised[key] = job_id = self._ask_for_a_plan(key)
            self._publish(self._plan_of(job_id))

    def repeat(self) -> dict[str, str]:
        """The answers to all that was asked, asked once more."""
        return {key: self._ask_for_a_plan(key) for key in self.promised}

    def _ask_for_a_plan(self, key: str) -> str:
        job = self._send(f"/rounds/{self.round_id}/plans", key, {"time_limit_s": SEARCH_S})
        return str(job["job_id"])

    def _plan_of(self, job_id: str) -> str:
        """Wait for a job's plan. The killing makes it late, and nothing else."""
        while True:
            job = self._call("GET", f"/jobs/{job_id}")
            if job["state"] not in ("queued", "running"):
                assert job["state"] == "done", job
                return str(job["plan_id"])
            time.sleep(0.3)

    def _publish(self, plan_id: str) -> None:
        made = self._send(f"/plans/{plan_id}/publications", new_key())
        self.published.append(plan_id)
        withdrawal = f"/publications/{made['publication_id']}/withdrawal"
        self._send(withdrawal, new_key(), {"reason": "the next one is better"})

    def _send(self, path: str, key: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._call("POST", path, {"Idempotency-Key": key}, body)

    def _call(
        self,
        method: str,
        path: str,
        headers: dict[str, str] | None = None,
        body: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """The answer, however often one has to ask for it."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            with contextlib.suppress(httpx.TransportError):  # there is no server just now
                answer = self.client.request(
                    method, f"{self.service.address}/api/v1{path}", json=body,
                    headers=self.headers | (headers or {}), timeout=PATIENCE_S,
                )  # fmt: skip
                found: dict[str, Any] = answer.json()
                if answer.is_success:
                    return found
                assert found["code"] in _LATER, (method, path, found)
            self.sent_again += 1
            time.sleep(0.1)
        raise AssertionError(f"{method} {path}: no answer within {PATIENCE_S:.0f} s")


def new_key() -> str:
    return uuid.uuid4().hex
