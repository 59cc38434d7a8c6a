"""Worker processes on this computer, started with the server and started again if they die."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from types import TracebackType

from masstest.serving.kept_process import KeptProcess, stop_all

_WORKER = (sys.executable, "-m", "masstest.serving.local_worker")


class LocalWorkers:
    """`count` workers, kept running until `stop`.

    Settings reach them by environment, so that no password is ever part of a command line that
    others on the computer can read.

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
        self._environment = {**os.environ, **environment}
        self._command = tuple(command)
        self._workers = [KeptProcess("local_worker", self._start) for _ in range(count)]

    def __enter__(self) -> LocalWorkers:
        for worker in self._workers:
            worker.begin()
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
        return [p.pid for worker in self._workers if (p := worker.running) is not None]

    def stop(self, within_s: float = 10.0) -> None:
        """Ask the workers to hand back what they do, and wait; then make them."""
        stop_all(self._workers, within_s)

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, env=self._environment, stdin=subprocess.PIPE)
