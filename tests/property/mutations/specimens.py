"""Ways to break the rules of specimens on the road and in laboratories."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from masstest.domain.plan import LabLoad, Plan, Run, Stop
from masstest.domain.roster import Role, Roster
from property.mutations.registry import (
    Case,
    a_duty,
    a_run,
    breaks,
    largest_point,
    later,
    only,
    pickup_index,
    same,
)
from valid_plan import edit, edit_roster, edit_stop, without


def _with_vehicle(roster: Roster, run: Run, **changes: Any) -> Roster:
    """The roster with other facts about the vehicle of `run`."""
    return edit_roster(roster, "vehicles", lambda v: v.vehicle_id == run.vehicle_id, **changes)


def _with_lab(roster: Roster, reached: Stop | LabLoad, **changes: Any) -> Roster:
    """The roster with other facts about the laboratory that is reached."""
    return edit_roster(roster, "labs", lambda x: x.lab_id == reached.lab_id, **changes)


@breaks("tube_conservation")
def a_tube_lost_at_the_pickup(roster: Roster, plan: Plan) -> Case:
    run = a_run(plan)
    i = pickup_index(run)
    return roster, edit_stop(plan, run.run_id, i, tubes=run.stops[i].tubes - 1)


@breaks("tube_conservation")
def a_tube_lost_on_the_way(roster: Roster, plan: Plan) -> Case:
    run = a_run(plan)
    return roster, edit_stop(plan, run.run_id, -1, tubes=run.stops[-1].tubes - 1)


@breaks("tube_conservation")
def the_last_pickup_comes_too_early(roster: Roster, plan: Plan) -> Case:
    point = largest_point(plan)
    last = max(
        (stop.arrive, run.run_id, i)
        for run in plan.runs
        for i, stop in enumerate(run.stops)
        if stop.site_id == point.site_id
    )
    return roster, edit_stop(plan, last[1], last[2], arrive=point.finish_at - 1)


@breaks("tube_conservation")
def a_run_cancelled(roster: Roster, plan: Plan) -> Case:
    return roster, without(plan, "runs", same(a_run(plan)))


@breaks("vehicle_capacity")
def a_vehicle_overloaded(roster: Roster, plan: Plan) -> Case:
    run = a_run(plan)
    less = run.stops[-1].tubes - 1
    return _with_vehicle(roster, run, capacity_tubes=less), plan


@breaks("vehicle_hours")
def a_vehicle_kept_after_hours(roster: Roster, plan: Plan) -> Case:
    run = a_run(plan)
    return _with_vehicle(roster, run, available_until=run.end - 1), plan


@breaks("vehicle_hours")
def a_vehicle_out_too_early(roster: Roster, plan: Plan) -> Case:
    run = a_run(plan)
    return _with_vehicle(roster, run, available_from=run.start + 1), plan


@breaks("drive_time")
def a_run_too_early(roster: Roster, plan: Plan) -> Case:
    run = a_run(plan)
    return roster, edit_stop(plan, run.run_id, -1, arrive=run.stops[-2].depart)


@breaks("drive_time")
def handed_over_in_no_time(roster: Roster, plan: Plan) -> Case:
    run = a_run(plan)
    short = run.stops[0].arrive + roster.parameters.stop_min - 1
    return roster, edit_stop(plan, run.run_id, 0, depart=short)


@breaks("drive_time")
def two_runs_of_a_vehicle_at_once(roster: Roster, plan: Plan) -> Case:
    run = a_run(plan)
    twin = run.model_copy(update={"run_id": "twin"})
    return roster, plan.model_copy(update={"runs": (*plan.runs, twin)})


@breaks("drive_time")
def a_supply_stop_too_early(roster: Roster, plan: Plan) -> Case:
    run = only(r for r in plan.supply_runs if len(r.stops) > 1)
    stops = (run.stops[0], run.stops[1].model_copy(update={"arrive": run.stops[0].depart}))
    return roster, edit(plan, "supply_runs", same(run), stops=stops + run.stops[2:])


@breaks("crew_of_two")
def nobody_guards_the_box(roster: Roster, plan: Plan) -> Case:
    return roster, without(plan, "duties", same(a_duty(plan, Role.courier)))


@breaks("crew_of_two")
def the_driver_gets_off_early(roster: Roster, plan: Plan) -> Case:
    duty = a_duty(plan, Role.driver)
    last = max(r.end for r in (*plan.runs, *plan.supply_runs) if r.vehicle_id == duty.at)
    assert last == max(d.end for d in plan.duties if d.at == duty.at)
    return roster, edit(plan, "duties", lambda d: d.at == duty.at and d.end == last, end=last - 1)


@breaks("pickup_interval")
def tubes_left_standing(roster: Roster, plan: Plan) -> Case:
    run = a_run(plan)
    late = roster.parameters.pickup_interval_max_min + 1
    return roster, edit(plan, "runs", same(run), stops=later(run, late))


@breaks("specimen_age")
def specimens_driven_around(roster: Roster, plan: Plan) -> Case:
    run = a_run(plan)
    late = roster.parameters.specimen_age_max_min + 1
    stops = later(run, late, first=len(run.stops) - 1)
    return roster, edit(plan, "runs", same(run), stops=stops)


@breaks("sealed_vehicle")
def sealed_tubes_in_an_open_vehicle(roster: Roster, plan: Plan) -> Case:
    run = only(r for r in plan.runs if r.zone_class.value == "sealed")
    return _with_vehicle(roster, run, sealed_ok=False), plan


@breaks("sealed_vehicle")
def sealed_tubes_to_an_open_lab(roster: Roster, plan: Plan) -> Case:
    run = only(r for r in plan.runs if r.zone_class.value == "sealed")
    lab_id = run.stops[-1].lab_id
    return edit_roster(roster, "labs", lambda x: x.lab_id == lab_id, sealed_ok=False), plan


@breaks("sealed_vehicle")
def sealed_tubes_with_others(roster: Roster, plan: Plan) -> Case:
    sealed = only(r for r in plan.runs if r.zone_class.value == "sealed")
    run = only(r for r in plan.runs if r.zone_class.value != "sealed")
    return roster, edit(plan, "runs", same(run), stops=(sealed.stops[0], *run.stops))


@breaks("lab_hours")
def delivered_to_a_closed_lab(roster: Roster, plan: Plan) -> Case:
    stop = a_run(plan).stops[-1]
    return _with_lab(roster, stop, receive_until=stop.arrive - 1), plan


@breaks("lab_hours")
def delivered_before_the_lab_opens(roster: Roster, plan: Plan) -> Case:
    stop = a_run(plan).stops[-1]
    return _with_lab(roster, stop, receive_from=stop.arrive + 1), plan


def _edit_hour(plan: Plan, started: Callable[[int], int]) -> Plan:
    load = only(load for load in plan.labs if load.tubes)

    def changed(hours: Any) -> Any:
        busy = next(i for i, hour in enumerate(hours) if hour.started)
        new = hours[busy].model_copy(update={"started": started(hours[busy].started)})
        return (*hours[:busy], new, *hours[busy + 1 :])

    return edit(plan, "labs", same(load), hours=changed)


@breaks("lab_capacity")
def a_lab_overfull(roster: Roster, plan: Plan) -> Case:
    most = max(lab.tubes_per_hour for lab in roster.labs)
    return roster, _edit_hour(plan, lambda _: most + 1)


@breaks("lab_capacity")
def tubes_started_before_they_came(roster: Roster, plan: Plan) -> Case:
    return roster, _edit_hour(plan, lambda started: started + 2)


@breaks("lab_capacity")
def more_in_a_day_than_allowed(roster: Roster, plan: Plan) -> Case:
    load = max(plan.labs, key=lambda load: load.tubes)
    return _with_lab(roster, load, tubes_per_day=load.tubes - 1), plan


@breaks("key_result_deadline")
def key_groups_wait_for_results(roster: Roster, plan: Plan) -> Case:
    run = only(r for r in plan.runs if r.stops[-1].key_tubes)
    late = roster.round.key_result_deadline - run.stops[-1].depart
    stops = later(run, late, first=len(run.stops) - 1)
    return roster, edit(plan, "runs", same(run), stops=stops)


@breaks("result_deadline")
def everybody_waits_for_results(roster: Roster, plan: Plan) -> Case:
    run = a_run(plan)
    late = roster.round.result_deadline - run.stops[-1].depart
    stops = later(run, late, first=len(run.stops) - 1)
    return roster, edit(plan, "runs", same(run), stops=stops)
