"""The transport stage on small days: modes, shortages and what they advise, the bound."""

from __future__ import annotations

import itertools

import pytest

import plan_parts
import support
import transport_days as days
from masstest import checks
from masstest.domain.outcome import RemedyCode, StageStatus
from masstest.domain.plan import Plan
from masstest.domain.remedies import apply
from masstest.domain.roster import TransportMode, Zone
from masstest.solver.transport import plan_transport


def district(points: int = 4, persons: int = 400, **fields: object) -> days.TinyDay:
    """Points a kilometre apart, each with its compound, on a line to the north."""
    places = range(1, points + 1)
    rows: dict[str, object] = {
        "vehicles": tuple(support.vehicle(f"V{n}") for n in range(1, 7)),
        "labs": (support.lab("L1"), support.lab("L2", 300, lat=support.north(-1500))),
    }
    roster = support.roster(
        tuple(support.compound(f"C{n}", persons, lat=support.north(1000 * n)) for n in places),
        tuple(support.site(f"P{n}", lat=support.north(1000 * n)) for n in places),
        days.CREW * 2,
        **(rows | fields),
    )
    coverage = tuple(days.coverage(f"P{n}", f"C{n}", persons) for n in places)
    return days.TinyDay(roster, coverage)


def vehicles_of(plan: Plan) -> dict[str, set[str]]:
    """Which vehicles pick up at each source."""
    found: dict[str, set[str]] = {}
    for run in plan.runs:
        for stop in run.stops[:-1]:
            found.setdefault(stop.site_id or stop.team_id or "", set()).add(run.vehicle_id)
    return found


def missed(plan: Plan) -> set[str]:
    return {shortage.rule for shortage in plan.shortages}


def test_a_day_without_tubes_needs_no_transport() -> None:
    tiny = district()
    result = plan_transport(tiny.roster, tiny.travel, (), (), (), plan_parts.budget())
    assert result.report.status is StageStatus.skipped
    assert result.value.runs == ()


def test_an_easy_day_meets_every_target() -> None:
    plan = district().planned()
    assert missed(plan) == set()
    assert len({run.vehicle_id for run in plan.runs}) <= 3
    assert sum(load.tubes for load in plan.labs) == 4 * 43


def test_the_same_seed_gives_the_same_plan() -> None:
    assert district().planned().runs == district().planned().runs


def test_the_bound_is_below_the_objective() -> None:
    report = district().stage().report
    assert report.best_bound is not None
    assert 300 < report.best_bound <= report.objective
    assert report.objective == pytest.approx(sum(report.terms.values()))


def test_dedicated_vehicles_serve_one_point_only() -> None:
    plan = district(transport_mode=TransportMode.dedicated).planned()
    served = vehicles_of(plan)
    assert all(len(vehicles) == 1 for vehicles in served.values())
    assert len(set(itertools.chain(*served.values()))) == len(served) == 4


def test_too_few_vehicles_to_dedicate_still_carry_everything() -> None:
    two = tuple(support.vehicle(f"V{n}") for n in (1, 2))
    tiny = district(transport_mode=TransportMode.dedicated, vehicles=two)
    result = tiny.stage()
    assert result.value.undeliverable == {}
    assert result.report.facts["missing_vehicles"] > 0
    dedicated = tiny.roster.round.model_copy(update={"transport_mode": TransportMode.dedicated})
    plan = tiny.planned().model_copy(update={"round": dedicated})
    one_to_each = checks.CONSISTENCY["consistent_dedicated"]
    assert list(one_to_each(tiny.roster, plan, tiny.travel)) != []
    said = plan.model_copy(update={"stages": (result.report,)})
    assert list(one_to_each(tiny.roster, said, tiny.travel)) == []


def test_too_few_vehicles_are_late_and_the_plan_says_how_many_more_would_do() -> None:
    tiny = district(8, 700, vehicles=(support.vehicle("V1", capacity_tubes=700),))
    plan = tiny.planned(1.0)
    assert "pickup_interval" in missed(plan)
    (remedy,) = plan.shortages[0].remedies
    assert remedy.code is RemedyCode.add_vehicles
    assert remedy.quantity >= 1
    mended = days.TinyDay(apply(tiny.roster, [remedy]), tiny.rows)
    assert missed(mended.planned(1.0)) == set()


def test_too_few_crews_ask_for_a_driver_and_a_courier() -> None:
    roster = district(10, 700).roster
    tiny = days.TinyDay(
        roster.model_copy(
            update={"staff": (support.person("D", "driver"), support.person("C", "courier"))}
        ),
        district(10, 700).rows,
    )
    plan = tiny.planned(0.5)
    assert len({run.vehicle_id for run in plan.runs}) == 2
    advised = {(r.code, r.subject) for s in plan.shortages for r in s.remedies}
    assert advised == {(RemedyCode.add_staff, "driver"), (RemedyCode.add_staff, "courier")}


def test_a_laboratory_that_closes_too_early_is_asked_to_stay_open() -> None:
    tiny = district(2, labs=(support.lab("L1", receive_until=600),))
    result = tiny.stage()
    assert result.value.undeliverable.keys() == {"P1", "P2"}
    remedies = [remedy for s in result.shortages for remedy in s.remedies]
    assert {remedy.code for remedy in remedies} == {RemedyCode.extend_lab_hours}
    mended = days.TinyDay(apply(tiny.roster, remedies[:1]), tiny.rows)
    assert mended.stage().value.undeliverable == {}


def test_sealed_tubes_without_a_fitted_vehicle_ask_for_one() -> None:
    stop = plan_parts.stop("S1", 420, 480, 40, tubes=40)
    team = plan_parts.team(stop, zone=Zone.sealed)
    tiny = district(1)
    roster = tiny.roster.model_copy(
        update={"compounds": (*tiny.roster.compounds, support.compound("S1", 40, zone=Zone.sealed))}
    )
    sealed = days.TinyDay(roster, tiny.rows, (team,))
    result = sealed.stage()
    assert result.value.undeliverable == {"T1": 40}
    (remedy,) = result.shortages[0].remedies
    assert remedy.code is RemedyCode.add_vehicles
    assert remedy.facts["sealed_ok"] is True
    mended = days.TinyDay(apply(roster, [remedy]), tiny.rows, (team,))
    assert mended.stage().value.undeliverable == {}


def test_a_team_is_met_where_it_is() -> None:
    first, second = (
        plan_parts.stop("C1", 420, 540, 38, tubes=4),
        plan_parts.stop("C2", 560, 700, 38, tubes=4),
    )
    tiny = district(2)
    team = plan_parts.team(first, second)
    plan = days.TinyDay(tiny.roster, tiny.rows, (team,)).planned()
    stops = [stop for run in plan.runs for stop in run.stops if stop.team_id == "T1"]
    assert stops
    way = tiny.travel.drive_min(days.Place("compound", "C1"), days.Place("compound", "C2"))
    for stop in stops:
        if stop.compound_id == "C1":
            assert 420 <= stop.arrive <= 560 - way
        else:
            assert stop.arrive >= 560


def test_small_vehicles_come_more_often() -> None:
    small = tuple(support.vehicle(f"V{n}", 20) for n in range(1, 7))
    plan = district(2, 500, vehicles=small).planned()
    assert max(run.stops[-1].tubes for run in plan.runs) <= 20


def test_a_vehicle_s_shifts_are_at_most_eight_hours() -> None:
    result = district().stage()
    assert {run_id for shift in result.value.shifts for run_id in shift.run_ids} == {
        run.run_id for run in result.value.runs
    }
    assert all(shift.end - shift.start <= 480 for shift in result.value.shifts)
