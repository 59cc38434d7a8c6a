"""Ways to break the rules of people."""

from __future__ import annotations

from typing import Any

from masstest.domain.plan import Duty, Plan
from masstest.domain.roster import Role, Roster, StaffPool
from property.mutations.registry import (
    Case,
    a_duty,
    breaks,
    only,
    same,
)
from valid_plan import edit, edit_roster, without


def _with_person(roster: Roster, duty: Duty, **changes: Any) -> Roster:
    """The roster with other facts about whoever does `duty`."""
    return edit_roster(roster, "staff", lambda s: s.staff_id == duty.staff_id, **changes)


@breaks("role_cover")
def a_lane_without_sampler(roster: Roster, plan: Plan) -> Case:
    return roster, without(plan, "duties", same(a_duty(plan, Role.sampler)))


@breaks("role_cover")
def relieved_a_minute_late(roster: Roster, plan: Plan) -> Case:
    duty = only(
        d
        for d in plan.duties
        if d.role is Role.registrar
        and d.at in plan.point
        and d.end > d.start
        and d.start <= plan.point[d.at].open_from
    )
    late = plan.point[duty.at].open_from + 1
    return roster, edit(plan, "duties", same(duty), start=late)


@breaks("required_skill")
def a_role_never_learnt(roster: Roster, plan: Plan) -> Case:
    duty = a_duty(plan, Role.usher)
    return _with_person(roster, duty, roles=frozenset({Role.lead})), plan


@breaks("training_valid")
def an_untrained_sampler(roster: Roster, plan: Plan) -> Case:
    duty = a_duty(plan, Role.sampler)
    return _with_person(roster, duty, trained_until=None), plan


@breaks("training_valid")
def training_ran_out_yesterday(roster: Roster, plan: Plan) -> Case:
    duty = a_duty(plan, Role.doorstep)
    yesterday = roster.round.date.replace(day=roster.round.date.day - 1)
    return _with_person(roster, duty, trained_until=yesterday), plan


def _elsewhere(plan: Plan, duty: Duty) -> str:
    group = plan.point[duty.at].zone.group
    other = [p.site_id for p in plan.points if p.site_id != duty.at and p.zone.group is group]
    return only([*other, *(p.site_id for p in plan.points if p.site_id != duty.at)])


@breaks("one_place")
def a_person_in_two_places(roster: Roster, plan: Plan) -> Case:
    duty = a_duty(plan, Role.lead)
    twin = duty.model_copy(update={"at": _elsewhere(plan, duty)})
    return roster, plan.model_copy(update={"duties": (*plan.duties, twin)})


@breaks("one_place")
def no_time_for_the_way(roster: Roster, plan: Plan) -> Case:
    duty = a_duty(plan, Role.lead)
    at = max(
        (p.site_id for p in plan.points if p.site_id != duty.at),
        key=lambda s: abs(roster.site[s].lat - roster.site[duty.at].lat),
    )
    after = duty.model_copy(update={"at": at, "start": duty.end, "end": duty.end + 30})
    return roster, plan.model_copy(update={"duties": (*plan.duties, after)})


@breaks("availability")
def kept_after_hours(roster: Roster, plan: Plan) -> Case:
    duty = a_duty(plan, Role.usher)
    until = duty.end - 1
    return _with_person(roster, duty, available_until=until), plan


@breaks("availability")
def called_too_early(roster: Roster, plan: Plan) -> Case:
    duty = a_duty(plan, Role.usher)
    return _with_person(roster, duty, available_from=duty.start + 1), plan


@breaks("availability")
def more_hours_than_allowed(roster: Roster, plan: Plan) -> Case:
    duty = a_duty(plan, Role.usher)
    hours = (duty.end - duty.start - 1) / 60
    return _with_person(roster, duty, max_hours=hours), plan


@breaks("stint_limit")
def a_stint_too_long(roster: Roster, plan: Plan) -> Case:
    duty = a_duty(plan, Role.sampler)
    end = duty.start + roster.parameters.stint_max_min + 1
    return roster, edit(plan, "duties", same(duty), end=end)


@breaks("stint_limit")
def a_break_too_short(roster: Roster, plan: Plan) -> Case:
    duty = a_duty(plan, Role.sampler)
    start = duty.end + roster.parameters.stint_rest_min - 1
    end = start + roster.parameters.stint_max_min
    again = duty.model_copy(update={"start": start, "end": end})
    return roster, plan.model_copy(update={"duties": (*plan.duties, again)})


@breaks("min_rest")
def back_on_duty_too_soon(roster: Roster, plan: Plan) -> Case:
    duty = only(plan.duties)
    first = min(d.start for d in plan.duties if d.staff_id == duty.staff_id)
    ended = first - int(roster.parameters.min_rest_h * 60) + 1
    return _with_person(roster, duty, last_duty_end=ended), plan


@breaks("zone_staff")
def from_one_zone_into_another(roster: Roster, plan: Plan) -> Case:
    duty, point = only(
        (duty, point)
        for duty in plan.duties
        if duty.at in plan.point
        for point in plan.points
        if point.zone.group is not plan.point[duty.at].zone.group
    )
    after = duty.model_copy(
        update={"at": point.site_id, "start": duty.end + 120, "end": duty.end + 150}
    )
    return roster, plan.model_copy(update={"duties": (*plan.duties, after)})


@breaks("zone_staff")
def from_a_sealed_run_to_a_point(roster: Roster, plan: Plan) -> Case:
    run = only(r for r in plan.runs if r.zone_class.value == "sealed")
    duty = only(d for d in plan.duties if d.at == run.vehicle_id)
    after = duty.model_copy(
        update={
            "role": Role.usher,
            "at": plan.points[0].site_id,
            "start": duty.end + 120,
            "end": duty.end + 150,
        }
    )
    return roster, plan.model_copy(update={"duties": (*plan.duties, after)})


@breaks("regular_first")
def reserve_called_needlessly(roster: Roster, plan: Plan) -> Case:
    duty = a_duty(plan, Role.sampler)
    person = roster.person[duty.staff_id]
    idle = person.model_copy(update={"staff_id": "idle", "pool": StaffPool.regular})
    roster = _with_person(roster, duty, pool=StaffPool.reserve)
    return roster.model_copy(update={"staff": (*roster.staff, idle)}), plan
