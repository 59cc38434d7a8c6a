"""Roster -> stages -> checks -> plan.

Stages are planned one after another, each handing its part to the next; then every rule is
checked by code that cannot import the solvers. A physical rule broken means that the plan is
refused. A target missed is named as a shortage, with remedies found by planning once more
without the limit that binds.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from importlib.metadata import version

import masstest
from masstest.checks import check_plan, objective_mismatches
from masstest.domain.budget import Budget
from masstest.domain.outcome import PlanRefused, Shortage, StageReport
from masstest.domain.plan import Plan, PlanRound, Provenance
from masstest.domain.roster import Roster
from masstest.domain.rules import RULE
from masstest.domain.travel import Travel
from masstest.planner.draft import Draft, draft_plan
from masstest.planner.kpis import key_figures
from masstest.planner.shortages import add_remedies, merge_shortages
from masstest.travel import straight_line


@dataclass(frozen=True)
class Options:
    """How to plan: wall-clock limit in seconds, seed, processes; the same plan each time?"""

    time_limit_s: float = 38.0
    seed: int = 1
    workers: int = 2
    deterministic: bool = False


@dataclass(frozen=True)
class Watch:
    """Who listens and who may stop: `progress` gets stage reports, `stop` ends the search."""

    progress: Callable[[StageReport], None] | None = None
    stop: threading.Event = field(default_factory=threading.Event)


def plan_round(
    roster: Roster,
    options: Options | None = None,
    *,
    travel: Travel | None = None,
    executor: Executor | None = None,
    watch: Watch | None = None,
    roster_sha256: str = "",
) -> Plan:
    """Plan a round and check the plan.

    Parameters
    ----------
    roster : the validated roster
    options : limits and seed
    travel : matrices; None for straight line x detour
    executor : runs independent parts side by side (processes); None: everything here
    watch : progress and stop
    roster_sha256 : hash of the file the roster was read from, kept in the plan

    Returns
    -------
    Plan
        With status ``met``, or ``short`` and the shortages with their remedies.

    Raises
    ------
    PlanRefused
        If the checker finds a physical rule broken or an objective that doesn't add up.
    """
    options, watch = options or Options(), watch or Watch()
    travel = travel or straight_line(roster)
    budget = Budget(
        seconds=_seconds(roster, options.time_limit_s),
        seed=options.seed,
        workers=options.workers,
        deterministic=options.deterministic,
        executor=executor,
        stop=watch.stop,
        progress=watch.progress,
    )
    plan = checked_plan(roster, travel, draft_plan(roster, travel, budget), options, roster_sha256)
    if not plan.shortages or watch.stop.is_set():
        return plan
    shortages = _with_remedies(roster, travel, budget, plan.shortages)
    return plan.model_copy(update={"shortages": shortages})


def checked_plan(
    roster: Roster, travel: Travel, draft: Draft, options: Options, roster_sha256: str = ""
) -> Plan:
    """The plan that a draft is, once every rule has been checked.

    Raises
    ------
    PlanRefused
        If the checker finds a physical rule broken or an objective that doesn't add up.
    """
    plan = _assemble(roster, draft, options, roster_sha256)
    violations = check_plan(roster, plan, travel)
    broken = [v for v in violations if v.rule not in RULE or RULE[v.rule].physical]
    broken += objective_mismatches(roster, plan, travel)
    if broken:
        raise PlanRefused(tuple(broken))
    shortages = merge_shortages(draft.shortages, violations)
    return plan.model_copy(
        update={
            "status": "short" if violations or shortages else "met",
            "violations": violations,
            "shortages": shortages,
            "kpis": key_figures(roster, plan, travel),
        }
    )


# Rules whose shortage may come from a lack of people, so that planning once more without
# the staff limits shows what would do.
_PEOPLE_RULES = {
    "full_coverage",
    "sampling_deadline",
    "role_cover",
    "crew_of_two",
    "doorstep_coverage",
    "doorstep_deadline",
}
_RELAXED_SHARE = 0.5  # of the time limit, on top of it


def _seconds(roster: Roster, limit_s: float) -> float:
    """The time worth spending: small rosters are done long before the limit."""
    people = sum(compound.population for compound in roster.compounds)
    return min(limit_s, 0.4 + people / 7_500)


def _with_remedies(
    roster: Roster, travel: Travel, budget: Budget, shortages: tuple[Shortage, ...]
) -> tuple[Shortage, ...]:
    if not any(shortage.rule in _PEOPLE_RULES for shortage in shortages):
        return shortages
    relaxed = draft_plan(
        roster, travel, budget.slice(_RELAXED_SHARE * budget.seconds), staff_limits=False
    )
    return add_remedies(shortages, relaxed.shortages)


def _assemble(roster: Roster, draft: Draft, options: Options, roster_sha256: str) -> Plan:
    return Plan(
        round=PlanRound.of(roster.round, draft.mode),
        points=draft.points,
        coverage=draft.coverage,
        duties=draft.duties,
        runs=draft.runs,
        labs=draft.labs,
        doorstep=draft.teams,
        supplies=draft.supplies,
        supply_runs=draft.supply_runs,
        waste_runs=draft.waste_runs,
        readiness=draft.readiness,
        stages=draft.reports,
        provenance=Provenance(
            roster_sha256=roster_sha256,
            masstest_version=masstest.__version__,
            ortools_version=version("ortools"),
            seed=options.seed,
            parameters=roster.parameters.model_dump(mode="json"),
            created_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        ),
    )
