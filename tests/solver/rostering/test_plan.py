"""The whole stage on small days: rules hold, and terms are the checker's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import plan_parts
import rostering_days as days
import support
from masstest.checks.doorstep import doorstep_pair
from masstest.checks.objective.people import rostering_terms
from masstest.checks.rostering import regular_first, role_cover
from masstest.domain.outcome import StageResult, StageStatus
from masstest.domain.plan import DoorstepTeam, Plan, Point
from masstest.domain.remedies import apply
from masstest.domain.roster import Role, Roster, VehicleKind, Zone, ZoneClass
from masstest.solver.rostering import plan_rostering
from masstest.solver.stages import CrewShift, RosteringPlan
from masstest.travel import straight_line

ROLES = ("sampler", "registrar", "usher", "packer", "disinfector", "lead", "doorstep", "driver")


def stage(
    roster: Roster,
    points: tuple[Point, ...] = (),
    teams: tuple[DoorstepTeam, ...] = (),
    shifts: tuple[CrewShift, ...] = (),
) -> tuple[StageResult[RosteringPlan], Plan]:
    """The stage's result and its plan; every physical check is clean, every term agrees."""
    travel = straight_line(roster)
    result = plan_rostering(roster, travel, points, teams, shifts, plan_parts.budget())
    value, report = result.value, result.report
    plan = plan_parts.plan(
        roster,
        points=points,
        doorstep=tuple(
            team.model_copy(update={"staff_ids": value.team_staff[team.team_id]})
            for team in teams
            if team.team_id in value.team_staff
        ),
        duties=value.duties,
    )
    for check in days.PHYSICAL:
        assert list(check(roster, plan, travel)) == []
    if not shifts:
        terms = rostering_terms(roster, plan, travel)
        assert terms == pytest.approx(dict(report.terms))
    assert report.objective == pytest.approx(sum(report.terms.values()))
    assert report.best_bound is None or report.best_bound <= report.objective + 1e-6
    return result, plan


def crowd(seed: int, people: int, sites: int, **more: Any) -> Roster:
    """People with one to three roles, here and there, some part of the day, some in teams."""
    rng = np.random.default_rng(seed)

    def anybody(n: int) -> Any:
        roles = rng.choice(ROLES, size=rng.integers(1, 4), replace=False)
        row: dict[str, Any] = {
            "lat": support.north(float(rng.integers(-4000, 4000))),
            "pool": "reserve" if rng.random() < 0.3 else "regular",
            "duties_so_far": int(rng.integers(0, 4)),
            "team": str(rng.choice(["", "X", "Y", "Z"])),
            "max_hours": float(rng.choice([4.0, 8.0, 8.0])),
            "available_until": int(rng.choice([660, 1440, 1440])),
        }
        if rng.random() < 0.2:
            row["last_zone"] = str(rng.choice(["controlled", "normal"]))
        if rng.random() < 0.1:
            row["last_duty_end"] = int(rng.integers(-200, 0))
        if rng.random() < 0.1:
            row["pinned_site_id"] = f"P{rng.integers(0, sites)}"
        return support.person(f"A{n:03d}", *map(str, roles), **row)

    return support.roster(
        compounds=(support.compound("C1", homebound=50),),
        sites=tuple(
            support.site(
                f"P{n}",
                lat=support.north(1500.0 * n),
                zone=Zone.controlled if n == 0 else Zone.normal,
            )
            for n in range(sites)
        ),
        staff=tuple(anybody(n) for n in range(people)),
        **more,
    )


def opened(roster: Roster, *windows: tuple[int, int, int]) -> tuple[Point, ...]:
    """Points at the roster's sites with these (lanes, open_from, finish_at)."""
    return tuple(
        plan_parts.point(
            site.site_id,
            zone=site.zone,
            lanes=lanes,
            open_from=start,
            finish_at=end,
            open_until=end + 20,
        )
        for site, (lanes, start, end) in zip(roster.sites, windows, strict=False)
    )


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("people", [15, 45, 90])
def test_rules_hold_and_terms_agree(seed: int, people: int) -> None:
    roster = crowd(seed, people, sites=3)
    points = opened(roster, (1, 420, 540), (3, 420, 800), (2, 600, 760))
    team = plan_parts.team(plan_parts.stop("C1", 430, 500, 20), plan_parts.stop("C1", 600, 700, 30))
    result, plan = stage(roster, points, (team,))
    travel = straight_line(roster)
    assert list(doorstep_pair(roster, plan, travel)) == []
    assert list(regular_first(roster, plan, travel)) == []
    missing = sum(v.limit - v.amount for v in role_cover(roster, plan, travel))
    stated = sum(s.amount for s in result.shortages if s.rule == "role_cover")
    assert missing == stated


