"""The reserve of specimens and results: worth a vehicle, and the first thing to go."""

from __future__ import annotations

import pytest

import support
import transport_days as days
from masstest.domain.plan import Plan

MARGINS = ("specimen_age_margin_min", "key_result_margin_min")


def round_trip(vehicles: int = 2, **margins: int) -> days.TinyDay:
    """Two points 12 km apart, the laboratory half-way.

    One vehicle can fetch both: specimens are 106 minutes old then, and key results there at
    09:57. Two vehicles bring them at an age of 57 minutes, for results at 09:08.
    """
    roster = support.roster(
        tuple(
            support.compound(f"C{n}", 38, key_population=10, lat=support.north(12_000 * n))
            for n in (0, 1)
        ),
        tuple(support.site(f"P{n}", lat=support.north(12_000 * n)) for n in (0, 1)),
        days.CREW,
        tuple(support.vehicle(f"V{n}", lat=support.north(6_000)) for n in range(vehicles)),
        (support.lab("L1", lat=support.north(6_000), turnaround_min=60),),
        parameters=dict.fromkeys(MARGINS, 0) | margins | {"specimen_age_max_min": 115},
        key_result_deadline=620,
        result_deadline=900,
    )
    rows = tuple(days.coverage(f"P{n}", f"C{n}", key_persons=10) for n in (0, 1))
    return days.TinyDay(roster, rows)


def vehicles_of(plan: Plan) -> int:
    return len({run.vehicle_id for run in plan.runs})


@pytest.mark.parametrize("margin", MARGINS)
def test_a_reserve_is_worth_a_vehicle(margin: str) -> None:
    alone, spared = round_trip().planned(), round_trip(**{margin: 60}).planned()
    assert alone.shortages == spared.shortages == ()
    assert (vehicles_of(alone), vehicles_of(spared)) == (1, 2)


@pytest.mark.parametrize("margin", MARGINS)
def test_with_too_few_vehicles_the_reserve_gives_way_and_the_targets_hold(margin: str) -> None:
    tiny = round_trip(1, **{margin: 60})
    assert tiny.planned().shortages == ()
    report = tiny.stage().report
    assert report.terms["key_reserve"] + report.terms["age_reserve"] >= 300
    assert report.best_bound is not None
    assert report.best_bound <= report.objective


def laboratory_of(**margins: int) -> str | None:
    """Where four tubes go: L1 is near and takes an hour for them, L2 is further and quick."""
    tiny = days.one_point(
        labs=(support.lab("L1", 4), support.lab("L2", lat=support.north(9_000))),
        parameters=dict.fromkeys(MARGINS, 0) | margins,
    )
    plan = tiny.planned()
    assert plan.shortages == ()
    (run,) = plan.runs
    return run.stops[-1].lab_id


def test_a_reserve_before_all_results_is_worth_a_way_to_another_laboratory() -> None:
    assert laboratory_of(result_margin_min=0) == "L1"
    assert laboratory_of(result_margin_min=170) == "L2"
