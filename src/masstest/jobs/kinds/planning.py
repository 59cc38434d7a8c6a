"""The kind ``plan``: a round's first plan, or one more."""

from __future__ import annotations

from masstest.jobs.kinds import Made, MadePlan
from masstest.jobs.kinds.options import options_of
from masstest.jobs.messages import Desk
from masstest.jobs.requests import with_settings
from masstest.jobs.tasks import Task
from masstest.planner import Watch, plan_round, worker_pool


def run(task: Task, desk: Desk) -> Made:
    roster = with_settings(task.roster(), task.request.settings)
    options = options_of(task)
    with worker_pool(roster, options.workers) as executor:
        plan = plan_round(
            roster,
            options,
            executor=executor,
            watch=Watch(progress=desk.progress, stop=desk.stop),
            roster_sha256=task.head.roster_sha256,
        )
    return Made((MadePlan(plan, roster),))
