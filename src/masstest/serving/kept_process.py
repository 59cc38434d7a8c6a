"""A process beside the server that is started again when it dies."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable

import structlog

_WATCH_S = 0.5
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0
_STEADY_S = 60.0  # a process that ran this long died for a new reason: begin with a short pause

_log = structlog.get_logger(__name__)


class KeptProcess:
    """A process that is kept running from `begin` until `stop_all`.

    One that dies is started again after a pause, which doubles up to half a minute while it
    keeps dying at once. Its stdin must be a pipe: it ends when this process does, however it ends,
    and then the other is to leave.

    Parameters
    ----------
    name : what the log calls it
    start : starts it
    """

    def __init__(self, name: str, start: Callable[[], subprocess.Popen[bytes]]) -> None:
        self._name = name
        self._start = start
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name=name)

    def begin(self) -> None:
        self._thread.start()

    @property
    def running(self) -> subprocess.Popen[bytes] | None:
        """The process, if it runs now."""
        process = self._process
        return None if process is None or process.poll() is not None else process

    def _keep(self) -> None:
        pause_s = _FIRST_PAUSE_S
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                process = self._process = self._start()
            except OSError as error:  # no memory, too many processes: there may be again
                _log.error(f"{self._name}_not_started", error=str(error), again_in_s=pause_s)
                self._stopping.wait(pause_s)
                pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
                continue
            _log.info(f"{self._name}_started", process_id=process.pid)
            while process.poll() is None and not self._stopping.wait(_WATCH_S):
                pass
            if self._stopping.is_set():
                if process.poll() is None:  # `stop_all` may have looked before this one began
                    _ask_to_leave(process)
                process.wait()
                return
            if time.monotonic() - began > _STEADY_S:
                pause_s = _FIRST_PAUSE_S
            _log.error(f"{self._name}_died", status=process.returncode, again_in_s=pause_s)
            self._stopping.wait(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    def ask_to_stop(self) -> None:
        self._stopping.set()
        if (process := self.running) is not None:
            _ask_to_leave(process)

    def wait_or_kill(self, until_s: float) -> None:
        """Wait until `time.monotonic` is `until_s`, and then end it."""
        if self._thread.ident is None:  # it never began
            return
        self._thread.join(max(0.0, until_s - time.monotonic()))
        while self._thread.is_alive():
            # it may have begun only just now, with nobody to ask it any more
            if (process := self.running) is not None:
                _log.warning(f"{self._name}_killed", process_id=process.pid)
                process.kill()
            self._thread.join(_WATCH_S)


def stop_all(processes: Iterable[KeptProcess], within_s: float) -> None:
    """Ask processes to finish what they do, and wait; then make them."""
    processes = tuple(processes)
    for each in processes:
        each.ask_to_stop()
    until_s = time.monotonic() + within_s
    for each in processes:
        each.wait_or_kill(until_s)


def _ask_to_leave(process: subprocess.Popen[bytes]) -> None:
    """End its stdin, and send SIGTERM where that isn't the end of it at once."""
    assert process.stdin is not None
    try:
        process.stdin.close()
    except BrokenPipeError:  # it has left
        return
    if sys.platform != "win32":
        process.terminate()
