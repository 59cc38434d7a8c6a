"""A rule: what it requires, and where the plan misses it."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.planner.explanation.facts import (
    Broken,
    Section,
    Statement,
    Subject,
    SubjectKind,
    Word,
    amount,
    said,
)
from masstest.planner.explanation.situation import Situation

_SHOWN_CASES = 10


def explain_rule(case: Situation, code: str) -> Iterator[Section]:
    """The requirement, and the cases in which the plan doesn't meet it, the worst first."""
    rule = Subject(kind=SubjectKind.rule, id=code)
    yield Section(name="subject", about=rule, statements=tuple(_cases(case, code)))


def _cases(case: Situation, code: str) -> Iterator[Statement]:
    yield said("rule_requires", requirement=Word(word=code))
    missed = [violation for violation in case.plan.violations if violation.rule == code]
    if not missed:
        yield said("rule_holds")
        return
    yield said("rule_missed", cases=amount(len(missed), "cases"))
    worst = sorted(missed, key=lambda violation: -abs(violation.amount - violation.limit))
    for violation in worst[:_SHOWN_CASES]:
        yield said("rule_case", violation=Broken(violation=violation))
