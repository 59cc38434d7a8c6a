"""Worker processes for independent parts of a plan, started only when they pay."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager

from masstest.domain.roster import Roster
from masstest.solver.transport import warm_up

# Below this, starting processes takes longer than they save.
_WORTHWHILE_COMPOUNDS = 100


@contextmanager
def worker_pool(roster: Roster, workers: int) -> Iterator[Executor | None]:
    """`workers` processes, or None when the roster is small or one worker is asked for."""
    if workers < 2 or len(roster.compounds) < _WORTHWHILE_COMPOUNDS:
        yield None
        return
    pool = ProcessPoolExecutor(  # one more for compiling, which must not keep a stage waiting
        workers + 1, mp_context=multiprocessing.get_context("spawn"), initializer=_leave_interrupts
    )
    with _interrupts_held():
        pool.submit(warm_up)  # compiles what transport needs while other stages run
        for _ in range(workers):  # a process is started at each submission
            pool.submit(_started)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Processes that are started here never get Ctrl-C, not even before they can ignore it."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _started() -> None:
    """Nothing to do: the process is there."""


def _leave_interrupts() -> None:
    """Ctrl-C is the parent's business: it stops the search, then the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
