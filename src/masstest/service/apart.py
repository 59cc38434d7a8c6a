"""Work in processes of its own: hostile files can't take the server's memory, nor big plans its
time.

A piece of work is a function of `masstest.service.work`, named ``module.function``. A few
processes, which have imported everything, wait for it: each with a limit of memory, less
important than the server, killed and replaced when it takes too long. The server itself never
imports the planner.
"""

from __future__ import annotations

import atexit
import pickle  # nosec B403
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from masstest.jobs.environment import environment_of_work
from masstest.service.problems import Problem

_AT_ONCE = 2
_WAITING = 12
_PATIENCE_S = 60.0
_LENGTH = struct.Struct("<Q")


@dataclass(frozen=True)
class Limits:
    """What one piece of work may cost."""

    wall_s: float = 90.0


class WorkFailed(RuntimeError):
    """A piece of work raised what it shouldn't; carries the traceback from its process."""


class WorkTooHeavy(Problem):
    """A piece of work was stopped because it needed too much memory or time."""

    def __init__(self) -> None:
        super().__init__("too_heavy")


def run_apart(work: str, *args: Any, limits: Limits | None = None) -> Any:
    """What the function `work` of `masstest.service.work` returns for `args`.

    Raises
    ------
    Problem
        ``busy`` if too much is being worked on already.
    WorkTooHeavy
        If it went over its limits.
    WorkFailed
        If it raised.
    """
    with _workshop.one() as worker:
        return worker.ask(work, args, limits or Limits())


def warm_up() -> None:
    """Start a process, so that the first who asks for something need not wait for its start."""
    try:
        run_apart("waiting.nothing")
    except Problem as problem:
        if problem.code != "busy":  # busy: then one has been started
            raise


class _Worker:
    """A process that does one piece of work after the other."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "masstest.service.work"]
        # for its temporary files, which hold rosters: one that is killed can't remove them
        self._folder = tempfile.TemporaryDirectory(
            prefix="masstest-work-", ignore_cleanup_errors=True
        )
        places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._folder.name)
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment_of_work() | places,
        )
        self.usable = True

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, work: str, args: tuple[Any, ...], limits: Limits) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.usable = False  # until it has answered
        stop = threading.Timer(limits.wall_s, self._process.kill)
        stop.start()
        try:
            send(self._process.stdin, (work, args))
            outcome, value, goes_on = receive(self._process.stdout)
        except (EOFError, BrokenPipeError):
            raise WorkTooHeavy from None
        finally:
            stop.cancel()
        self.usable = goes_on
        if outcome == "failed":
            raise WorkFailed(f"{work} failed:\n{value}")
        if outcome == "memory":
            raise WorkTooHeavy
        return value

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()
        self._folder.cleanup()


class _Workshop:
    """The processes that are idle, how many may be at work, and how much may wait for them."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._free = threading.BoundedSemaphore(at_once)
        self._admitted = threading.BoundedSemaphore(at_once + waiting)
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()

    @contextmanager
    def one(self) -> Iterator[_Worker]:
        """A process for one piece of work."""
        if not self._admitted.acquire(blocking=False):
            raise Problem("busy", retry_after_s=5)
        try:
            if not self._free.acquire(timeout=_PATIENCE_S):
                raise Problem("busy", retry_after_s=15)
            try:
                yield from self._lent()
            finally:
                self._free.release()
        finally:
            self._admitted.release()

    def _lent(self) -> Iterator[_Worker]:
        worker = self._taken() or _Worker()
        try:
            yield worker
        finally:
            if worker.usable:
                with self._lock:
                    self._idle.append(worker)
            else:
                worker.end()

    def _taken(self) -> _Worker | None:
        """An idle process, unless it has died meanwhile: that says nothing of the next work."""
        while True:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is None or worker.alive:
                return worker
            worker.end()

    def close(self) -> None:
        """End the idle processes; the others end with this one."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()


_workshop = _Workshop(_AT_ONCE, _WAITING)
atexit.register(_workshop.close)


def send(stream: IO[bytes], message: Any) -> None:
    """Write a message for the process at the other end, which is ours."""
    content = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read a message of the process at the other end, which is ours.

    Raises
    ------
    EOFError
        If it is gone.
    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return pickle.loads(content)  # nosec B301
