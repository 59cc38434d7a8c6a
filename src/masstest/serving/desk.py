"""The desk: a process beside the server that looks after the rounds that are on.

It keeps their ledgers, works out boards, judges what is late, sends alerts, seals the ledgers, and
removes what is too old, while the server has its time for those who report. The server asks
it through a pipe; many questions are on the way at once.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from types import TracebackType
from typing import Any

from masstest.service.apart import receive, send
from masstest.service.live.desk.questions import DeskState
from masstest.service.problems import Problem
from masstest.serving.kept_process import KeptProcess, stop_all

_DESK = (sys.executable, "-m", "masstest.serving.desk_process")
READY = -1
"""The number under which a desk tells that it is there now."""
_PATIENCE_S = 60.0
_COMES_BACK_S = 2.0  # then whoever asks is told that it takes a moment
_LOOK_AGAIN_S = 0.05
_ASKING_AT_ONCE = 96  # of the server's 128 threads: the others are for those who report
_TURN_S = 1.0
_RETRY_AFTER_S = 3
_LEAVES_WITHIN_S = 10.0


class DeskFailed(RuntimeError):
    """A question raised what it shouldn't; carries the traceback from the desk."""


class _Gone(Exception):
    """The process is no longer there."""


class DeskBeside:
    """The desk of a server, kept running within a ``with`` block.

    Parameters
    ----------
    environment : settings, added to this process's environment
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = {**os.environ, **environment}
        self._asking = threading.BoundedSemaphore(_ASKING_AT_ONCE)
        self._missed_since_s: float | None = None
        self._line: _Line | None = None
        self._process = KeptProcess("desk", self._start)

    def __enter__(self) -> DeskBeside:
        self._process.begin()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        stop_all([self._process], _LEAVES_WITHIN_S)

    @property
    def process_id(self) -> int | None:
        """Of the desk, if it runs now."""
        process = self._process.running
        return None if process is None else process.pid

    @property
    def state(self) -> DeskState:
        """Whether it answers; not while it is being started, nor between two starts."""
        line = self._line
        return DeskState.starting if line is None or not line.is_open else DeskState.ready

    def ask(self, question: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        """As `masstest.service.live.desk.questions.Desk.ask`.

        Who asks while the desk is being started waits for it a little, unless others have done
        so already: it only reads, so the question can be put twice.

        Raises
        ------
        DeskFailed
            If the answer is anything but a value or a `Problem`.
        """
        if not self._asking.acquire(timeout=_TURN_S):
            raise Problem("busy", retry_after_s=_RETRY_AFTER_S)
        try:
            return self._ask((question, args, dict(kwargs)))
        finally:
            self._asking.release()

    def _ask(self, question: tuple[str, tuple[Any, ...], dict[str, Any]]) -> Any:
        while True:
            line = self._line
            if line is not None and line.is_open:
                self._missed_since_s = None
                try:
                    return line.ask(question)
                except _Gone:
                    pass
            now_s = time.monotonic()
            since_s = self._missed_since_s
            if since_s is None:
                since_s = self._missed_since_s = now_s
            if now_s - since_s > _COMES_BACK_S:
                raise Problem("being_read", retry_after_s=_RETRY_AFTER_S)
            time.sleep(_LOOK_AGAIN_S)

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            _DESK, env=self._environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._line = _Line(process)
        return process


class _Line:
    """Questions to one process and its answers, as they come."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._questions, self._answers = process.stdin, process.stdout
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._awaited: dict[int, Future[tuple[str, Any]]] = {}
        self._ready = self._gone = False
        threading.Thread(target=self._listen, name="desk-answers", daemon=True).start()

    @property
    def is_open(self) -> bool:
        """Whether somebody listens at the other end."""
        return self._ready and not self._gone

    def ask(self, question: tuple[str, tuple[Any, ...], dict[str, Any]]) -> Any:
        awaited: Future[tuple[str, Any]] = Future()
        with self._lock:
            if self._gone:
                raise _Gone
            number = next(self._numbers)
            self._awaited[number] = awaited
            try:
                send(self._questions, (number, question))
            except (OSError, ValueError):  # it has left, or is asked to leave
                self._awaited.pop(number, None)
                raise _Gone from None
        try:
            outcome, value = awaited.result(_PATIENCE_S)
        except TimeoutError:
            raise Problem("busy", retry_after_s=_RETRY_AFTER_S) from None
        finally:
            self._awaited.pop(number, None)
        if outcome == "problem":
            raise value
        if outcome == "failed":
            raise DeskFailed(f"{question[0]} failed:\n{value}")
        return value

    def _listen(self) -> None:
        try:
            while True:
                number, outcome, value = receive(self._answers)
                self._ready = True
                awaited = self._awaited.get(number)
                if awaited is not None:
                    awaited.set_result((outcome, value))
        except EOFError:
            pass
        finally:  # whatever came through: nobody waits for this process any more
            with self._lock:
                self._gone = True
                left = [each for each in self._awaited.values() if not each.done()]
            for awaited in left:
                awaited.set_exception(_Gone())
            self._answers.close()
