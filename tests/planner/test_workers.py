"""Worker processes outlive Ctrl-C, which a terminal sends to every process of the command."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ProcessPoolExecutor

import support
from masstest.planner import worker_pool

ROSTER = support.roster(compounds=tuple(support.compound(f"C{n}") for n in range(100)))


def test_an_interrupt_while_processes_are_starting_loses_none() -> None:
    with worker_pool(ROSTER, 2) as pool:
        assert isinstance(pool, ProcessPoolExecutor)
        started = list(pool._processes)
        assert len(started) == 3
        for process_id in started:
            os.kill(process_id, signal.SIGINT)
        assert pool.submit(abs, -1).result(timeout=120) == 1
        assert list(pool._processes) == started


def test_a_small_roster_needs_no_processes() -> None:
    with worker_pool(support.roster(), 2) as pool:
        assert pool is None
