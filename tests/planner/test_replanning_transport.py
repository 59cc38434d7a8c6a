"""Runs that start from an earlier plan, on a day with one point, two laboratories, one vehicle."""

from __future__ import annotations

from functools import cache
from typing import Any

import support
from masstest.domain.budget import Budget
from masstest.domain.plan import Coverage, Point, Run
from masstest.domain.roster import Roster, TransportMode
from masstest.domain.travel import Place
from masstest.solver.location import locate
from masstest.solver.stages import LocationPlan, TransportPlan
from masstest.solver.transport import plan_transport, transport_again
from masstest.travel import straight_line

FAR, NEAR = "L1", "L2"


def roster(**lab: Any) -> Roster:
    """600 persons at a point; `lab` changes the near laboratory."""
    crew = [support.person(f"D{n}", "driver") for n in range(3)]
    crew += [support.person(f"K{n}", "courier") for n in range(3)]
    return support.roster(
        compounds=(support.compound("C1", 600, key_population=60),),
        sites=(support.site("P1"),),
        staff=tuple(crew),
        vehicles=(support.vehicle("V1", 100), support.vehicle("V2", 100)),
        labs=(
            support.lab(FAR, lat=support.north(9000)),
            support.lab(NEAR, lat=support.north(2000), **lab),
        ),
    )


def budget() -> Budget:
    return Budget(seconds=1.0, deterministic=True)


@cache
def places() -> LocationPlan:
    return locate(roster(), straight_line(roster()), budget(), sampler_supply=None).value


@cache
def first_runs() -> tuple[Run, ...]:
    found = places()
    travel = straight_line(roster())
    return plan_transport(roster(), travel, found.points, found.coverage, (), budget()).value.runs


def again(
    now: Roster,
    freeze: int | None = None,
    points: tuple[Point, ...] | None = None,
    coverage: tuple[Coverage, ...] | None = None,
    idle: tuple[str, ...] = (),
) -> TransportPlan:
    found = places()
    return transport_again(
        now,
        straight_line(now),
        points or found.points,
        coverage or found.coverage,
        (),
        first_runs(),
        TransportMode.shared,
        budget(),
        freeze=freeze,
        idle=idle,
    ).value


def tubes(runs: tuple[Run, ...]) -> int:
    return sum(run.stops[-1].tubes for run in runs)


def test_runs_stay_when_nothing_happened() -> None:
    assert {run.stops[-1].lab_id for run in first_runs()} == {NEAR}
    assert set(again(roster()).runs) == set(first_runs())


def test_a_run_under_way_goes_on_to_another_laboratory() -> None:
    last = max(first_runs(), key=lambda run: run.end)
    freeze = last.stops[-1].arrive - 1
    after = again(roster(receive_until=freeze), freeze)
    now = next(run for run in after.runs if run.run_id == last.run_id)
    assert now.stops[:-1] == last.stops[:-1]
    assert now.stops[-1].lab_id == FAR
    # from where it is a minute before the lost one: no sooner than from there
    travel = straight_line(roster())
    between = travel.drive_min(Place("lab", NEAR), Place("lab", FAR))
    assert now.stops[-1].arrive <= freeze + 1 + between
    assert tubes(after.runs) == tubes(first_runs())


def test_deliveries_before_the_freeze_stay_at_the_lost_laboratory() -> None:
    first = min(first_runs(), key=lambda run: run.end)
    freeze = first.end
    after = again(roster(receive_until=freeze), freeze)
    assert first in after.runs
    assert {run.stops[-1].lab_id for run in after.runs if run.start >= freeze} == {FAR}
    assert next(load for load in after.labs if load.lab_id == NEAR).tubes == first.stops[-1].tubes


def test_the_runs_of_a_lost_vehicle_go_with_another() -> None:
    used = first_runs()[0].vehicle_id
    after = again(roster(), idle=(used,))
    assert used not in {run.vehicle_id for run in after.runs}
    assert tubes(after.runs) == tubes(first_runs())
    assert after.undeliverable == {}


def test_no_run_carries_more_than_its_vehicle_although_more_tubes_come() -> None:
    now = roster()
    small = tuple(v.model_copy(update={"capacity_tubes": 20}) for v in now.vehicles)
    after = again(now.model_copy(update={"vehicles": small}))
    assert max(run.stops[-1].tubes for run in after.runs) <= 20
    assert after.undeliverable == {}
