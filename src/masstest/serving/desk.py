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
from masstest.service.problems import Problem
from masstest.serving.kept_process import KeptProcess, stop_all

_DESK = (sys.executable, "-m", "masstest.serving.desk_process")
_PATIENCE_S = 60.0
_COMES_BACK_S = 10.0
_LOOK_AGAIN_S = 0.05
_RETRY_AFTER_S = 5
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

    def ask(self, question: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        """As `masstest.service.live.desk.Desk.ask`.

        Who asks while the desk is being started again waits for it: it only reads, so the
        question can be put twice.

        Raises
        ------
        DeskFailed
            If the answer is anything but a value or a `Problem`.
        """
        until_s = time.monotonic() + _COMES_BACK_S
        while True:
            try:
                if self._line is not None:
                    return self._line.ask((question, args, dict(kwargs)))
            except _Gone:
                pass
            if time.monotonic() > until_s:
                raise Problem("busy", retry_after_s=_RETRY_AFTER_S)
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
        self._gone = False
        threading.Thread(target=self._listen, name="desk-answers", daemon=True).start()

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
