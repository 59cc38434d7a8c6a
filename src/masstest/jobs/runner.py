"""Trying a ticket: claim the job, have a child do the work, and end the job in one transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from masstest.domain.outcome import BadInput
from masstest.jobs import attempts, inputs, messages
from masstest.jobs.attempts import Failure, Lease
from masstest.jobs.folders import task_folder
from masstest.jobs.keeping import keep_made
from masstest.jobs.limits import JobLimits
from masstest.jobs.patience import insist
from masstest.jobs.port import Ticket
from masstest.jobs.process import ChildProcess, Work
from masstest.jobs.states import Fault, JobState
from masstest.jobs.supervision import Ending, Supervision
from masstest.store.engine import Store

_PATIENCE_S = 600.0  # an hour's planning isn't thrown away for a database that restarts
_log = structlog.get_logger(__name__)

Begin = Callable[[Path], AbstractContextManager[Work]]
"""Begins the task in a folder."""


@dataclass(frozen=True)
class Runner:
    """Tries tickets for the worker `worker_id`; see `port.Run`.

    `closing` set: whatever is being done is handed back at once. `under_way` are the tokens of
    leases that are being worked on just now.
    """

    store: Store
    worker_id: str
    limits: JobLimits
    begin: Begin = ChildProcess
    closing: threading.Event = field(default_factory=threading.Event)
    under_way: set[str] = field(default_factory=set)

    def __call__(self, ticket: Ticket) -> str:
        """Do the attempt if it is its turn, and say what became of it."""
        log = _log.bind(job_id=ticket.job_id, attempt=ticket.attempt, worker_id=self.worker_id)
        with self.store.writing() as session:
            lease = attempts.claim(session, ticket.job_id, ticket.attempt, self.worker_id)
        if lease is None:
            log.info("ticket_void")
            return "void"
        log.info("attempt_began")
        self.under_way.add(lease.token)
        try:
            fate = self._do(lease)
        finally:
            self.under_way.discard(lease.token)
        log.info("attempt_ended", fate=fate)
        return fate

    def _do(self, lease: Lease) -> str:
        with task_folder(self.store, self.worker_id) as folder:
            ending = self._work(lease, folder)
            return insist(
                "ending a job", lambda: self._end(lease, ending, folder), within_s=_PATIENCE_S
            )

    def _work(self, lease: Lease, folder: Path) -> Ending:
        try:
            limits = insist(
                "preparing a job", lambda: self._prepare(lease, folder), within_s=_PATIENCE_S
            )
        except BadInput as error:
            facts = messages.bad_input(error)["facts"]
            return Ending(failure=Failure(Fault.bad_input, facts))
        with self.begin(folder) as work:
            return Supervision(self.store, lease, work, folder, limits, self.closing).watch()

    def _prepare(self, lease: Lease, folder: Path) -> JobLimits:
        with self.store.reading() as session:
            return inputs.prepare(session, lease, self.limits, folder)

    def _end(self, lease: Lease, ending: Ending, folder: Path) -> str:
        with self.store.writing() as session:
            job = attempts.held(session, lease)
            if job is None:
                return "lease lost"
            if ending.failure is not None:
                return attempts.fail(session, job, ending.failure)
            cancelled = job.cancel_requested_at is not None
            state = JobState.cancelled if cancelled else JobState.done
            if ending.made is None:
                attempts.end(session, job, state)
            else:
                kept = keep_made(session, job, ending.made, folder)
                attempts.end(session, job, state, plan_id=kept.plan_id, told=kept.told)
            return state
