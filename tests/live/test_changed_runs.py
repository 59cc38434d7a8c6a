"""What a new plan changes for a crew, stop by stop."""

from __future__ import annotations

from masstest.domain.plan import Plan, Run
from masstest.live.changed_runs import Change, changed_runs, to_confirm
from valid_plan import valid_plan

PLAN = valid_plan()


def with_runs(*runs: Run) -> Plan:
    kept = {run.run_id: run for run in PLAN.runs} | {run.run_id: run for run in runs}
    return PLAN.model_copy(update={"runs": tuple(kept.values())})


def run(run_id: str) -> Run:
    return next(each for each in PLAN.runs if each.run_id == run_id)


def later(given: Run, minutes: int) -> Run:
    stops = tuple(
        stop.model_copy(update={"arrive": stop.arrive + minutes, "depart": stop.depart + minutes})
        for stop in given.stops
    )
    return given.model_copy(update={"stops": stops, "end": stops[-1].depart})


def test_the_same_plan_changes_nothing() -> None:
    found = changed_runs(PLAN, PLAN, 0)
    assert {vehicle_id: len(runs) for vehicle_id, runs in found.items()} == {"V1": 2, "V2": 1}
    assert to_confirm(found) == {}


def test_stops_new_removed_retimed_and_redirected() -> None:
    old = run("R1")
    first, _, third, last = old.stops
    new = third.model_copy(update={"site_id": "P9"})
    end = last.model_copy(update={"lab_id": "L2"})
    moved = third.model_copy(update={"arrive": third.arrive + 6})
    after = with_runs(old.model_copy(update={"stops": (first, moved, new, end)}))
    (found,) = to_confirm(changed_runs(PLAN, after, 0))["V1"]
    marks = [(stop.place, stop.change) for stop in found.stops[1:]]
    assert found.stops[0].change is Change.same
    assert marks == [
        ("P2", Change.retimed),
        ("P9", Change.new),
        ("P1", Change.removed),
        ("L2", Change.redirected),
    ]


def test_a_few_minutes_are_no_change() -> None:
    assert to_confirm(changed_runs(PLAN, with_runs(later(run("R2"), 4)), 0)) == {}
    assert to_confirm(changed_runs(PLAN, with_runs(later(run("R2"), 5)), 0)) != {}


def test_what_is_over_is_not_marked() -> None:
    assert to_confirm(changed_runs(PLAN, with_runs(later(run("R2"), 30)), 1000)) == {}


def test_another_vehicle_is_told_to_both() -> None:
    after = with_runs(run("R2").model_copy(update={"vehicle_id": "V2"}))
    found = to_confirm(changed_runs(PLAN, after, 0))
    told = {vehicle_id: [(r.run_id, r.change) for r in runs] for vehicle_id, runs in found.items()}
    assert told == {"V1": [("R2", Change.removed)], "V2": [("R2", Change.new)]}
    assert found["V2"][0].before_vehicle_id == "V1"
