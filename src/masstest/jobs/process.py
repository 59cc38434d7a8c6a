"""A child process, in a group of its own so that it ends with all that it started."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol

from masstest.jobs.environment import environment_of_work
from masstest.jobs.messages import Inbox, Message

CHILD = (sys.executable, "-m", "masstest.jobs.child")
_STDERR = "stderr.txt"
_TAIL_BYTES = 4000
# Windows: a group of its own, and less important than what answers pages
_CREATION = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(
    subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0
)


class Work(Protocol):
    """A task being done somewhere: messages come until `ended`."""

    def message(self, timeout_s: float) -> Message | None:
        """The next message, or None if there is none within `timeout_s`."""

    @property
    def ended(self) -> bool:
        """Whether it is over and every message was taken."""

    def stop(self) -> None:
        """Ask for the best so far."""

    def kill(self) -> None:
        """End it now."""

    def wait(self) -> tuple[int, str]:
        """Exit status and the end of what it wrote to stderr, once it is over."""


class ChildProcess:
    """A `Work` done by a process; a context manager that leaves nothing running behind it."""

    def __init__(self, folder: Path, command: Sequence[str] = CHILD) -> None:
        self._stderr = folder / _STDERR
        with self._stderr.open("wb") as errors:
            self._process = subprocess.Popen(
                [*command, str(folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=environment_of_work(),
                start_new_session=True,
                creationflags=_CREATION,
            )
        assert self._process.stdout is not None
        self._inbox = Inbox()
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout,))
        self._reader.start()

    def _read(self, lines: IO[bytes]) -> None:
        for line in lines:
            # a line without its end is of a child that was killed in the middle of it
            if line.endswith(b"\n"):
                self._inbox.put(json.loads(line))
        self._inbox.put(None)

    def message(self, timeout_s: float) -> Message | None:
        return self._inbox.take(timeout_s)

    @property
    def ended(self) -> bool:
        return self._inbox.ended

    def stop(self) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it has ended just now
            self._process.stdin.write(b"stop\n")
            self._process.stdin.flush()

    def kill(self) -> None:
        """End the whole group. Its leader isn't waited for before, so that its number is still
        its own."""
        if self._process.returncode is not None:
            return
        if sys.platform == "win32":
            tree = ["taskkill", "/T", "/F", "/PID", str(self._process.pid)]
            subprocess.run(tree, check=False, capture_output=True)
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def wait(self) -> tuple[int, str]:
        if sys.platform != "win32" and self._process.returncode is None:
            os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT)
        self.kill()
        status = self._process.wait()
        errors = self._stderr.read_bytes()[-_TAIL_BYTES:]
        return status, errors.decode(errors="replace")

    def __enter__(self) -> ChildProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
