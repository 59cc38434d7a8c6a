"""Every rule of a plan checked again, at the moment when it matters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from masstest.checks import check_plan, objective_mismatches
from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.rules import RULE
from masstest.text import Lang, Translator, translator
from masstest.text.sentences import rule_name, violation_sentence
from masstest.travel import straight_line


def broken_rules(plan_json: bytes, roster_json: bytes, lang: Lang) -> list[dict[str, Any]]:
    """The rules that must hold and don't, in words."""
    plan, roster = Plan.from_json(plan_json), Roster.from_json(roster_json)
    travel = straight_line(roster)
    broken = [v for v in check_plan(roster, plan, travel) if is_physical(v)]
    broken += objective_mismatches(roster, plan, travel)
    return violation_rows(broken, roster, translator(lang))


def is_physical(violation: Violation) -> bool:
    """Whether a rule was broken that must always hold."""
    return violation.rule not in RULE or RULE[violation.rule].physical


def violation_rows(
    violations: Iterable[Violation], roster: Roster, t: Translator
) -> list[dict[str, Any]]:
    """Violations as they are answered, with their sentences."""
    return [
        v.model_dump(mode="json")
        | {
            "name": rule_name(v.rule, t) if v.rule in RULE else v.rule,
            "physical": is_physical(v),
            "text": violation_sentence(v, roster, t),
        }
        for v in violations
    ]
