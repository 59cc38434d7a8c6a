"""A kind of job for tests: does what its request's settings say, without a solver.

``pause_s`` of work in steps, each reported as a stage; then what ``then`` says: a plan, or a
calamity.
"""

from __future__ import annotations

import os
import time

from masstest.domain.outcome import (
    BadInput,
    PlanRefused,
    Problem,
    Severity,
    StageReport,
    StageStatus,
    Violation,
)
from masstest.domain.plan import Plan, PlanRound
from masstest.jobs.kinds import Made, MadePlan
from masstest.jobs.messages import Desk
from masstest.jobs.tasks import Task
from support import DATE

STEP_S = 0.02
STEPS_PER_PART = 5


def run(task: Task, desk: Desk) -> Made:
    asked = task.request.settings
    steps = round(float(asked.get("pause_s") or 0) / STEP_S)
    parts = task.parts() if asked.get("parts") else {}
    for step in range(STEPS_PER_PART * len(parts), steps):
        if desk.stop.is_set() and not asked.get("deaf"):
            break
        time.sleep(STEP_S)
        desk.progress(
            StageReport(stage=f"step {step}", status=StageStatus.feasible, objective=step)
        )
        if asked.get("parts") and (step + 1) % STEPS_PER_PART == 0:
            desk.keep(f"part-{step + 1}", str(os.getpid()).encode())
    _calamity(str(asked.get("then")), task)
    kpis = {"parts": {name: int(content) for name, content in task.parts().items()}}
    return Made((MadePlan(_plan(kpis), task.roster()),))


def _calamity(which: str, task: Task) -> None:
    match which:
        case "memory":
            hog = []
            while True:
                hog.append(bytearray(50_000_000))
        case "abort":
            os.abort()
        case "raise":
            raise RuntimeError("a fault of the program")
        case "refuse":
            late = Violation(rule="lab_hours", subjects=("L1",), amount=2, limit=1, unit="min")
            raise PlanRefused((late,))
        case "bad":
            unknown = Problem("replan_unknown", Severity.error, facts={"subject": "site=X"})
            raise BadInput((unknown,))
        case "recover":
            if not task.parts():
                os.abort()


def _plan(kpis: dict[str, object]) -> Plan:
    return Plan(
        round=PlanRound(
            district="D",
            date=DATE,
            number=1,
            scope="full",
            timezone="Asia/Shanghai",
            sampling_start=420,
            sampling_deadline=840,
            key_result_deadline=1080,
            result_deadline=1860,
            transport_mode="shared",
        ),
        status="met",
        kpis=kpis,
    )
