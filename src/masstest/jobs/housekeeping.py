"""What every worker does beside its jobs, so that none is lost: any number may do it at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection

import structlog

from masstest.jobs import attempts, dispatch, presence
from masstest.jobs.folders import remove_orphans
from masstest.jobs.limits import JobLimits
from masstest.jobs.patience import try_now
from masstest.jobs.port import JobQueue
from masstest.store.engine import Store

_log = structlog.get_logger(__name__)


class Housekeeping:
    """Says that the worker lives, gets tickets for jobs that wait, and buries dead workers."""

    def __init__(
        self,
        store: Store,
        queue: JobQueue,
        worker_id: str,
        limits: JobLimits,
        under_way: Collection[str] = (),
    ) -> None:
        self._store, self._queue = store, queue
        self._worker_id, self._limits = worker_id, limits
        self._under_way = under_way
        self._last = time.monotonic()
        self._beaten = self._buried = float("-inf")
        self._trusted_from = float("-inf")
        self.leaving = False  # no more tickets, but still alive

    def rounds(self, end: threading.Event) -> None:
        """Do a round every `poll_s` until `end` is set."""
        while not end.wait(self._limits.poll_s):
            try_now("housekeeping", self.round, None)

    def round(self) -> None:
        """One round of what is due."""
        now = time.monotonic()
        self._notice_a_gap(now)
        if now - self._beaten >= self._limits.heartbeat_s:
            with self._store.writing() as session:
                presence.beat(session, self._worker_id)
            self._beaten = now
        if now >= self._trusted_from and now - self._buried >= self._limits.dead_after_s / 4:
            self.bury()
            self._buried = now
        if not self.leaving:
            with self._store.reading() as session:
                tickets = dispatch.waiting(session)
            self._queue.submit(tickets)

    def _notice_a_gap(self, now: float) -> None:
        """After a gap (the computer slept, the database was away) others need time to be heard
        of again before they are taken for dead."""
        if now - self._last > self._limits.dead_after_s / 2:
            self._trusted_from = now + self._limits.dead_after_s
        self._last = now

    def bury(self) -> None:
        """Take the jobs of dead workers from them, and the tickets that they had."""
        patience_s = self._limits.dead_after_s
        with self._store.writing() as session:
            taken = attempts.take_from_the_dead(
                session, dead_after_s=patience_s, alive=set(self._under_way)
            )
            alive = {w.worker_id for w in presence.alive(session, dead_after_s=patience_s)}
        for job_id, state in taken:
            _log.warning("job_taken_from_dead_worker", job_id=job_id, state=state.value)
        alive.add(self._worker_id)
        self._queue.recover(alive)
        remove_orphans(self._store, alive)
