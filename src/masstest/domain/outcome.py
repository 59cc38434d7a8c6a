"""Outcomes are values: violations, shortages with remedies, stage reports, input problems.

They hold facts. Sentences are made at the edge, in the reader's language (`masstest.text`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from pydantic import Field

from masstest.domain.units import Model

Value = TypeVar("Value")


class Violation(Model):
    """A rule that does not hold: by how much, against which limit, for whom.

    `subjects` are ids (site, compound, staff, vehicle, run, team, lab), most specific first.
    `amount` is what was found, `limit` what the rule allows, both in `unit`.
    """

    rule: str
    subjects: tuple[str, ...]
    amount: float
    limit: float
    unit: str


class RemedyCode(StrEnum):
    """What can be done about a shortage; each can be applied to a roster by a program.

    After each: what `subject`, `quantity` and `facts` of the `Remedy` mean.
    """

    add_staff = "add_staff"  # role; persons; zone_group?
    add_lanes = "add_lanes"  # site_id; lanes
    open_point = "open_point"  # compound_id near which; lanes; persons, within_m
    add_vehicles = "add_vehicles"  # vehicle kind; vehicles; sealed_ok, capacity_tubes
    add_lab_capacity = "add_lab_capacity"  # lab_id; tubes/h more; tubes_per_day?
    extend_lab_hours = "extend_lab_hours"  # lab_id; minutes later
    add_stock = "add_stock"  # item; units of the item
    add_official = "add_official"  # level; persons; street, community
    move_compound = "move_compound"  # compound_id; persons; site_id


class Remedy(Model):
    """One thing that would end a shortage, with its quantity.

    `text` is the sentence in the plan's language; `code`, `subject`, `quantity`, `unit` and
    `facts` are what it was made from.
    """

    code: RemedyCode
    rule: str
    subject: str
    quantity: float
    unit: str
    facts: Mapping[str, str | float | int | bool] = Field(default_factory=dict)
    text: str = ""


class Shortage(Model):
    """A target rule that is missed: by how much, until when, and what would mend it."""

    rule: str
    subject: str
    amount: float
    unit: str
    deadline_missed_by_min: int | None = None
    remedies: tuple[Remedy, ...] = ()
    text: str = ""


class StageStatus(StrEnum):
    running = "running"  # only in progress reports, never in a plan
    optimal = "optimal"  # proven, within the stage's stated gap tolerance
    feasible = "feasible"  # a solution, with the bound that is stated (if any)
    stopped = "stopped"  # deadline or Ctrl-C: the best so far
    skipped = "skipped"  # nothing to plan


class StageReport(Model):
    """What a stage achieved. Objective = the sum of `terms`; the checker recomputes it.

    `facts` are numbers that a sentence is made from, such as `missing_vehicles`; `note` is for
    who looks into the search.
    """

    stage: str
    status: StageStatus
    objective: float
    best_bound: float | None = None
    gap: float | None = None
    wall_s: float = 0.0
    terms: Mapping[str, float] = Field(default_factory=dict)
    note: str = ""
    facts: Mapping[str, int] = Field(default_factory=dict)


@dataclass(frozen=True)
class StageResult(Generic[Value]):
    """A stage's part of the plan, its report, and what it fell short of."""

    value: Value
    report: StageReport
    shortages: tuple[Shortage, ...] = ()


class Severity(StrEnum):
    error = "error"
    warning = "warning"


@dataclass(frozen=True)
class Problem:
    """Something wrong with the input.

    `cell` is a cell reference with sheet, such as ``compounds!E17``, or None when the whole
    sheet or file is meant. `code` is stable; `facts` feed the sentence for that code.
    """

    code: str
    severity: Severity
    sheet: str | None = None
    cell: str | None = None
    value: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


class BadInput(Exception):
    """The input cannot be planned. Carries every problem that was found, not just the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problem(s) in the input")
        self.problems = problems

    def __reduce__(self) -> tuple[type[BadInput], tuple[tuple[Problem, ...]]]:
        """So that it comes whole out of another process: an exception keeps its message only."""
        return type(self), (self.problems,)


class PlanRefused(Exception):
    """The checker found a physical rule broken, or disagrees with a stage: no plan is shown."""

    def __init__(self, violations: tuple[Violation, ...]) -> None:
        listed = "; ".join(f"{v.rule} {','.join(v.subjects)}" for v in violations[:5])
        super().__init__(f"{len(violations)} violation(s) in a computed plan: {listed}")
        self.violations = violations

    def __reduce__(self) -> tuple[type[PlanRefused], tuple[tuple[Violation, ...]]]:
        """So that it comes whole out of another process: an exception keeps its message only."""
        return type(self), (self.violations,)
