"""Outcomes travel: what a worker process raises is what its parent catches."""

from __future__ import annotations

import pickle

from masstest.domain.outcome import BadInput, PlanRefused, Problem, Severity, Violation


def test_bad_input_crosses_processes_whole() -> None:
    problem = Problem(code="unknown_site", severity=Severity.error, facts={"site_id": "S1"})
    found = pickle.loads(pickle.dumps(BadInput((problem,))))
    assert found.problems == (problem,)
    assert str(found) == "1 problem(s) in the input"


def test_a_refused_plan_crosses_processes_whole() -> None:
    violation = Violation(rule="drive_time", subjects=("R1", "V1"), amount=3, limit=0, unit="min")
    found = pickle.loads(pickle.dumps(PlanRefused((violation,))))
    assert found.violations == (violation,)
    assert "drive_time R1,V1" in str(found)
