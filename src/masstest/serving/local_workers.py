"""Worker processes on this computer, started with the server and started again if they die."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

import structlog

_WORKER = (sys.executable, "-m", "masstest.serving.local_worker")
_WATCH_S = 0.5
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0
_STEADY_S = 60.0  # a worker that ran this long died for a new reason: begin with a short pause

_log = structlog.get_logger(__name__)


class LocalWorkers:
    """`count` workers, kept running until `stop`.

    A worker that dies is started again after a pause, which doubles up to half a minute while
    it keeps dying at once. Settings reach it by environment, so that no password is ever part
    of a command line that others on the computer can read.

    Parameters
    ----------
    count : workers to keep
    environment : settings, added to this process's environment
    command : what a worker is
    """

    def __init__(
        self,
        count: int,
        environment: Mapping[str, str],
        *,
        command: Sequence[str] = _WORKER,
    ) -> None:
        self._count = count
        self._environment = {**os.environ, **environment}
        self._command = tuple(command)
        self._stopping = threading.Event()
        self._processes: list[subprocess.Popen[bytes] | None] = [None] * count
        self._threads = [
            threading.Thread(target=self._keep, args=(slot,), name=f"local-worker-{slot}")
            for slot in range(count)
        ]

    def __enter__(self) -> LocalWorkers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def process_ids(self) -> list[int]:
        """Of the workers that run now."""
        return [p.pid for p in self._processes if p is not None and p.poll() is None]

    def stop(self, within_s: float = 10.0) -> None:
        """Ask the workers to hand back what they do, and wait; then make them."""
        self._stopping.set()
        for process in self._running():
            _ask_to_leave(process)
        until = time.monotonic() + within_s
        for process in self._running():
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                _log.warning("local_worker_killed", process_id=process.pid)
                process.kill()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    def _running(self) -> list[subprocess.Popen[bytes]]:
        return [p for p in self._processes if p is not None and p.poll() is None]

    def _keep(self, slot: int) -> None:
        pause_s = _FIRST_PAUSE_S
        while not self._stopping.is_set():
            began = time.monotonic()
            # its stdin ends when this process does, however it ends: then the worker leaves
            process = subprocess.Popen(self._command, env=self._environment, stdin=subprocess.PIPE)
            self._processes[slot] = process
            _log.info("local_worker_started", process_id=process.pid)
            while process.poll() is None and not self._stopping.wait(_WATCH_S):
                pass
            if self._stopping.is_set():
                if process.poll() is None:  # `stop` may have looked before this one began
                    _ask_to_leave(process)
                process.wait()
                return
            if time.monotonic() - began > _STEADY_S:
                pause_s = _FIRST_PAUSE_S
            _log.error("local_worker_died", status=process.returncode, again_in_s=pause_s)
            self._stopping.wait(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)


def _ask_to_leave(process: subprocess.Popen[bytes]) -> None:
    """End its stdin, and send SIGTERM where that isn't the end of it at once."""
    assert process.stdin is not None
    process.stdin.close()
    if sys.platform != "win32":
        process.terminate()
