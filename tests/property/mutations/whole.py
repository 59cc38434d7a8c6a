"""Ways to make a plan that does not hang together."""

from __future__ import annotations

from typing import Any

from masstest.domain.plan import Plan, Readiness
from masstest.domain.roster import Role, Roster, TransportMode, Zone
from masstest.domain.units import iso
from property.mutations.registry import (
    Case,
    a_duty,
    a_run,
    breaks,
    only,
    pickup_index,
    same,
)
from valid_plan import edit, edit_roster, edit_stop, without


@breaks("consistent_round")
def planned_for_another_deadline(roster: Roster, plan: Plan) -> Case:
    other = plan.round.model_copy(update={"sampling_deadline": plan.round.sampling_deadline + 60})
    return roster, plan.model_copy(update={"round": other})


@breaks("consistent_references")
def a_person_nobody_knows(roster: Roster, plan: Plan) -> Case:
    return roster, edit(plan, "duties", same(plan.duties[0]), staff_id="nobody")


@breaks("consistent_references")
def a_point_twice(roster: Roster, plan: Plan) -> Case:
    return roster, plan.model_copy(update={"points": (*plan.points, plan.points[0])})


@breaks("consistent_references")
def a_run_to_nowhere(roster: Roster, plan: Plan) -> Case:
    return roster, edit_stop(plan, a_run(plan).run_id, -1, lab_id="nowhere")


@breaks("consistent_officials")
def an_official_of_the_wrong_tier(roster: Roster, plan: Plan) -> Case:
    point = plan.points[0]
    named = point.officials.model_copy(update={"point": point.officials.street})
    return roster, edit(plan, "points", same(point), officials=named)


@breaks("consistent_persons")
def slots_that_do_not_add_up(roster: Roster, plan: Plan) -> Case:
    row = plan.coverage[0]
    return roster, edit(plan, "coverage", same(row), slots=lambda slots: slots[1:])


@breaks("consistent_persons")
def a_point_that_counts_wrong(roster: Roster, plan: Plan) -> Case:
    return roster, edit(plan, "points", same(plan.points[0]), persons=lambda n: n + 1)


@breaks("consistent_demand")
def more_people_than_live_there(roster: Roster, plan: Plan) -> Case:
    return roster, edit(plan, "coverage", same(plan.coverage[0]), persons=lambda n: n + 1)


@breaks("consistent_demand")
def key_people_forgotten(roster: Roster, plan: Plan) -> Case:
    row = only(r for r in plan.coverage if r.key_persons)
    return roster, edit(plan, "coverage", same(row), key_persons=0)


@breaks("consistent_slots")
def a_slot_off_the_grid(roster: Roster, plan: Plan) -> Case:
    def shifted(slots: Any) -> Any:
        first = slots[0].model_copy(
            update={"from_": slots[0].from_ + 7, "until": slots[0].until + 7}
        )
        return (first, *slots[1:])

    return roster, edit(plan, "coverage", same(plan.coverage[0]), slots=shifted)


@breaks("consistent_finish")
def a_finish_made_up(roster: Roster, plan: Plan) -> Case:
    return roster, edit(plan, "points", same(plan.points[0]), finish_at=lambda t: t - 1)


@breaks("consistent_finish")
def closed_before_the_last_person(roster: Roster, plan: Plan) -> Case:
    point = plan.points[0]
    return roster, edit(plan, "points", same(point), open_until=point.finish_at - 1)


@breaks("consistent_tubes")
def tubes_miscounted_at_a_point(roster: Roster, plan: Plan) -> Case:
    return roster, edit(plan, "points", same(plan.points[0]), tubes=lambda n: n + 1)


@breaks("consistent_tubes")
def tubes_miscounted_at_a_door(roster: Roster, plan: Plan) -> Case:
    def recount(stops: Any) -> Any:
        return (stops[0].model_copy(update={"tubes": stops[0].tubes + 1}), *stops[1:])

    return roster, edit(plan, "doorstep", same(plan.doorstep[0]), stops=recount)


@breaks("consistent_oldest_sample")
def specimens_made_younger(roster: Roster, plan: Plan) -> Case:
    run = a_run(plan)
    i = pickup_index(run)
    younger = (run.stops[i].oldest_sample_at or 0) + 1
    return roster, edit_stop(plan, run.run_id, i, oldest_sample_at=younger)


@breaks("consistent_labs")
def results_promised_too_early(roster: Roster, plan: Plan) -> Case:
    load = only(load for load in plan.labs if load.tubes)
    return roster, edit(plan, "labs", same(load), results_at=lambda t: t - 1)


@breaks("consistent_labs")
def a_lab_left_out_of_the_table(roster: Roster, plan: Plan) -> Case:
    return roster, without(plan, "labs", lambda load: load.tubes > 0)


@breaks("consistent_labs")
def an_hour_left_out_of_the_table(roster: Roster, plan: Plan) -> Case:
    load = only(load for load in plan.labs if load.tubes)
    return roster, edit(plan, "labs", same(load), hours=lambda hours: hours[1:])


@breaks("consistent_walk")
def a_walk_made_shorter(roster: Roster, plan: Plan) -> Case:
    row = max(plan.coverage, key=lambda r: r.walk_m)
    return roster, edit(plan, "coverage", same(row), walk_m=row.walk_m - 2)


@breaks("consistent_runs")
def a_run_that_delivers_nowhere(roster: Roster, plan: Plan) -> Case:
    run = a_run(plan)
    return roster, edit(plan, "runs", same(run), stops=run.stops[:-1])


@breaks("consistent_runs")
def a_run_that_ends_before_its_end(roster: Roster, plan: Plan) -> Case:
    return roster, edit(plan, "runs", same(a_run(plan)), end=lambda t: t - 1)


