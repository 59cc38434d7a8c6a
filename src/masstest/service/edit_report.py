"""What an edit of a plan does, as facts and sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class EditReport:
    """What was changed in a plan, and what follows.

    Attributes
    ----------
    changes : a sentence each
    problems : edits that make no sense: code, severity, sheet, cell, value, text
    ignored : sentences about cells that were changed to no effect
    broken, remaining, mended : violations (rule, name, physical, subjects, amount, limit, unit,
        text) that the edit brought, left or mended
    status : of the plan with the edits
    kpis_before, kpis : key figures without and with the edits
    plan_json : the plan with the edits and everything that follows; None if nothing was changed
    base_json : the plan from which planning around the edits starts: without those that no plan
        can have
    pins, excludes : the edits as subjects of a request to plan again
    """

    changes: list[str] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    broken: list[dict[str, Any]] = field(default_factory=list)
    remaining: list[dict[str, Any]] = field(default_factory=list)
    mended: list[dict[str, Any]] = field(default_factory=list)
    status: Literal["met", "short"] = "met"
    kpis_before: dict[str, Any] = field(default_factory=dict)
    kpis: dict[str, Any] = field(default_factory=dict)
    plan_json: bytes | None = None
    base_json: bytes | None = None
    pins: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()

    @property
    def errors(self) -> int:
        """Edits that make no sense."""
        return sum(problem["severity"] == "error" for problem in self.problems)

    @property
    def physical(self) -> list[dict[str, Any]]:
        """Violations of rules that must hold, in the plan with the edits."""
        return [row for row in (*self.broken, *self.remaining) if row["physical"]]