@pytest.mark.parametrize("seed", range(4))
def test_remedies_are_enough(seed: int) -> None:
    roster = crowd(seed, 20, sites=3)
    points = opened(roster, (2, 420, 780), (3, 420, 800), (2, 600, 760))
    team = plan_parts.team(plan_parts.stop("C1", 430, 500, 20))
    result, _ = stage(roster, points, (team,))
    assert result.shortages
    mended = apply(roster, [remedy for s in result.shortages for remedy in s.remedies])
    again, _ = stage(mended, points, (team,))
    assert again.shortages == ()
    assert again.value.team_staff.keys() == {"T1"}


def test_who_is_pinned_serves_there() -> None:
    far = support.person("F", "usher", lat=support.north(9000), pinned_site_id="P1")
    near = support.person("N", "usher")
    roster = support.roster(
        sites=(support.site("P1"), support.site("P2", lat=support.north(9000))),
        staff=(far, near),
    )
    points = opened(roster, (1, 420, 480), (1, 420, 480))
    _, plan = stage(roster, points)
    assert {d.staff_id: d.at for d in plan.duties} == {"F": "P1", "N": "P2"}
    _, plan = stage(roster, points[1:])
    assert {d.staff_id: d.at for d in plan.duties} == {"F": "P2"}


def test_a_team_without_a_pair_stays_away() -> None:
    roster = support.roster(
        compounds=(support.compound("C1", homebound=30),),
        sites=(support.site(),),
        staff=(support.person("A", "doorstep"), support.person("B", "registrar")),
    )
    small = plan_parts.team(plan_parts.stop("C1", 430, 460, 5), team_id="T1")
    large = plan_parts.team(plan_parts.stop("C1", 430, 500, 25), team_id="T2")
    result, _ = stage(roster, (), (small, large))
    assert result.value.team_staff == {"T2": ("A", "B")}
    (shortage,) = result.shortages
    assert (shortage.rule, shortage.subject, shortage.amount) == ("doorstep_coverage", "T1", 5)
    assert shortage.remedies[0].quantity == 2


def test_leads_stay_until_the_point_closes() -> None:
    roster = support.roster(sites=(support.site(),), staff=(support.person("L", "lead"),))
    _, plan = stage(roster, opened(roster, (1, 420, 480)))
    (duty,) = plan.duties
    assert (duty.role, duty.start, duty.end) == (Role.lead, 420, 500)


def test_a_day_without_teams_is_optimal() -> None:
    staff = tuple(support.person(f"A{n}", "usher", lat=support.north(100.0 * n)) for n in range(9))
    roster = support.roster(
        sites=(support.site(),),
        staff=staff,
        parameters={
            "registrars_per_lane": 0,
            "leads_per_point": 0,
            "disinfectors_per_point": 0,
            "suited_roles": (),
        },
    )
    people = (*staff, support.person("S", "sampler"), support.person("K", "packer"))
    whole = Roster.model_validate(roster.model_dump() | {"staff": people})
    result, plan = stage(whole, opened(whole, (1, 420, 480)))
    assert result.report.status is StageStatus.optimal
    assert {duty.staff_id for duty in plan.duties} == {"A0", "S", "K"}


def test_the_same_twice() -> None:
    roster = crowd(3, 60, sites=3)
    points = opened(roster, (1, 420, 540), (3, 420, 800), (2, 600, 760))
    assert stage(roster, points)[0].value == stage(roster, points)[0].value


def test_a_sealed_vehicle_takes_its_crew_from_nobody_else() -> None:
    roster = support.roster(
        sites=(support.site(),),
        staff=(support.person("D", "driver", "lead"), support.person("C", "courier")),
        vehicles=(support.vehicle("V1", sealed_ok=True),),
    )
    shift = CrewShift("V1", VehicleKind.specimen, ("R1",), 700, 760, ZoneClass.sealed)
    result, _ = stage(roster, opened(roster, (1, 420, 480)), (), (shift,))
    at = {duty.staff_id: duty.at for duty in result.value.duties}
    assert at["D"] in ("P1", "V1")
    assert len(result.value.duties) == 2
