"""No value of a plan can be changed without the checker noticing, but for those that are free.

Each number, name and choice of the plan worked out by hand is changed by one step, each row is
taken out and doubled. What the checker lets pass must be on the list of what may differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Any

import pytest

from masstest.checks import check_plan, objective_mismatches, recompute_terms
from masstest.checks.objective import STAGES
from masstest.domain.outcome import StageReport, StageStatus
from masstest.domain.plan import Plan
from valid_plan import valid_case

FREE = {
    r"points\[\d\]\.open_until: \d+->\d+": "staff may stay after the last person",
    r"duties\[\d+\]\.(start|end): \d+->\d+": "a duty may be longer than the work",
    r"runs\[\d\]\.run_id: .*": "runs are named freely",
    r"(supply|waste)_runs\[\d\]\.run_id: .*": "and so are these",
    r"runs\[[01]\]\.start: \d+->\d+": "a vehicle may wait where it is, or where it comes to",
    r"runs\[0\]\.stops\[0\]\.(arrive: 530->529|depart: 538->539)": "R1 has a minute in hand there",
    r"(supply|waste)_runs\[0\]\.stops\[\d\]\.(arrive|depart): \d+->\d+": "two minutes at each stop",
    r"readiness\[\d+\]\.(state|note): .*": "lights that people confirm",
    r"doorstep\[0\]\.zone: normal->precaution": "they count as one",
}
PARTS = (
    "round",
    "points",
    "coverage",
    "duties",
    "runs",
    "labs",
    "doorstep",
    "supplies",
    "supply_runs",
    "waste_runs",
    "readiness",
)


def one_step(value: Any) -> Iterator[Any]:
    """Values next to `value`."""
    if isinstance(value, Enum):
        yield from (other for other in type(value) if other is not value)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, (int, float)):
        yield from (value - 1, value + 1)
    elif isinstance(value, str):
        yield "other"


def changes(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """(what was changed, `value` with that change) for everything in `value`."""
    if isinstance(value, tuple):
        for i, row in enumerate(value):
            yield f"{path}[{i}] removed", value[:i] + value[i + 1 :]
            yield f"{path}[{i}] doubled", (*value, row)
            for what, new in changes(row, f"{path}[{i}]"):
                yield what, (*value[:i], new, *value[i + 1 :])
    elif hasattr(value, "model_copy"):
        for name in type(value).model_fields:
            for what, new in changes(getattr(value, name), f"{path}.{name}"):
                yield what, value.model_copy(update={name: new})
    else:
        for new in one_step(value):
            yield f"{path}: {_shown(value)}->{_shown(new)}", new


def _shown(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


@pytest.fixture(scope="module")
def reported() -> Plan:
    """The plan with honest reports of its stages."""
    case = valid_case()
    found = {stage: recompute_terms(stage, *case) for stage in STAGES}
    return case[1].model_copy(
        update={
            "stages": tuple(
                StageReport(
                    stage=stage,
                    status=StageStatus.optimal,
                    objective=sum(terms.values()),
                    terms=terms,
                )
                for stage, terms in found.items()
            )
        }
    )


@pytest.mark.parametrize("part", PARTS)
def test_every_change_is_noticed_or_free(part: str, reported: Plan) -> None:
    roster, _, travel = valid_case()
    silent = []
    for what, new in changes(getattr(reported, part), part):
        plan = reported.model_copy(update={part: new})
        found = check_plan(roster, plan, travel) or tuple(
            objective_mismatches(roster, plan, travel)
        )
        if not found and not any(re.fullmatch(pattern, what) for pattern in FREE):
            silent.append(what)
    assert silent == []
