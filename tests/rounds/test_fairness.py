"""Turns are taken, however far people live; and how even duties are, against the least possible."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

import plan_parts
import support
from masstest.domain.plan import Duty, Plan
from masstest.domain.roster import Role, Roster
from masstest.planner.fairness import duty_spread, duty_spreads
from masstest.solver.rostering import plan_rostering
from masstest.travel import straight_line

FAR = support.north(60_000)


def samplers(*people: dict[str, Any]) -> Roster:
    """One site that needs a single sampler, who may be any of these people."""
    only = {"leads_per_point": 0, "disinfectors_per_point": 0, "registrars_per_lane": 0}
    return support.roster(
        sites=(support.site(),),
        staff=(
            support.person("K", "packer"),
            support.person("U", "usher"),
            *(support.person(f"A{n}", "sampler", **more) for n, more in enumerate(people)),
        ),
        parameters=only,
    )


def who_serves(roster: Roster) -> set[str]:
    travel, points = straight_line(roster), (plan_parts.point(),)
    result = plan_rostering(roster, travel, points, (), (), plan_parts.budget())
    assert result.report.terms["missing"] == 0
    return {duty.staff_id for duty in result.value.duties if duty.role is Role.sampler}


@pytest.mark.parametrize(
    "fewer",
    [
        {"lat": FAR},
        {"lat": FAR, "last_zone": "controlled"},
        {"lat": FAR, "team": "X"},
    ],
)
def test_whose_turn_it_is_comes_from_afar(fewer: dict[str, Any]) -> None:
    assert who_serves(samplers({"duties_so_far": 7}, {"duties_so_far": 6} | fewer)) == {"A1"}


def test_among_people_with_as_many_duties_the_nearest_comes() -> None:
    assert who_serves(samplers({"duties_so_far": 7}, {"duties_so_far": 7, "lat": FAR})) == {"A0"}


def test_nobody_of_the_reserve_is_called_because_a_regular_had_many_duties() -> None:
    worn = {"duties_so_far": 90, "lat": FAR}
    assert who_serves(samplers({"pool": "reserve"}, worn)) == {"A1"}


def on_duty(roster: Roster, *staff_ids: str) -> Plan:
    duties = tuple(
        Duty(staff_id=name, role=Role.sampler, at="P1", lane=1, start=420, end=480)
        for name in staff_ids
    )
    return plan_parts.plan(roster, duties=duties)


@pytest.mark.parametrize("serving", range(5))
@pytest.mark.parametrize("before", [(0, 0, 0, 0), (2, 1, 2, 1), (0, 3, 1, 0), (5, 0, 5, 5)])
def test_no_choice_of_people_is_more_even_than_the_least_possible(
    before: tuple[int, ...], serving: int
) -> None:
    roster = samplers(*({"duties_so_far": count} for count in before))
    spreads = []
    for chosen in combinations(("A0", "A1", "A2", "A3"), serving):
        found = duty_spread(roster, on_duty(roster, *chosen))
        assert found is not None
        assert (found.people, found.on_duty) == (4, serving)
        spreads.append(found.spread)
        least = found.least_possible
    assert min(spreads) == least


def test_only_equally_available_people_are_compared() -> None:
    kinds: list[dict[str, Any]] = [
        {},
        {"pool": "reserve"},
        {"available_until": 700},
        {"max_hours": 4.0},
        {"pinned_site_id": "P1"},
        {"last_duty_end": 0},  # rested at 08:00 only
    ]
    roster = samplers(*kinds, {"trained_until": None}, {"last_duty_end": -60})
    found = list(duty_spreads(roster, on_duty(roster, "A0"), Role.sampler))
    assert sorted(group.people for group in found) == [1] * (len(kinds) - 1) + [2]
    assert duty_spread(roster, on_duty(roster, "A0")) in found


def test_the_least_even_group_is_told() -> None:
    roster = samplers({"duties_so_far": 2}, {}, {"pool": "reserve"}, {"pool": "reserve"})
    found = duty_spread(roster, on_duty(roster, "A0", "A2"))
    assert found is not None
    # A1 should have served: 3 and 0 instead of 2 and 1
    assert (found.spread, found.least_possible, found.most, found.least) == (3, 1, 3, 0)


def test_without_samplers_there_is_nothing_to_tell() -> None:
    roster = support.roster(staff=(support.person("U", "usher"),))
    assert duty_spread(roster, on_duty(roster)) is None
