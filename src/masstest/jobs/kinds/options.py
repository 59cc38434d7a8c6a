"""How a job plans, from what was asked and what the worker allows."""

from __future__ import annotations

from masstest.jobs.tasks import Task
from masstest.planner import Options


def options_of(task: Task) -> Options:
    asked = task.request
    processes = min(asked.workers or task.head.processes, task.head.processes)
    return Options(
        time_limit_s=asked.time_limit_s,
        seed=asked.seed,
        workers=1 if asked.deterministic else processes,
        deterministic=asked.deterministic,
    )
