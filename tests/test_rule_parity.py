"""One place per rule: its code names the same thing everywhere, and nowhere is one missing."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

from masstest.checks import CHECKS, CONSISTENCY
from masstest.domain.rules import RULES, Rule

ROOT = Path(__file__).resolve().parent.parent
CODES = {rule.code for rule in RULES}
rule_by_code = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def test_codes_are_unique() -> None:
    assert len(CODES) == len(RULES)


def test_checks_are_the_rules_in_their_order() -> None:
    assert list(CHECKS) == [rule.code for rule in RULES]
    assert CODES.isdisjoint(CONSISTENCY)


@rule_by_code
def test_check_bears_the_rule_s_name(rule: Rule) -> None:
    check = CHECKS[rule.code]
    assert check.__name__ == rule.code
    assert check.__module__.startswith(f"masstest.checks.{rule.stage}")
    assert inspect.getdoc(check), "the requirement in one sentence"


@rule_by_code
def test_solver_has_a_function_of_the_rule_s_name(rule: Rule) -> None:
    function = getattr(import_module(f"masstest.solver.{rule.stage}"), rule.code)
    assert callable(function)
    assert function.__name__ == rule.code
    assert function is not CHECKS[rule.code]
    assert inspect.getdoc(function)


def test_test_files_are_the_rules() -> None:
    files = {path.stem.removeprefix("test_") for path in (ROOT / "tests/rules").glob("test_*.py")}
    assert files == CODES


def test_headings_of_the_formulation_are_the_rules() -> None:
    text = (ROOT / "docs/formulation.md").read_text(encoding="utf-8")
    headings = re.findall(r"^#### `(\w+)`\s*$", text, flags=re.MULTILINE)
    assert len(headings) == len(set(headings)), "a rule with two sections"
    assert set(headings) == CODES


def test_checks_import_no_solver() -> None:
    for path in (ROOT / "src/masstest/checks").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(from|import)\s+(masstest\.solver|ortools|pandas)", text, re.M)
