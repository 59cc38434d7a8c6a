"""Jobs done here and now, in this process: for tests and small tools, not durable, no limits."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from pathlib import Path
from types import TracebackType

from masstest.jobs import dispatch, presence
from masstest.jobs.child import perform
from masstest.jobs.kinds import MODULES
from masstest.jobs.limits import JobLimits
from masstest.jobs.messages import Desk, Inbox, Message
from masstest.jobs.port import Run, Ticket
from masstest.jobs.runner import Begin, Runner
from masstest.jobs.tasks import read_task
from masstest.store.engine import Store


class ThreadWork:
    """A `process.Work` done by a thread. It can be asked to stop, but not be killed."""

    def __init__(self, folder: Path, modules: Mapping[str, str] = MODULES) -> None:
        self._inbox = Inbox()
        self._desk = Desk(folder, self._inbox.put, threading.Event())
        self._whole = False
        self._thread = threading.Thread(target=self._perform, args=(modules,))
        self._thread.start()

    def _perform(self, modules: Mapping[str, str]) -> None:
        try:
            perform(read_task(self._desk.folder), self._desk, modules)
            self._whole = True
        finally:
            self._inbox.put(None)

    def message(self, timeout_s: float) -> Message | None:
        return self._inbox.take(timeout_s)

    @property
    def ended(self) -> bool:
        return self._inbox.ended

    def stop(self) -> None:
        self._desk.stop.set()

    def kill(self) -> None:
        self._desk.stop.set()

    def wait(self) -> tuple[int, str]:
        self._thread.join()
        return (0, "") if self._whole else (1, "the thread failed")

    def __enter__(self) -> ThreadWork:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._thread.join()


class InlineQueue:
    """A `JobQueue` that delivers at once, to the caller itself."""

    def __init__(self) -> None:
        self._run: Run | None = None
        self.fates: list[tuple[str, str]] = []

    def start(self, run: Run) -> None:
        self._run = run

    def submit(self, tickets: Collection[Ticket]) -> None:
        assert self._run is not None, "not started"
        for ticket in tickets:
            self.fates.append((ticket.job_id, self._run(ticket)))

    def recover(self, alive: Collection[str]) -> int:
        return 0

    def stop(self, within_s: float) -> None:
        self._run = None


def run_waiting_jobs(
    store: Store,
    limits: JobLimits | None = None,
    begin: Begin = ThreadWork,
) -> list[tuple[str, str]]:
    """Do every job that waits, one after another; returns (job_id, what became of it)."""
    with store.writing() as session:
        worker_id = presence.arrive(session)
    deliveries = InlineQueue()
    deliveries.start(Runner(store, worker_id, limits or JobLimits(processes=1), begin))
    while True:
        with store.reading() as session:
            tickets = dispatch.waiting(session)
        if not tickets:
            break
        deliveries.submit(tickets)
    with store.writing() as session:
        presence.leave(session, worker_id)
    return deliveries.fates
