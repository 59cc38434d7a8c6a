"""What a child tells its worker: one JSON object in a line, content in files of the folder."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from masstest.domain.outcome import BadInput, PlanRefused, StageReport
from masstest.jobs.kinds import Made
from masstest.jobs.states import Fault

Message = dict[str, Any]
_CITY = "made-city.json"


class Inbox:
    """Messages between the thread that hears them and the one that reads them, in their order."""

    def __init__(self) -> None:
        self._messages: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self.ended = False  # the last one has been taken

    def put(self, message: Message | None) -> None:
        """Add one; None after the last."""
        self._messages.put(message)

    def take(self, timeout_s: float) -> Message | None:
        """The next one, or None if there is none within `timeout_s`."""
        if self.ended:
            return None
        try:
            message = self._messages.get(timeout=timeout_s)
        except queue.Empty:
            return None
        self.ended = message is None
        return message


@dataclass(frozen=True)
class Desk:
    """Where a job's work is done: how to report, what to keep, and when to come to an end."""

    folder: Path
    send: Callable[[Message], None]
    stop: threading.Event

    def progress(self, report: StageReport) -> None:
        fields = {"stage", "status", "objective", "best_bound", "gap", "wall_s"}
        self.send({"type": "stage", "facts": report.model_dump(mode="json", include=fields)})

    def keep(self, name: str, content: bytes) -> None:
        """Keep a piece of the work, so that another attempt can go on from it."""
        (self.folder / name).write_bytes(content)
        self.send({"type": "part", "name": name})

    def hand_in(self, made: Made) -> None:
        """Write what was made, and say where."""
        plans = []
        for number, each in enumerate(made.plans):
            names = {"plan": f"made-plan-{number}.json", "roster": f"made-roster-{number}.json"}
            (self.folder / names["plan"]).write_text(each.plan.to_json(), encoding="utf-8")
            (self.folder / names["roster"]).write_text(each.roster.to_json(), encoding="utf-8")
            plans.append({"district": each.district, **names})
        city = made.city and _CITY
        if made.city is not None:
            (self.folder / _CITY).write_text(made.city.to_json(), encoding="utf-8")
        self.send({"type": "made", "plans": plans, "city": city})


def fault(code: Fault, **facts: Any) -> Message:
    return {"type": "fault", "code": code.value, "facts": facts}


def bad_input(error: BadInput) -> Message:
    """Every problem with its facts, which are plain values or made into text."""
    problems = [
        {
            "code": problem.code,
            "sheet": problem.sheet,
            "cell": problem.cell,
            "value": problem.value,
            "facts": dict(problem.facts),
        }
        for problem in error.problems
    ]
    return fault(Fault.bad_input, problems=problems)


def plan_refused(error: PlanRefused) -> Message:
    violations = [violation.model_dump(mode="json") for violation in error.violations]
    return fault(Fault.plan_refused, violations=violations)
