"""The states of a job, and the codes of what can go wrong with it."""

from __future__ import annotations

from enum import StrEnum


class JobState(StrEnum):
    queued = "queued"
    running = "running"
    done = "done"
    failed = "failed"
    cancelled = "cancelled"

    @property
    def final(self) -> bool:
        """Whether nothing will happen to the job any more."""
        return self not in (JobState.queued, JobState.running)


class JobKind(StrEnum):
    plan = "plan"
    replan = "replan"
    city = "city"


class EventKind(StrEnum):
    state = "state"
    stage = "stage"
    note = "note"
    part = "part"  # a piece of the work that is kept, so that the next attempt goes on from it


class Fault(StrEnum):
    """Why a job failed, or an attempt came to nothing. `faults.sentence` says it to people."""

    bad_input = "bad_input"
    plan_refused = "plan_refused"
    out_of_memory = "out_of_memory"
    time_exceeded = "time_exceeded"
    crashed = "crashed"
    worker_lost = "worker_lost"
    worker_stopped = "worker_stopped"
    attempts_exhausted = "attempts_exhausted"


TRIED_AGAIN = frozenset({Fault.crashed, Fault.worker_lost, Fault.worker_stopped})
"""What another attempt may mend. The same input needs the same memory and is as wrong as before."""
