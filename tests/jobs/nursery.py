"""A process that has everything imported and forks workers and servers from itself on request.

Killing and starting dozens of them costs next to nothing so. Commands on stdin, a line each:
``worker URL``, ``server URL FILE``; the answer is the new process's id.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import time
from functools import partial
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]

from sqlalchemy import func, select  # noqa: E402

from job_cases import new_job  # noqa: E402
from masstest.jobs.limits import JobLimits  # noqa: E402
from masstest.jobs.process import ChildProcess  # noqa: E402
from masstest.jobs.worker import work  # noqa: E402
from masstest.store.engine import open_store  # noqa: E402
from masstest.store.tables import Job  # noqa: E402

TRIAL_CHILD = (sys.executable, str(Path(__file__).with_name("trial_child.py")))
LIMITS = JobLimits(heartbeat_s=0.3, dead_after_s=2.0, poll_s=0.25, memory_mb=2000, niceness=0)
PAUSE_S = 0.6
AHEAD = 4


def worker(url: str) -> None:
    import threading

    begin = partial(ChildProcess, command=TRIAL_CHILD)
    work(open_store(url), LIMITS, threading.Event(), begin=begin)


def server(url: str, promised: str) -> None:
    """Create jobs, a few ahead of the workers; note each in the file `promised` once it is sure."""
    store = open_store(url)
    with Path(promised).open("a") as promises:
        while True:
            with store.reading() as session:
                ahead = session.scalar(select(func.count()).where(Job.finished_at.is_(None))) or 0
            if ahead < AHEAD:
                job_id = new_job(store, "trial", max_attempts=100, settings={"pause_s": PAUSE_S})
                promises.write(f"{job_id}\n")
                promises.flush()
            time.sleep(random.uniform(0, 0.2))


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    deeds = {"worker": worker, "server": server}
    born: list[int] = []
    for line in sys.stdin:
        deed, *arguments = line.split()
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setpgid(0, 0)
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, 0)
            os.dup2(nothing, 1)
            deeds[deed](*arguments)
            os._exit(0)
        born.append(pid)
        print(pid, flush=True)
    for pid in born:  # the test is over, however it ended
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
