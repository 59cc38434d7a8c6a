"""Kinds of job: each a module whose ``run(task, desk) -> Made`` does the work, in the child.

They are named, not imported: a worker that only supervises never loads a solver.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from masstest.domain.city import CityPlan
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.jobs.states import JobKind

MODULES: Mapping[str, str] = {
    JobKind.plan: "masstest.jobs.kinds.planning",
    JobKind.replan: "masstest.jobs.kinds.replanning",
    JobKind.city: "masstest.jobs.kinds.city",
}


@dataclass(frozen=True)
class MadePlan:
    """A checked plan, and the roster that it was planned on, after settings and exclusions.

    `district` is that of a city's plan, as the request names it.
    """

    plan: Plan
    roster: Roster
    district: str = ""


@dataclass(frozen=True)
class Made:
    """What a job has made; plans are written one by one, so that none need wait in memory."""

    plans: Iterable[MadePlan]
    city: CityPlan | None = None