@breaks("consistent_runs")
def specimens_in_a_waste_vehicle(roster: Roster, plan: Plan) -> Case:
    waste = only(v.vehicle_id for v in roster.vehicles if v.kind.value == "waste")
    return roster, edit(plan, "runs", same(a_run(plan)), vehicle_id=waste)


@breaks("consistent_meeting")
def the_run_misses_the_team(roster: Roster, plan: Plan) -> Case:
    run, i, stop = only(
        (run, i, stop)
        for run in plan.runs
        for i, stop in enumerate(run.stops)
        if stop.team_id is not None
    )
    early = plan.team[stop.team_id].stops[0].arrive - 1
    return roster, edit_stop(plan, run.run_id, i, arrive=early)


@breaks("consistent_doorstep")
def a_visit_in_a_hurry(roster: Roster, plan: Plan) -> Case:
    def hurried(stops: Any) -> Any:
        return (*stops[:-1], stops[-1].model_copy(update={"depart": stops[-1].depart - 1}))

    return roster, edit(plan, "doorstep", same(plan.doorstep[0]), stops=hurried)


@breaks("consistent_doorstep")
def a_team_in_two_zones(roster: Roster, plan: Plan) -> Case:
    team = only(t for t in plan.doorstep if t.zone is not Zone.sealed)
    other = only(t for t in plan.doorstep if t.zone is Zone.sealed)
    return roster, edit(plan, "doorstep", same(team), stops=(*team.stops, other.stops[-1]))


@breaks("consistent_duties")
def a_usher_in_a_vehicle(roster: Roster, plan: Plan) -> Case:
    vehicle_id = a_run(plan).vehicle_id
    return roster, edit(plan, "duties", same(a_duty(plan, Role.usher)), at=vehicle_id)


@breaks("consistent_duties")
def a_duty_that_ends_before_it_starts(roster: Roster, plan: Plan) -> Case:
    duty = plan.duties[0]
    return roster, edit(plan, "duties", same(duty), end=duty.start - 1)


@breaks("consistent_lanes")
def a_duty_at_a_lane_that_is_not_there(roster: Roster, plan: Plan) -> Case:
    duty = a_duty(plan, Role.sampler)
    return roster, edit(plan, "duties", same(duty), lane=plan.point[duty.at].lanes + 1)


@breaks("consistent_lanes")
def two_samplers_at_one_lane(roster: Roster, plan: Plan) -> Case:
    duty = a_duty(plan, Role.sampler)
    twin = duty.model_copy(update={"staff_id": "reserve-sampler"})
    return roster, plan.model_copy(update={"duties": (*plan.duties, twin)})


@breaks("consistent_crew")
def a_stranger_on_the_route_sheet(roster: Roster, plan: Plan) -> Case:
    run = a_run(plan)
    stranger = only(s.staff_id for s in roster.staff if s.staff_id not in run.crew)
    return roster, edit(plan, "runs", same(run), crew=(*run.crew[:1], stranger))


@breaks("consistent_dedicated")
def one_vehicle_for_two_points(roster: Roster, plan: Plan) -> Case:
    dedicated = plan.round.model_copy(update={"transport_mode": TransportMode.dedicated})
    return roster, plan.model_copy(update={"round": dedicated})


@breaks("consistent_kpis")
def a_figure_made_better(roster: Roster, plan: Plan) -> Case:
    return roster, plan.model_copy(update={"kpis": {**plan.kpis, "slack_min": {"results": 9999}}})


@breaks("consistent_kpis")
def a_finish_made_earlier(roster: Roster, plan: Plan) -> Case:
    earlier = iso(max(p.finish_at for p in plan.points) - 30, roster.round.date)
    return roster, plan.model_copy(update={"kpis": {**plan.kpis, "finish_at": earlier}})


@breaks("consistent_readiness")
def a_light_left_out(roster: Roster, plan: Plan) -> Case:
    light = Readiness(site_id=plan.points[0].site_id, item="order", state="confirm")
    return roster, plan.model_copy(update={"readiness": (light,)})


@breaks("consistent_readiness")
def a_green_light_over_a_missing_kit(roster: Roster, plan: Plan) -> Case:
    site_id = only(s.site_id for s in plan.supplies if s.site_id is not None)
    short = without(plan, "supplies", lambda s: s.site_id == site_id)
    light = lambda x: x.site_id == site_id and x.item == "supplies"  # noqa: E731
    return roster, edit(short, "readiness", light, state="ok")


@breaks("consistent_references")
def a_point_by_another_name(roster: Roster, plan: Plan) -> Case:
    return roster, edit(plan, "points", same(plan.points[0]), name="elsewhere")


@breaks("consistent_officials")
def an_official_named_twice(roster: Roster, plan: Plan) -> Case:
    point = plan.points[0]
    named = point.officials.model_copy(update={"point": point.officials.point[:1] * 2})
    return roster, edit(plan, "points", same(point), officials=named)


@breaks("consistent_crew")
def a_vehicle_s_own_driver_left_at_home(roster: Roster, plan: Plan) -> Case:
    vehicle_id = a_run(plan).vehicle_id
    driver = only(d for d in plan.duties if d.at == vehicle_id and d.role is Role.driver)
    idle = roster.person[driver.staff_id].model_copy(update={"staff_id": "own"})
    roster = roster.model_copy(update={"staff": (*roster.staff, idle)})
    return edit_roster(
        roster, "vehicles", lambda v: v.vehicle_id == vehicle_id, driver_id="own"
    ), plan


@breaks("consistent_status")
def called_met_though_it_is_not(roster: Roster, plan: Plan) -> Case:
    spoilt = without(plan, "waste_runs", same(plan.waste_runs[0]))
    return roster, spoilt.model_copy(update={"status": "met"})
