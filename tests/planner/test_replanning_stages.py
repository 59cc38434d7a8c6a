"""Stages that start from an earlier plan, on days small enough to follow by hand."""

from __future__ import annotations

from typing import Any

import support
from masstest.domain.budget import Budget
from masstest.domain.plan import Duty, Run, Stop
from masstest.domain.roster import Role, Roster, VehicleKind, ZoneClass
from masstest.domain.travel import Place
from masstest.planner.replanning.shifts import shifts_of_runs
from masstest.solver.location import locate, locate_again
from masstest.solver.rostering import plan_rostering, roster_again
from masstest.solver.stages import CrewShift, LocationPlan
from masstest.travel import straight_line

NOT_YET = -(10**6)


def budget() -> Budget:
    return Budget(seconds=2.0, deterministic=True)


def siting(**more: Any) -> Roster:
    """Two compounds of 200 beside two sites 400 m apart, and a third site half-way."""
    sites = more.pop(
        "sites",
        (
            support.site("P1"),
            support.site("P2", lat=support.north(400)),
            support.site("P3", lat=support.north(200)),
        ),
    )
    compounds = (
        support.compound("C1", 200),
        support.compound("C2", 200, lat=support.north(400)),
    )
    parameters = {"point_cost_m": 0, "lane_cost_m": 100}
    return support.roster(compounds=compounds, sites=sites, parameters=parameters, **more)


def first_places(roster: Roster) -> LocationPlan:
    return locate(roster, straight_line(roster), budget(), sampler_supply=None).value


def places_again(roster: Roster, before: LocationPlan, freeze: int = NOT_YET) -> LocationPlan:
    return locate_again(
        roster, straight_line(roster), before.points, before.coverage, budget(), freeze=freeze
    ).value


def test_points_and_slots_stay_when_nothing_happened() -> None:
    roster = siting()
    before = first_places(roster)
    assert places_again(roster, before) == before


def test_only_the_people_of_a_lost_site_move() -> None:
    before = first_places(siting())
    assert {row.compound_id: row.site_id for row in before.coverage} == {"C1": "P1", "C2": "P2"}
    lost = siting(sites=(support.site("P1"), support.site("P3", lat=support.north(200))))
    after = places_again(lost, before)
    rows = {row.compound_id: row for row in after.coverage}
    assert rows["C1"] == next(row for row in before.coverage if row.compound_id == "C1")
    assert rows["C2"].site_id in ("P1", "P3")
    assert rows["C2"].persons == 200


def test_a_point_that_closes_during_the_day_keeps_whom_it_has_sampled() -> None:
    roster = siting()
    before = first_places(roster)
    closing = tuple(
        site.model_copy(update={"open_until": 450}) if site.site_id == "P1" else site
        for site in roster.sites
    )
    after = places_again(siting(sites=closing), before, freeze=450)
    rows = [row for row in after.coverage if row.compound_id == "C1"]
    assert sum(row.persons for row in rows) == 200
    at_home = next(row for row in rows if row.site_id == "P1")
    # 30 minutes at one lane and 100 persons an hour
    assert at_home.persons == 50
    assert all(slot.until > 450 for row in rows if row.site_id != "P1" for slot in row.slots)


def people(*staff: Any) -> Roster:
    return support.roster(
        compounds=(support.compound(),),
        sites=(support.site("P1"),),
        staff=staff,
        vehicles=(support.vehicle(driver_id=None),),
        labs=(support.lab(),),
    )


def shift(start: int, end: int, run_id: str = "R1") -> CrewShift:
    garage = Place("vehicle", "V1")
    lab = Place("lab", "L1")
    return CrewShift(
        "V1", VehicleKind.specimen, (run_id,), start, end, ZoneClass.open, garage, lab, end - start
    )


def crew(start: int, end: int) -> tuple[Duty, ...]:
    return (
        Duty(staff_id="D1", role=Role.driver, at="V1", start=start, end=end),
        Duty(staff_id="K1", role=Role.courier, at="V1", start=start, end=end),
    )


CREWS = (
    support.person("D1", "driver", lat=support.north(5000)),
    support.person("D2", "driver"),
    support.person("K1", "courier", lat=support.north(5000)),
    support.person("K2", "courier"),
)


def staffed(roster: Roster, runs: list[CrewShift], before: Any, freeze: int | None = None) -> Any:
    travel = straight_line(roster)
    return roster_again(roster, travel, (), (), runs, before, budget(), freeze=freeze)


def test_a_crew_stays_although_another_lives_nearer() -> None:
    roster = people(*CREWS)
    fresh = plan_rostering(roster, straight_line(roster), (), (), [shift(500, 560)], budget())
    assert {duty.staff_id for duty in fresh.value.duties} == {"D2", "K2"}
    result = staffed(roster, [shift(500, 560)], crew(500, 560))
    assert set(result.value.duties) == set(crew(500, 560))
    assert result.value.run_crew == {"R1": ("D1", "K1")}


def test_a_crew_stays_longer_with_its_vehicle() -> None:
    result = staffed(people(*CREWS), [shift(500, 590)], crew(500, 560), freeze=530)
    assert {(duty.staff_id, duty.start, duty.end) for duty in result.value.duties} == {
        ("D1", 500, 590),
        ("K1", 500, 590),
    }


def test_only_the_one_who_cannot_is_replaced() -> None:
    ill = (support.person("D1", "driver", available_until=400), *CREWS[1:])
    result = staffed(people(*ill), [shift(500, 560)], crew(500, 560))
    assert {duty.staff_id for duty in result.value.duties} == {"D2", "K1"}
    assert result.shortages == ()


def test_a_duty_that_has_begun_ends_with_the_persons_hours() -> None:
    leaving = (support.person("D1", "driver", available_until=530), *CREWS[1:])
    runs = [shift(500, 520), shift(540, 560, "R2")]
    result = staffed(people(*leaving), runs, crew(500, 560), freeze=530)
    duties = {(duty.staff_id, duty.start) for duty in result.value.duties}
    assert {("D1", 500), ("K1", 500)} <= duties
    assert set(result.value.run_crew["R2"]) == {"D2", "K1"}


def test_without_anybody_else_the_shortage_is_named() -> None:
    roster = people(CREWS[0], CREWS[2].model_copy(update={"available_until": 400}))
    result = staffed(roster, [shift(500, 560)], crew(500, 560))
    assert [(s.rule, s.subject, s.amount) for s in result.shortages] == [
        ("crew_of_two", "courier", 1)
    ]
    assert result.report.terms["missing"] == 60 * 1_000_000


def test_runs_become_shifts_with_the_places_between_them() -> None:
    def run(run_id: str, start: int) -> Run:
        pickup = Stop(
            kind="pickup", site_id="P1", arrive=start, depart=start + 8, tubes=1, key_tubes=0
        )
        delivery = Stop(
            kind="deliver", lab_id="L1", arrive=start + 20, depart=start + 30, tubes=1, key_tubes=0
        )
        return Run(
            run_id=run_id,
            vehicle_id="V1",
            start=start,
            end=start + 30,
            stops=(pickup, delivery),
        )

    first, second = shifts_of_runs((run("R2", 600), run("R1", 500)), (), ())
    assert (first.run_ids, first.start_place) == (("R1",), Place("vehicle", "V1"))
    assert (second.run_ids, second.start_place) == (("R2",), Place("lab", "L1"))
    assert second.end_place == Place("lab", "L1")
