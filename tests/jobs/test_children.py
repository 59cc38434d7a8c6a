"""A job's child process: its limits, how it is stopped, and what is left of it."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest

from job_cases import events_of, job_of, new_job, plans_of, states_of
from masstest.jobs import jobs
from masstest.jobs.limits import JobLimits
from masstest.jobs.port import Ticket
from masstest.jobs.process import ChildProcess
from masstest.jobs.runner import Runner
from masstest.store import documents
from masstest.store.engine import Store

# what is tried here is processes: one kind of database will do
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CHILD = (sys.executable, str(Path(__file__).with_name("trial_child.py")))
# other tests keep the computer busy: whoever steps back for them waits for minutes
LIMITS = JobLimits(
    heartbeat_s=0.2, dead_after_s=5, poll_s=0.1, memory_mb=1500, grace_s=5, niceness=0
)


class Trial:
    """One job and a worker that does it in a thread."""

    def __init__(self, store: Store, limits: JobLimits = LIMITS, **settings: Any) -> None:
        self.store = store
        attempts = settings.pop("max_attempts", 3)
        self.job_id = new_job(store, "trial", settings=settings, max_attempts=attempts)
        self.runner = Runner(store, "w", limits, partial(ChildProcess, command=CHILD))
        self.thread = threading.Thread(target=self.run)
        self.fate = ""

    def run(self, attempt: int = 1) -> str:
        self.fate = self.runner(Ticket(self.job_id, attempt))
        return self.fate

    def run_and_cancel(self) -> str:
        """Ask the running job to stop once it has something; what became of it."""
        self.thread.start()
        self.wait_for("stage")
        with self.store.writing() as session:
            jobs.request_cancel(session, self.job_id)
        self.thread.join(20)
        return self.fate

    def problem(self) -> dict[str, Any]:
        problem = job_of(self.store, self.job_id).problem
        assert problem is not None
        return problem

    def wait_for(self, kind: str) -> None:
        """Until the running job has an event of a kind."""
        await_(lambda: any(e.kind == kind for e in events_of(self.store, self.job_id)))


def await_(fact: Callable[[], bool], within_s: float = 90.0) -> None:
    until = time.monotonic() + within_s
    while not fact():
        assert time.monotonic() < until, "nothing came of it"
        time.sleep(0.05)


def processes_of_trials() -> list[psutil.Process]:
    return [
        process
        for process in psutil.process_iter(["cmdline", "ppid"])
        if CHILD[1] in (process.info["cmdline"] or ()) and process.info["ppid"] == os.getpid()
    ]


def test_progress_comes_in_order_and_the_plan_is_kept(store: Store) -> None:
    trial = Trial(store, pause_s=0.7)
    assert trial.run() == "done"
    job, (plan,) = job_of(store, trial.job_id), plans_of(store, trial.job_id)
    assert (job.plan_id, plan.number, plan.status, plan.origin) == (
        plan.plan_id,
        1,
        "met",
        "planned",
    )
    with store.reading() as session:
        assert documents.read(session, plan.document_sha256).startswith(b"{")
        assert documents.read(session, plan.roster_sha256).startswith(b"{")
    events = events_of(store, trial.job_id)
    assert [e.number for e in events] == list(range(1, len(events) + 1))
    stages = [e.facts["stage"] for e in events if e.kind == "stage"]
    assert stages == [f"step {n}" for n in range(35)]
    assert [e.kind for e in events[-2:]] == ["note", "state"]
    assert states_of(store, trial.job_id) == ["queued", "running", "done"]


def test_cancelling_keeps_the_best_so_far(store: Store) -> None:
    trial = Trial(store, pause_s=60)
    assert trial.run_and_cancel() == "cancelled"
    (plan,) = plans_of(store, trial.job_id)
    assert job_of(store, trial.job_id).plan_id == plan.plan_id


def test_who_does_not_listen_is_ended_by_force(store: Store) -> None:
    trial = Trial(store, replace(LIMITS, grace_s=0.3), pause_s=60, deaf=True)
    assert trial.run_and_cancel() == "cancelled"
    assert plans_of(store, trial.job_id) == []
    assert processes_of_trials() == []


def test_at_the_time_limit_the_best_so_far_is_kept(store: Store) -> None:
    trial = Trial(store, replace(LIMITS, time_limit_s=1.5, grace_s=60), pause_s=60)
    assert trial.run() == "done"
    notes = [e.facts["code"] for e in events_of(store, trial.job_id) if e.kind == "note"]
    assert "time_limit_reached" in notes


def test_beyond_the_time_limit_it_is_ended_by_force(store: Store) -> None:
    limits = replace(LIMITS, time_limit_s=1.0, grace_s=0.3)
    trial = Trial(store, limits, pause_s=60, deaf=True)
    assert trial.run() == "failed"
    assert trial.problem() == {"code": "time_exceeded", "facts": {"limit_s": 1.0}}
    assert processes_of_trials() == []


def test_memory_is_limited(store: Store) -> None:
    trial = Trial(store, replace(LIMITS, memory_mb=900), then="memory")
    assert trial.run() == "failed"
    assert trial.problem() == {"code": "out_of_memory", "facts": {"limit_mb": 900}}


@pytest.mark.parametrize(
    ("then", "status", "error"),
    [("abort", -signal.SIGABRT, None), ("raise", 1, "RuntimeError: a fault of the program")],
)
def test_a_crash_is_tried_again(store: Store, then: str, status: int, error: str | None) -> None:
    trial = Trial(store, then=then, max_attempts=2)
    assert trial.run() == "queued"
    (note,) = (e.facts for e in events_of(store, trial.job_id) if e.kind == "note")
    assert (note["code"], note["facts"]["status"]) == ("crashed", status)
    assert error is None or note["facts"]["error"] == error
    assert trial.run(2) == "failed"
    assert trial.problem()["code"] == "attempts_exhausted"
    assert trial.problem()["facts"]["last"]["code"] == "crashed"
    assert trial.run(3) == "void"


@pytest.mark.parametrize(
    ("then", "code", "fact"),
    [("refuse", "plan_refused", "violations"), ("bad", "bad_input", "problems")],
)
def test_what_cannot_be_planned_fails_at_once(
    store: Store, then: str, code: str, fact: str
) -> None:
    trial = Trial(store, then=then)
    assert trial.run() == "failed"
    assert trial.problem()["code"] == code
    assert len(trial.problem()["facts"][fact]) == 1


def test_what_was_kept_is_not_done_again(store: Store) -> None:
    trial = Trial(store, pause_s=0.6, parts=True, then="recover")
    trial.run()
    trial.run(2)
    assert job_of(store, trial.job_id).state == "done"
    (plan,) = plans_of(store, trial.job_id)
    makers = set(plan.kpis["parts"].values())
    parts = [e.attempt for e in events_of(store, trial.job_id) if e.kind == "part"]
    assert len(plan.kpis["parts"]) == 6
    assert len(makers) == 1  # all by the first attempt's process
    assert set(parts) == {1}


def test_a_lost_lease_ends_the_work(store: Store) -> None:
    trial = Trial(store, pause_s=60)
    trial.thread.start()
    trial.wait_for("stage")
    with store.writing() as session:
        job = jobs.locked(session, trial.job_id)
        assert job is not None
        job.lease = "somebody else's"
    trial.thread.join(20)
    assert trial.fate == "lease lost"
    assert plans_of(store, trial.job_id) == []
    assert processes_of_trials() == []


def test_a_worker_that_must_go_hands_its_job_back(store: Store) -> None:
    trial = Trial(store, pause_s=60)
    trial.thread.start()
    trial.wait_for("stage")
    trial.runner.closing.set()
    trial.thread.join(20)
    assert trial.fate == "queued"
    job = job_of(store, trial.job_id)
    assert (job.attempt, job.max_attempts, job.lease) == (1, 4, None)
    assert processes_of_trials() == []


def test_a_roster_that_is_gone_is_told(store: Store) -> None:
    trial = Trial(store)
    with store.writing() as session:
        session.connection().exec_driver_sql("UPDATE documents SET compressed = x'00'")
    assert trial.run() == "failed"
    (problem,) = trial.problem()["facts"]["problems"]
    assert problem["code"] == "document_unreadable"
