"""The kind ``replan``: the least change to a plan that people know."""

from __future__ import annotations

from masstest.jobs.kinds import Made, MadePlan
from masstest.jobs.kinds.options import options_of
from masstest.jobs.messages import Desk
from masstest.jobs.requests import with_settings
from masstest.jobs.tasks import Task
from masstest.planner import Watch, worker_pool
from masstest.planner.replanning import replan
from masstest.planner.replanning.in_the_day import replan_in_the_day
from masstest.planner.replanning.request import Request, requested_roster


def run(task: Task, desk: Desk) -> Made:
    asked, base = task.request, task.base()
    roster = with_settings(task.roster(), asked.settings)
    options = options_of(task)
    watch = Watch(progress=desk.progress, stop=desk.stop)
    if asked.day_so_far is not None and asked.freeze is not None:
        in_the_day = replan_in_the_day(
            base,
            roster,
            asked.day_so_far,
            options,
            watch=watch,
            freeze=asked.freeze,
            pins=asked.pins,
            excludes=asked.excludes,
            roster_sha256=task.head.roster_sha256,
        )
        return Made((MadePlan(in_the_day.plan, in_the_day.roster),))
    with worker_pool(roster, options.workers) as executor:
        plan = replan(
            base,
            roster,
            options,
            executor=executor,
            watch=watch,
            freeze=asked.freeze,
            pins=asked.pins,
            excludes=asked.excludes,
            roster_sha256=task.head.roster_sha256,
        )
    request = Request(asked.pins, asked.excludes, asked.freeze)
    return Made((MadePlan(plan, requested_roster(base, roster, request)),))
