"""regular_first (target): the reserve is called only where no regular is left."""

from __future__ import annotations

from typing import Any

import pytest

import plan_parts
import support
from masstest.checks.rostering import regular_first
from masstest.domain.plan import Duty
from masstest.domain.roster import Role, Roster
from masstest.solver.rostering import plan_rostering
from masstest.solver.rostering import regular_first as cost_of_calling
from masstest.solver.rostering.workforce import Workforce
from masstest.travel import straight_line

USHERS_ONLY = {
    "leads_per_point": 0,
    "disinfectors_per_point": 0,
    "registrars_per_lane": 0,
    "suited_roles": (),
}
FAR = support.north(30_000)


def roster(*ushers: dict[str, Any]) -> Roster:
    """A packer, a sampler, and these ushers."""
    return support.roster(
        sites=(support.site(),),
        staff=(
            support.person("K", "packer"),
            support.person("A", "sampler"),
            *(support.person(f"U{n}", "usher", **more) for n, more in enumerate(ushers)),
        ),
        parameters=USHERS_ONLY,
    )


RESERVE = {"pool": "reserve"}


@pytest.mark.parametrize(("hours", "expected"), [(1.0, 1), (0.98, 0)])
def test_check_at_and_over_what_an_idle_regular_could_take(hours: float, expected: int) -> None:
    case = roster(RESERVE, {"max_hours": hours})
    duty = Duty(staff_id="U0", role=Role.usher, at="P1", lane=1, start=420, end=480)
    plan = plan_parts.plan(case, points=(plan_parts.point(),), duties=(duty,))
    found = list(regular_first(case, plan, straight_line(case)))
    assert len(found) == expected
    assert all((v.amount, v.limit) == (1, 0) for v in found)


def test_calling_costs_the_penalty() -> None:
    case = roster(RESERVE, {})
    costs = cost_of_calling(Workforce(case, straight_line(case)))
    assert costs.tolist() == [0, 0, case.parameters.reserve_call_penalty, 0]


@pytest.mark.parametrize(
    ("ushers", "called"),
    [
        ((RESERVE, {"lat": FAR}), 0),
        ((RESERVE, {"lat": FAR, "duties_so_far": 20, "last_zone": "controlled"}), 0),
        ((RESERVE, {"available_until": 470}), 1),
        ((RESERVE, RESERVE | {"lat": FAR}), 1),
    ],
)
def test_reserve_only_where_no_regular_can(ushers: tuple[dict[str, Any], ...], called: int) -> None:
    case = roster(*ushers)
    travel = straight_line(case)
    points = (plan_parts.point(),)
    result = plan_rostering(case, travel, points, (), (), plan_parts.budget())
    plan = plan_parts.plan(case, points=points, duties=result.value.duties)
    assert list(regular_first(case, plan, travel)) == []
    assert result.report.terms["reserve"] == called * case.parameters.reserve_call_penalty
    assert result.report.terms["missing"] == 0
