"""What a job may take, and how patient workers are."""

from __future__ import annotations

import logging
import os
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a child has limits, but no settings of its own
    from masstest.settings import Settings

_AUTOGROUP = Path("/proc/self/autogroup")
_TURN_S = 0.11
_PATIENCE_S = 3.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class JobLimits:
    """Limits of one job, and the worker's rhythm.

    Attributes
    ----------
    processes : that a job plans with, unless it asks for fewer
    memory_mb : address space of each process of a job
    niceness : how far each steps back for what else the computer does: 0, not at all, to 19
    time_limit_s : from the child's start; then it is asked for its best plan so far
    grace_s : from then, or from a cancellation, until it is ended by force
    heartbeat_s, dead_after_s : how often a worker says that it lives; when others stop believing
    poll_s : how often a worker looks for new jobs and for cancellations
    stop_within_s : how long a worker that is stopped lets its job go on
    """

    processes: int = 2
    memory_mb: int = 4000
    niceness: int = 19
    time_limit_s: float = 900.0
    grace_s: float = 30.0
    heartbeat_s: float = 5.0
    dead_after_s: float = 30.0
    poll_s: float = 0.5
    stop_within_s: float = 3.0
    cluster_address: str | None = None

    @classmethod
    def of(cls, settings: Settings) -> JobLimits:
        return cls(
            processes=settings.job_processes,
            memory_mb=settings.job_memory_mb,
            niceness=settings.job_niceness,
            time_limit_s=settings.job_time_limit_s,
            heartbeat_s=settings.heartbeat_s,
            dead_after_s=settings.dead_after_s,
            cluster_address=settings.cluster_address,
        )

    def for_districts(self, count: int) -> JobLimits:
        """The limits of a city: each of its districts may take as long as a round."""
        return replace(self, time_limit_s=self.time_limit_s * max(1, count))

    @property
    def cpu_s(self) -> int:
        """Processor time that one process of a job can't exceed honestly: all its threads busy."""
        return int((self.time_limit_s + self.grace_s) * (self.processes + 1)) + 1


def limit_this_process(memory_mb: int, cpu_s: int, niceness: int) -> None:
    """Bound this process and those it starts, and have them step back for others.

    Windows has no such limits; there the priority is given when the process is started.
    """
    if sys.platform == "win32":
        return
    import resource

    for what, most in ((resource.RLIMIT_AS, memory_mb * 1_000_000), (resource.RLIMIT_CPU, cpu_s)):
        _, hard = resource.getrlimit(what)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # pages are answered first, whatever is being planned on the same computer
    os.nice(niceness)
    if niceness and _AUTOGROUP.exists():
        # Linux shares the processor out between sessions first, and this is one of its own
        step_back_as_a_session(niceness)


def step_back_as_a_session(niceness: int, group: Path = _AUTOGROUP) -> None:
    """Have the session that this process leads step back too, as far as Linux lets it.

    Of all processes without the right to administer the computer, one may do this in a tenth of
    a second (proc_sched_autogroup_set_nice of Linux); where several start together, the others
    wait for their turn. A container may forbid it altogether: then the job is done all the same,
    and a warning is logged.
    """
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            group.write_text(str(niceness))
            return
        except OSError as error:
            if not isinstance(error, BlockingIOError) or time.monotonic() > until:
                _log.warning("The session's priority stays as it is: %s", error)
                return
        time.sleep(_TURN_S)


def peak_mb() -> int:
    """The most memory that this process, or one that it waited for, has used; 0 on Windows."""
    if sys.platform == "win32":
        return 0
    import resource

    usage = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    most = max(used.ru_maxrss for used in usage)
    return most // (1_000_000 if sys.platform == "darwin" else 1_000)
