"""Whatever plan can be read, however absurd, gets an answer from the checker."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from masstest.checks import check_plan, objective_mismatches
from masstest.checks.objective import STAGES
from masstest.domain.outcome import StageReport, StageStatus
from masstest.domain.plan import Plan
from masstest.domain.roster import Role, Zone, ZoneClass
from valid_plan import valid_case

ROSTER, PLAN, TRAVEL = valid_case()

numbers = st.one_of(
    st.integers(-10, 900), st.sampled_from((0, -1, 10**6, -(10**6), 10**12, -(10**12)))
)
KNOWN = "C1 C2 C4 C5 P1 P2 P4 T1 T2 V1 V3 L1 R1 S1 sampler-P1 driver-1 swab"
names = st.sampled_from((*KNOWN.split(), "nobody", ""))


def _nonsense(value: Any, draw: Any) -> Any:
    """`value` with some of its numbers, names and rows replaced, dropped or doubled."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (Role, Zone, ZoneClass)):
        return draw(st.sampled_from(list(type(value))))
    if isinstance(value, float):
        return draw(st.floats())
    if isinstance(value, int):
        return draw(numbers)
    if value in ("pickup", "deliver"):
        return draw(st.sampled_from(("pickup", "deliver")))
    if isinstance(value, str):
        return draw(names)
    if isinstance(value, tuple):
        rows = [_nonsense(row, draw) if draw(st.booleans()) else row for row in value]
        change = draw(st.sampled_from(("keep", "drop", "double", "empty")))
        if change == "drop":
            rows = rows[1:]
        if change == "double":
            rows = rows + rows[:1]
        return () if change == "empty" else tuple(rows)
    if hasattr(value, "model_copy"):
        fields = draw(st.sets(st.sampled_from(sorted(type(value).model_fields)), max_size=4))
        return value.model_copy(
            update={name: _nonsense(getattr(value, name), draw) for name in fields}
        )
    return value


PARTS = (
    "points",
    "coverage",
    "duties",
    "runs",
    "labs",
    "doorstep",
    "supplies",
    "supply_runs",
    "waste_runs",
)


@st.composite
def nonsense_plans(draw: Any) -> Plan:
    parts = draw(st.sets(st.sampled_from(PARTS), min_size=1, max_size=4))
    return PLAN.model_copy(
        update={part: _nonsense(getattr(PLAN, part), draw) for part in sorted(parts)}
        | {"status": "short"}
    )


@given(nonsense_plans())
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_nonsense_gets_an_answer(plan: Plan) -> None:
    violations = check_plan(ROSTER, plan, TRAVEL)
    reports = tuple(
        StageReport(stage=stage, status=StageStatus.feasible, objective=0.0) for stage in STAGES
    )
    wrong = list(objective_mismatches(ROSTER, plan.model_copy(update={"stages": reports}), TRAVEL))
    # every finding can be written down and read again
    answer = Plan(round=PLAN.round, violations=(*violations, *wrong))
    assert Plan.from_json(answer.to_json()).violations == answer.violations


def test_an_empty_plan_is_short_of_everything() -> None:
    empty = Plan(round=PLAN.round, status="met")
    rules = {violation.rule for violation in check_plan(ROSTER, empty, TRAVEL)}
    assert rules == {"full_coverage", "doorstep_coverage", "consistent_status"}
