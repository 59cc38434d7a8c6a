"""What is fetched from a laboratory that was lost: the plan that does it, and ways to spoil it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from masstest.checks import check_plan, physical
from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan, Run
from masstest.domain.roster import Roster, ZoneClass
from masstest.planner import Options
from masstest.planner.replanning import past_kept, replan
from rounds.lost_lab import LOST as LAB
from rounds.lost_lab import OPEN_MIN as OPEN
from rounds.lost_lab import SEALED_MIN as SEALED
from rounds.lost_lab import day_by_hand, fetch_of, lost_at, zone_class


def found(plan: Plan) -> tuple[Violation, ...]:
    # by the roster of the morning: that the laboratory was lost is in the plan
    roster, _, travel = day_by_hand()
    return check_plan(roster, plan, travel)


def with_run(plan: Plan, run: Run) -> Plan:
    runs = tuple(run if each.run_id == run.run_id else each for each in plan.runs)
    return plan.model_copy(update={"runs": runs})


def with_fetch(plan: Plan, **stop: Any) -> Plan:
    """The plan with another pickup at the laboratory; the run brings what it takes."""
    run = fetch_of(plan)
    fetch = run.stops[0].model_copy(update=stop)
    brought = {"tubes": fetch.tubes, "key_tubes": fetch.key_tubes}
    delivery = run.stops[-1].model_copy(update=brought)
    return with_run(plan, run.model_copy(update={"stops": (fetch, delivery)}))


@pytest.mark.parametrize("freeze", [OPEN, SEALED])
def test_everything_that_lies_there_is_brought_to_another_laboratory(freeze: int) -> None:
    plan, (_, before, _) = lost_at(freeze), day_by_hand()
    assert physical(found(plan)) == ()
    assert list(past_kept(before, plan, freeze)) == []
    (load,) = plan.lost_labs.values()
    brought = [run.stops[-1] for run in plan.runs if run.stops[-1].lab_id == LAB]
    fetched = [run.stops[0] for run in plan.runs if run.stops[0].lab_id == LAB]
    assert sum(stop.tubes for stop in brought) == load.tubes + sum(stop.tubes for stop in fetched)
    assert sum(stop.tubes for stop in fetched) == (12 if freeze == SEALED else 29)
    assert fetch_of(plan).zone_class is zone_class(freeze)
    # each tube is tested at one laboratory
    made = sum(point.tubes for point in plan.points)
    made += sum(stop.tubes for team in plan.doorstep for stop in team.stops)
    assert sum(load.tubes for load in plan.labs) == made


def test_a_plan_without_a_loss_says_nothing_of_it() -> None:
    assert "lost_at" not in day_by_hand()[1].to_json()
    assert Plan.from_json(lost_at(OPEN).to_json()) == lost_at(OPEN)


def test_the_next_plan_of_the_day_starts_from_the_loss() -> None:
    roster, _, travel = day_by_hand()
    first = lost_at(OPEN)
    freeze = fetch_of(first).stops[0].arrive + 1
    options = Options(time_limit_s=2, workers=1, deterministic=True)
    again = replan(first, roster, options, travel=travel, freeze=freeze)
    assert physical(found(again)) == ()
    assert again.lost_labs == first.lost_labs
    assert fetch_of(again).stops[0] == fetch_of(first).stops[0]


def more_than_lie_there(plan: Plan, roster: Roster) -> tuple[Roster, Plan]:
    return roster, with_fetch(plan, tubes=fetch_of(plan).stops[0].tubes + 1)


def before_it_was_lost(plan: Plan, roster: Roster) -> tuple[Roster, Plan]:
    labs = tuple(
        load.model_copy(update={"lost_at": fetch_of(plan).stops[0].arrive + 1})
        if load.lab_id == LAB
        else load
        for load in plan.labs
    )
    return roster, plan.model_copy(update={"labs": labs})


def from_one_that_works(plan: Plan, roster: Roster) -> tuple[Roster, Plan]:
    other = next(lab.lab_id for lab in roster.labs if lab.lab_id != LAB)
    return roster, with_fetch(plan, lab_id=other)


def to_the_lost_one(plan: Plan, roster: Roster) -> tuple[Roster, Plan]:
    run = fetch_of(plan)
    delivery = run.stops[-1].model_copy(update={"lab_id": LAB})
    return roster, with_run(plan, run.model_copy(update={"stops": (*run.stops[:-1], delivery)}))


def by_an_unsealed_vehicle(plan: Plan, roster: Roster) -> tuple[Roster, Plan]:
    own = fetch_of(plan).vehicle_id
    vehicles = tuple(
        vehicle.model_copy(update={"sealed_ok": vehicle.sealed_ok and vehicle.vehicle_id != own})
        for vehicle in roster.vehicles
    )
    return roster.model_copy(update={"vehicles": vehicles}), plan


def as_if_it_were_open(plan: Plan, roster: Roster) -> tuple[Roster, Plan]:
    run = fetch_of(plan)
    return roster, with_run(plan, run.model_copy(update={"zone_class": ZoneClass.open}))


def beyond_the_vehicle(plan: Plan, roster: Roster) -> tuple[Roster, Plan]:
    own, tubes = fetch_of(plan).vehicle_id, fetch_of(plan).stops[0].tubes
    vehicles = tuple(
        vehicle.model_copy(update={"capacity_tubes": tubes - 1})
        if vehicle.vehicle_id == own
        else vehicle
        for vehicle in roster.vehicles
    )
    return roster.model_copy(update={"vehicles": vehicles}), plan


def without_time_to_load(plan: Plan, roster: Roster) -> tuple[Roster, Plan]:
    fetch = fetch_of(plan).stops[0]
    return roster, with_fetch(plan, depart=fetch.depart - 1)


def younger_than_they_are(plan: Plan, roster: Roster) -> tuple[Roster, Plan]:
    oldest = fetch_of(plan).stops[0].oldest_sample_at
    assert oldest is not None
    return roster, with_fetch(plan, oldest_sample_at=oldest + 1)


def nobody_fetches(plan: Plan, roster: Roster) -> tuple[Roster, Plan]:
    runs = tuple(run for run in plan.runs if run.stops[0].lab_id != LAB)
    return roster, plan.model_copy(update={"runs": runs})


def more_started_than_it_could(plan: Plan, roster: Roster) -> tuple[Roster, Plan]:
    labs = tuple(
        lab.model_copy(update={"tubes_per_hour": 1}) if lab.lab_id == LAB else lab
        for lab in roster.labs
    )
    return roster.model_copy(update={"labs": labs}), plan


Spoil = Callable[[Plan, Roster], tuple[Roster, Plan]]
SPOILT: list[tuple[Spoil, int, str]] = [
    (more_than_lie_there, OPEN, "tube_conservation"),
    (before_it_was_lost, OPEN, "tube_conservation"),
    (from_one_that_works, OPEN, "tube_conservation"),
    (as_if_it_were_open, SEALED, "tube_conservation"),
    (to_the_lost_one, OPEN, "lab_hours"),
    (by_an_unsealed_vehicle, SEALED, "sealed_vehicle"),
    (beyond_the_vehicle, OPEN, "vehicle_capacity"),
    (without_time_to_load, OPEN, "drive_time"),
    (younger_than_they_are, OPEN, "consistent_oldest_sample"),
    (nobody_fetches, OPEN, "key_result_deadline"),
    (nobody_fetches, SEALED, "result_deadline"),
    (more_started_than_it_could, OPEN, "lab_capacity"),
]


@pytest.mark.parametrize(
    ("spoil", "freeze", "rule"), SPOILT, ids=[f"{s.__name__}-{r}" for s, _, r in SPOILT]
)
def test_what_can_not_be_is_refused(spoil: Spoil, freeze: int, rule: str) -> None:
    plan = lost_at(freeze)
    assert rule not in {violation.rule for violation in found(plan)}
    roster, spoilt = spoil(plan, day_by_hand()[0])
    rules = {each.rule for each in check_plan(roster, spoilt, day_by_hand()[2])}
    assert rule in rules
