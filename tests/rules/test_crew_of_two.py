"""crew_of_two (target): a driver and a courier, neither elsewhere at that time."""

from __future__ import annotations

import pytest

import plan_parts
import support
from masstest.checks.transport import crew_of_two
from masstest.domain.outcome import Shortage
from masstest.domain.plan import Plan, Run, SupplyRun
from masstest.domain.remedies import apply
from masstest.domain.roster import Roster, Staff, VehicleKind, ZoneClass
from masstest.solver.rostering import crew_of_two as cost_of_an_empty_seat
from masstest.solver.rostering import plan_rostering
from masstest.solver.rostering.stations import crew_posts
from masstest.solver.stages import CrewShift
from masstest.travel import straight_line


def shift(
    vehicle_id: str = "V1", start: int = 480, end: int = 600, kind: str = "specimen"
) -> CrewShift:
    zone_class = ZoneClass.open if kind == "specimen" else None
    run_id = f"R-{vehicle_id}-{start}"
    return CrewShift(vehicle_id, VehicleKind(kind), (run_id,), start, end, zone_class)


def case(*staff: Staff, **vehicle: str) -> Roster:
    return support.roster(
        sites=(support.site(),),
        staff=staff,
        vehicles=(
            support.vehicle("V1", **vehicle),
            support.vehicle("V2"),
            support.vehicle("V3", kind="supply"),
        ),
    )


def crewed(roster: Roster, *shifts: CrewShift) -> tuple[int, Plan, tuple[Shortage, ...]]:
    """Runs that the check finds short of a crew, the plan, the shortages."""
    travel = straight_line(roster)
    result = plan_rostering(roster, travel, (), (), shifts, plan_parts.budget())
    runs = [
        (
            s,
            {
                "run_id": s.run_ids[0],
                "vehicle_id": s.vehicle_id,
                "start": s.start,
                "end": s.end,
                "stops": (),
            },
        )
        for s in shifts
    ]
    crews = result.value.run_crew
    plan = plan_parts.plan(
        roster,
        runs=tuple(
            Run(**row, crew=crews[s.run_ids[0]])
            for s, row in runs
            if s.kind is VehicleKind.specimen
        ),
        supply_runs=tuple(
            SupplyRun(**row, crew=crews[s.run_ids[0]])
            for s, row in runs
            if s.kind is VehicleKind.supply
        ),
        duties=result.value.duties,
    )
    for trip in (*plan.runs, *plan.supply_runs):
        aboard = {
            duty.staff_id
            for duty in plan.duties
            if duty.at == trip.vehicle_id and duty.start < trip.end and trip.start < duty.end
        }
        assert aboard == set(trip.crew)
    return len(list(crew_of_two(roster, plan, travel))), plan, result.shortages


DRIVER, COURIER = support.person("D", "driver"), support.person("C", "courier")


def test_a_crew_of_two_is_found() -> None:
    short, plan, shortages = crewed(case(DRIVER, COURIER), shift())
    assert (short, shortages) == (0, ())
    assert plan.runs[0].crew == ("D", "C")


def test_one_person_with_both_roles_is_not_a_crew() -> None:
    both = support.person("B", "driver", "courier")
    short, _, shortages = crewed(case(both), shift())
    assert short == 1
    (shortage,) = shortages
    assert (shortage.rule, shortage.amount, shortage.unit) == ("crew_of_two", 1, "persons")


def test_a_supply_vehicle_needs_a_driver_only() -> None:
    assert crewed(case(DRIVER), shift("V3", kind="supply"))[0] == 0


def test_nobody_is_in_two_vehicles_at_once() -> None:
    short, _, shortages = crewed(case(DRIVER, COURIER), shift("V1"), shift("V2"))
    assert short == 1
    assert sorted((s.subject, s.amount) for s in shortages) == [("courier", 1), ("driver", 1)]


def test_one_crew_takes_the_shifts_of_a_vehicle_one_after_the_other() -> None:
    assert crewed(case(DRIVER, COURIER), shift("V1", 480, 600), shift("V1", 600, 720))[0] == 0


def test_the_person_named_for_a_vehicle_drives_it() -> None:
    near = support.person("N", "driver")
    far = support.person("F", "driver", lat=support.north(20_000))
    _, plan, _ = crewed(case(near, far, COURIER, driver_id="F"), shift())
    assert plan.runs[0].crew == ("F", "C")


@pytest.mark.parametrize("unable", [{"available_from": 481}, {"max_hours": 1}])
def test_whoever_is_named_but_unable_is_replaced(unable: dict[str, float]) -> None:
    near = support.person("N", "driver")
    far = support.person("F", "driver", **unable)
    short, plan, _ = crewed(case(near, far, COURIER, driver_id="F"), shift())
    assert short == 0
    assert plan.runs[0].crew == ("N", "C")


def test_the_remedy_is_enough() -> None:
    roster = case(DRIVER)
    shifts = (shift("V1"), shift("V2"))
    short, _, shortages = crewed(roster, *shifts)
    assert short == 2
    mended = apply(roster, [remedy for s in shortages for remedy in s.remedies])
    assert crewed(mended, *shifts)[0] == 0


def test_an_empty_seat_costs_its_minutes() -> None:
    driver, courier = crew_posts(case(), shift())
    assert cost_of_an_empty_seat(driver) == cost_of_an_empty_seat(courier) == 120 * 1_000_000
