"""role_cover (target): every open lane-minute and point has its roles."""

from __future__ import annotations

import pytest

import plan_parts
import support
from masstest.checks.rostering import role_cover
from masstest.domain.outcome import RemedyCode, StageStatus
from masstest.domain.plan import Duty, Plan, Point
from masstest.domain.remedies import apply
from masstest.domain.roster import Role, Roster
from masstest.solver.rostering import plan_rostering
from masstest.solver.rostering import role_cover as cost_of_an_empty_post
from masstest.solver.rostering.stations import stations
from masstest.travel import straight_line

LANE = {"leads_per_point": 0, "disinfectors_per_point": 0, "lanes_per_packer": 1000}
ROLES = {
    "sampler": {"registrars_per_lane": 0, "ushers_per_lane": 0},
    "usher": {"registrars_per_lane": 0},
}


def point(lanes: int = 1, finish_at: int = 540) -> Point:
    return plan_parts.point("P1", lanes=lanes, finish_at=finish_at, open_until=finish_at)


def only_samplers(*available: tuple[int, int], parameters: dict | None = None) -> Roster:
    """Points need samplers and one packer; there are packers enough."""
    return support.roster(
        sites=(support.site(),),
        staff=(
            *(support.person(f"K{n}", "packer") for n in range(4)),
            *(
                support.person(f"A{n}", "sampler", available_from=start, available_until=end)
                for n, (start, end) in enumerate(available)
            ),
        ),
        parameters=LANE | ROLES["sampler"] | (parameters or {}),
    )


def missed_min(roster: Roster, *points: Point) -> tuple[float, Plan, list]:
    travel = straight_line(roster)
    result = plan_rostering(roster, travel, points, (), (), plan_parts.budget())
    plan = plan_parts.plan(roster, points=points, duties=result.value.duties)
    missed = sum(v.limit - v.amount for v in role_cover(roster, plan, travel))
    assert result.report.terms["missing"] == pytest.approx(missed * 1_000_000)
    assert result.report.best_bound is not None
    assert result.report.best_bound <= result.report.objective
    return missed, plan, list(result.shortages)


def test_check_at_and_below_what_is_required() -> None:
    roster = only_samplers((0, 1000))
    travel = straight_line(roster)

    def violations(end: int) -> list:
        duties = [
            Duty(staff_id="A0", role=Role.sampler, at="P1", lane=1, start=420, end=end),
            Duty(staff_id="K0", role=Role.packer, at="P1", start=420, end=540),
        ]
        plan = plan_parts.plan(roster, points=(point(),), duties=tuple(duties))
        return list(role_cover(roster, plan, travel))

    assert violations(540) == []
    (violation,) = violations(539)
    assert violation.subjects == ("P1", "sampler")
    assert (violation.amount, violation.limit, violation.unit) == (119, 120, "min")


def test_an_empty_post_costs_its_minutes() -> None:
    roster = only_samplers((0, 1000))
    sampling = next(s for s in stations(roster, [point(finish_at=600)]) if s.role is Role.sampler)
    (post,) = sampling.posts(roster)
    assert cost_of_an_empty_post(post) == 180 * 1_000_000


def test_covered_when_there_are_people_enough() -> None:
    assert missed_min(only_samplers((0, 1000), (0, 1000)), point(lanes=2))[0] == 0


def test_a_window_beyond_the_stint_is_covered_with_reliefs() -> None:
    whole = [(0, 1000)] * 5
    assert missed_min(only_samplers(*whole), point(lanes=4, finish_at=810))[0] == 0


def test_with_one_person_too_few_the_least_is_missed() -> None:
    """Four people, four lanes, 390 minutes: each can work 330, so 240 are missed."""
    missed, _, shortages = missed_min(
        only_samplers(*[(0, 1000)] * 4), point(lanes=4, finish_at=810)
    )
    assert missed == 4 * 60
    (shortage,) = shortages
    assert (shortage.rule, shortage.subject, shortage.unit) == ("role_cover", "sampler", "min")
    assert shortage.amount == missed


def test_people_of_half_a_day_share_a_lane() -> None:
    roster = only_samplers((420, 500), (500, 600))
    assert missed_min(roster, point(finish_at=600))[0] == 0


def test_one_sampler_serves_an_early_and_a_late_point() -> None:
    roster = only_samplers((0, 1000)).model_copy(
        update={"sites": (support.site("P1"), support.site("P2", lat=support.north(2000)))}
    )
    early = plan_parts.point("P1", open_from=420, finish_at=540, open_until=540)
    late = plan_parts.point("P2", open_from=620, finish_at=740, open_until=740)
    assert missed_min(Roster.model_validate(roster.model_dump()), early, late)[0] == 0


@pytest.mark.parametrize("lanes", [2, 3, 5])
def test_the_remedy_is_enough(lanes: int) -> None:
    roster = only_samplers((0, 1000), (0, 700))
    missed, _, shortages = missed_min(roster, point(lanes=lanes, finish_at=840))
    assert missed > 0
    remedies = [remedy for shortage in shortages for remedy in shortage.remedies]
    assert {remedy.code for remedy in remedies} == {RemedyCode.add_staff}
    assert missed_min(apply(roster, remedies), point(lanes=lanes, finish_at=840))[0] == 0


def test_nothing_to_plan_is_skipped() -> None:
    roster = only_samplers((0, 1000))
    result = plan_rostering(roster, straight_line(roster), (), (), (), plan_parts.budget())
    assert result.report.status is StageStatus.skipped
    assert result.value.duties == ()
