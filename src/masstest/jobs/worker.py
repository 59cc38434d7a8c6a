"""A worker: a process that takes jobs, one at a time, from a store that others may share."""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType

import structlog

from masstest.jobs import presence
from masstest.jobs.dbos_queue import DbosQueue
from masstest.jobs.housekeeping import Housekeeping
from masstest.jobs.limits import JobLimits
from masstest.jobs.process import ChildProcess
from masstest.jobs.runner import Begin, Runner
from masstest.settings import Settings
from masstest.store.engine import Store, open_store

_log = structlog.get_logger(__name__)


def run_worker(settings: Settings, *, with_parent: bool = False) -> None:
    """Work until SIGTERM or Ctrl-C; then finish the job, or hand it back.

    Parameters
    ----------
    with_parent : stop also when stdin ends: whoever started this worker is gone
    """
    stop = threading.Event()
    _stop_on_signals(stop)
    if with_parent:
        threading.Thread(target=_await_end_of_stdin, args=(stop,), daemon=True).start()
    store = open_store(settings.database_url)
    try:
        work(store, JobLimits.of(settings), stop)
    finally:
        store.close()


def work(
    store: Store, limits: JobLimits, stop: threading.Event, *, begin: Begin = ChildProcess
) -> None:
    """Be a worker of `store` until `stop` is set."""
    with store.writing() as session:
        worker_id = presence.arrive(session)
    queue = DbosQueue(store.url, worker_id, poll_s=limits.poll_s)
    runner = Runner(store, worker_id, limits, begin)
    housekeeping = Housekeeping(store, queue, worker_id, limits, runner.under_way)
    end = threading.Event()
    rounds = threading.Thread(target=_until_ended, args=(housekeeping, end, stop))
    queue.start(runner)
    _log.info("worker_started", worker_id=worker_id, process_id=os.getpid())
    rounds.start()
    try:
        stop.wait()
    finally:
        housekeeping.leaving = True
        give_up = threading.Timer(limits.stop_within_s, runner.closing.set)
        give_up.start()
        queue.stop(limits.stop_within_s + limits.grace_s)
        give_up.cancel()
        end.set()
        rounds.join()
        with store.writing() as session:
            presence.leave(session, worker_id)
        _log.info("worker_stopped", worker_id=worker_id)


def _until_ended(housekeeping: Housekeeping, end: threading.Event, stop: threading.Event) -> None:
    """A worker that nobody hears of must not go on taking jobs."""
    try:
        housekeeping.rounds(end)
    finally:
        stop.set()


def _stop_on_signals(stop: threading.Event) -> None:
    def asked(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, asked)
    signal.signal(signal.SIGTERM, asked)


def _await_end_of_stdin(stop: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    stop.set()
