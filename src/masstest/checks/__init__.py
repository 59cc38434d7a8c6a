"""The independent checker: every rule of the plan, worked out anew from roster and plan.

Nothing here imports a solver; what a solver got wrong, this code has to get wrong by itself to
miss it. Each rule is one function ``(roster, plan, travel) -> Iterator[Violation]`` whose name is
the rule's code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from masstest.checks import (
    consistency,
    doorstep,
    location,
    officials,
    rostering,
    supplies,
    transport,
    waste,
)
from masstest.checks.objective import objective_mismatches, recompute_terms
from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.rules import RULE, RULES
from masstest.domain.travel import Travel

Check = Callable[[Roster, Plan, Travel], Iterator[Violation]]

_STAGES = {
    "location": location,
    "rostering": rostering,
    "transport": transport,
    "doorstep": doorstep,
    "supplies": supplies,
    "waste": waste,
    "officials": officials,
}

# rule code -> its check, in the contract's order
CHECKS: Mapping[str, Check] = MappingProxyType(
    {rule.code: getattr(_STAGES[rule.stage], rule.code) for rule in RULES}
)
# code -> check of what no plan may get wrong, whatever the rules
CONSISTENCY: Mapping[str, Check] = MappingProxyType(
    {code: getattr(consistency, code) for code in consistency.__all__}
)


def check_plan(roster: Roster, plan: Plan, travel: Travel) -> tuple[Violation, ...]:
    """Everything that is wrong with a plan: every rule, and that the plan hangs together.

    Returns
    -------
    tuple of Violation
        In the order of the rules, consistency last; empty for a plan that meets every rule.
        Any plan that can be read gets an answer, however absurd it is.
    """
    found = tuple(
        violation
        for check in (*CHECKS.values(), *CONSISTENCY.values())
        for violation in check(roster, plan, travel)
    )
    if plan.status == "met" and (found or plan.shortages):
        untrue = len(found) + len(plan.shortages)
        status = Violation(
            rule="consistent_status", subjects=("met",), amount=untrue, limit=0, unit="violations"
        )
        return (*found, status)
    return found


def physical(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    """Those that no written plan may have: physical rules, and plans that don't hang together."""
    return tuple(v for v in violations if v.rule not in RULE or RULE[v.rule].physical)


def targets(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    """Those of target rules: what the plan is short of, most important rule first."""
    missed = [v for v in violations if v.rule in RULE and not RULE[v.rule].physical]
    return tuple(sorted(missed, key=lambda v: RULE[v.rule].priority or 0))


__all__ = [
    "CHECKS",
    "CONSISTENCY",
    "Check",
    "check_plan",
    "objective_mismatches",
    "physical",
    "recompute_terms",
    "targets",
]
