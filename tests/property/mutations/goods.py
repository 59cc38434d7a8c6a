"""Ways to break the rules of supplies, waste and officials."""

from __future__ import annotations

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from property.mutations.registry import (
    Case,
    breaks,
    same,
)
from valid_plan import edit, without


@breaks("stock_limit")
def more_sent_than_there_is(roster: Roster, plan: Plan) -> Case:
    supply = plan.supplies[0]
    stock = next(item.stock for item in roster.supplies if item.item == supply.item)
    return roster, edit(plan, "supplies", same(supply), quantity=stock + 1)


@breaks("stock_limit")
def a_place_sent_too_little(roster: Roster, plan: Plan) -> Case:
    return roster, without(plan, "supplies", same(plan.supplies[0]))


@breaks("kit_arrival")
def the_kit_comes_after_opening(roster: Roster, plan: Plan) -> Case:
    run = plan.supply_runs[0]
    site_id = run.stops[0].site_id
    late = plan.point[site_id].open_from + 1
    first = run.stops[0].model_copy(update={"arrive": late, "depart": late + 10})
    return roster, edit(plan, "supply_runs", same(run), stops=(first, *run.stops[1:]))


@breaks("kit_arrival")
def the_kit_never_comes(roster: Roster, plan: Plan) -> Case:
    return roster, without(plan, "supply_runs", same(plan.supply_runs[0]))


@breaks("waste_removed")
def waste_left_overnight(roster: Roster, plan: Plan) -> Case:
    return roster, without(plan, "waste_runs", same(plan.waste_runs[0]))


@breaks("waste_removed")
def waste_fetched_before_closing(roster: Roster, plan: Plan) -> Case:
    run = plan.waste_runs[0]
    early = plan.point[run.stops[0].site_id].open_until - 1
    first = run.stops[0].model_copy(update={"arrive": early})
    return roster, edit(plan, "waste_runs", same(run), stops=(first, *run.stops[1:]))


@breaks("three_tiers")
def nobody_answers_for_a_point(roster: Roster, plan: Plan) -> Case:
    point = plan.points[0]
    named = point.officials.model_copy(update={"point": ()})
    return roster, edit(plan, "points", same(point), officials=named)


@breaks("consistent_supplies")
def supplies_for_nobody(roster: Roster, plan: Plan) -> Case:
    return roster, edit(plan, "supplies", same(plan.supplies[0]), site_id=None, team_id=None)


@breaks("consistent_supplies")
def supplies_taken_away(roster: Roster, plan: Plan) -> Case:
    return roster, edit(plan, "supplies", same(plan.supplies[0]), quantity=-1.0)
