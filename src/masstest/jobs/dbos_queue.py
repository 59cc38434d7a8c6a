"""The durable queue on DBOS: a ticket is a workflow, its id the ticket's text.

DBOS keeps tickets in a database of its own: a file beside ours with SQLite, a schema of ours with
PostgreSQL. It holds ids only, and could be emptied at any time: jobs that wait would get their
tickets again.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Collection
from pathlib import Path

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID
from sqlalchemy.engine import URL

from masstest.jobs.port import Run, Ticket

SCHEMA = "masstest_queue"
_QUEUE = "attempts"
_WORKFLOW = "attempt"
# What a workflow's arguments mean. Workers of any version take any ticket: it holds ids only.
_PROTOCOL = "tickets-1"
_UNDER_WAY = frozenset({"ENQUEUED", "DELAYED", "PENDING"})
_REMEMBERED = dt.timedelta(days=1)
_AT_ONCE = 500


class DbosQueue:
    """A `JobQueue` of this process; DBOS allows one at a time."""

    def __init__(self, store_url: URL, worker_id: str, *, poll_s: float = 0.5) -> None:
        self._url, self._worker_id, self._poll_s = queue_url(store_url), worker_id, poll_s
        self._workflow: Callable[[str, int], str] | None = None

    def start(self, run: Run) -> None:
        if self._url.get_backend_name() == "sqlite":
            _use_wal(self._url)
        config: DBOSConfig = {
            "name": "masstest",
            "system_database_url": self._url.render_as_string(hide_password=False),
            "dbos_system_schema": SCHEMA,
            "application_version": _PROTOCOL,
            "executor_id": self._worker_id,
            "serializer": DBOSPortableJSONSerializer(),
            "sys_db_pool_size": 5,
            "use_listen_notify": False,
            "log_level": "WARNING",
        }

        def attempt(job_id: str, number: int) -> str:
            return DBOS.run_step({"name": "run"}, run, Ticket(job_id, number))

        DBOS(config=config)
        self._workflow = DBOS.workflow(name=_WORKFLOW)(attempt)
        DBOS.launch()
        # one at a time: a machine takes more jobs by running more workers
        DBOS.register_queue(
            _QUEUE,
            worker_concurrency=1,
            polling_interval_sec=self._poll_s,
            on_conflict="always_update",
        )

    def submit(self, tickets: Collection[Ticket]) -> None:
        assert self._workflow is not None, "not started"
        named = {f"{ticket.job_id}:{ticket.attempt}": ticket for ticket in tickets}
        if not named:
            return
        known = DBOS.list_workflows(workflow_ids=list(named), load_input=False, load_output=False)
        status = {workflow.workflow_id: workflow.status for workflow in known}
        for name, ticket in named.items():
            if status.get(name) in _UNDER_WAY:
                continue
            if name in status:  # it was delivered, and yet the job still waits
                DBOS.delete_workflow(name)
            with SetWorkflowID(name):
                DBOS.enqueue_workflow(_QUEUE, self._workflow, *ticket)

    def recover(self, alive: Collection[str]) -> int:
        under_way = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        orphans = [w.workflow_id for w in under_way if w.executor_id not in alive]
        if orphans:
            # without its name, DBOS would put them into a queue that has no limit
            DBOS.resume_workflows(orphans, queue_name=_QUEUE)
        self._forget_old()
        return len(orphans)

    def _forget_old(self) -> None:
        """Tickets that were delivered long ago; what became of the job stands in our tables."""
        until = dt.datetime.now(dt.UTC) - _REMEMBERED
        old = DBOS.list_workflows(
            completed_before=until.isoformat(), limit=_AT_ONCE, load_input=False, load_output=False
        )
        if old:
            DBOS.delete_workflows([workflow.workflow_id for workflow in old])

    def stop(self, within_s: float) -> None:
        DBOS.destroy(workflow_completion_timeout_sec=max(1, round(within_s)), destroy_registry=True)


def queue_url(store_url: URL) -> URL:
    """Where DBOS keeps its tickets."""
    if store_url.get_backend_name() != "sqlite":
        return store_url
    assert store_url.database is not None
    path = Path(store_url.database)
    return store_url.set(database=str(path.with_name(f"{path.stem}-queue{path.suffix}")))


def _use_wal(url: URL) -> None:
    """DBOS leaves the journal as it finds it; without WAL, readers and writers wait for each
    other."""
    assert url.database is not None
    connection = sqlite3.connect(url.database, timeout=30)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()
