"""Ways to break the rules of sampling at the door."""

from __future__ import annotations

from typing import Any

from masstest.domain.plan import Plan
from masstest.domain.roster import Role, Roster
from property.mutations.registry import (
    Case,
    breaks,
    only,
    same,
)
from valid_plan import edit, without


@breaks("doorstep_coverage")
def a_door_not_knocked_on(roster: Roster, plan: Plan) -> Case:
    team = plan.doorstep[0]
    return roster, edit(plan, "doorstep", same(team), stops=lambda stops: stops[1:])


@breaks("doorstep_deadline")
def a_visit_after_the_deadline(roster: Roster, plan: Plan) -> Case:
    late = roster.doorstep_deadline + 1

    def put_off(stops: Any) -> Any:
        last = stops[-1]
        length = last.depart - last.arrive
        new = last.model_copy(update={"arrive": late - length, "depart": late})
        return (*stops[:-1], new)

    return roster, edit(plan, "doorstep", same(plan.doorstep[0]), stops=put_off)


@breaks("doorstep_pair")
def alone_at_the_door(roster: Roster, plan: Plan) -> Case:
    team = plan.doorstep[0]
    alone = edit(plan, "doorstep", same(team), staff_ids=team.staff_ids[:1])
    gone = team.staff_ids[1]
    return roster, without(alone, "duties", lambda d: d.staff_id == gone and d.at == team.team_id)


@breaks("doorstep_pair")
def nobody_at_the_door_can_swab(roster: Roster, plan: Plan) -> Case:
    team = plan.doorstep[0]
    return roster, edit(plan, "duties", lambda d: d.at == team.team_id, role=Role.registrar)


@breaks("doorstep_pair")
def one_leaves_before_the_last_visit_ends(roster: Roster, plan: Plan) -> Case:
    team = plan.doorstep[0]
    last = team.stops[-1].depart
    duty = only(d for d in plan.duties if d.at == team.team_id and d.end >= last)
    return roster, edit(plan, "duties", same(duty), end=last - 1)
