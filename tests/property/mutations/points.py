"""Ways to break the rules of points."""

from __future__ import annotations

from typing import Any

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster, SiteStatus, Zone
from property.mutations.registry import (
    Case,
    breaks,
    largest_point,
    only,
    same,
)
from valid_plan import edit, edit_roster, without


@breaks("full_coverage")
def compound_without_a_point(roster: Roster, plan: Plan) -> Case:
    return roster, without(plan, "coverage", same(plan.coverage[0]))


@breaks("full_coverage")
def one_person_forgotten(roster: Roster, plan: Plan) -> Case:
    return roster, edit(plan, "coverage", same(plan.coverage[0]), persons=lambda n: n - 1)


@breaks("zone_separation")
def compound_sent_into_another_zone(roster: Roster, plan: Plan) -> Case:
    row, point = only(
        (row, point)
        for row in plan.coverage
        for point in plan.points
        if roster.compound[row.compound_id].zone.group is not point.zone.group
    )
    return roster, edit(plan, "coverage", same(row), site_id=point.site_id)


@breaks("zone_separation")
def point_declared_of_another_zone(roster: Roster, plan: Plan) -> Case:
    point = only(p for p in plan.points if p.zone is not Zone.controlled)
    return roster, edit(plan, "points", same(point), zone=Zone.controlled)


@breaks("site_available")
def opens_before_its_site(roster: Roster, plan: Plan) -> Case:
    point = plan.points[0]
    early = roster.site[point.site_id].open_from - 1
    return roster, edit(plan, "points", same(point), open_from=early)


@breaks("site_available")
def stays_open_after_its_site(roster: Roster, plan: Plan) -> Case:
    point = plan.points[0]
    late = roster.site[point.site_id].open_until + 1
    return roster, edit(plan, "points", same(point), open_until=late)


@breaks("site_available")
def excluded_site_used(roster: Roster, plan: Plan) -> Case:
    used = plan.points[0].site_id
    return (
        edit_roster(roster, "sites", lambda s: s.site_id == used, status=SiteStatus.excluded),
        plan,
    )


@breaks("site_available")
def required_site_closed(roster: Roster, plan: Plan) -> Case:
    idle = only(s.site_id for s in roster.sites if s.site_id not in plan.point)
    return (
        edit_roster(roster, "sites", lambda s: s.site_id == idle, status=SiteStatus.required),
        plan,
    )


@breaks("lane_limit")
def a_lane_too_many(roster: Roster, plan: Plan) -> Case:
    point = plan.points[0]
    lanes = roster.site[point.site_id].max_lanes + 1
    return roster, edit(plan, "points", same(point), lanes=lanes)


@breaks("lane_limit")
def a_point_without_lanes(roster: Roster, plan: Plan) -> Case:
    return roster, edit(plan, "points", same(plan.points[0]), lanes=0)


@breaks("walking_limit")
def sent_too_far(roster: Roster, plan: Plan) -> Case:
    longest = max(row.walk_m for row in plan.coverage)
    limits = {"walking_limit_urban_m": longest - 2, "walking_limit_rural_m": longest - 2}
    parameters = roster.parameters.model_copy(update=limits)
    return roster.model_copy(update={"parameters": parameters}), plan


@breaks("sampling_deadline")
def point_opens_too_late(roster: Roster, plan: Plan) -> Case:
    point = largest_point(plan)
    late = roster.finish_target - (point.finish_at - point.open_from) + 1
    return roster, edit(plan, "points", same(point), open_from=late)


@breaks("queue_limit")
def everybody_comes_at_once(roster: Roster, plan: Plan) -> Case:
    point = largest_point(plan)
    slot_min = roster.parameters.slot_min

    def at_opening(slots: Any) -> Any:
        start = point.open_from
        return tuple(
            slot.model_copy(update={"from_": start, "until": start + slot_min}) for slot in slots
        )

    return roster, edit(plan, "coverage", lambda r: r.site_id == point.site_id, slots=at_opening)


@breaks("queue_limit")
def told_to_come_when_it_is_over(roster: Roster, plan: Plan) -> Case:
    point = largest_point(plan)

    def put_off(slots: Any) -> Any:
        return tuple(
            slot.model_copy(update={"from_": slot.from_ + 60, "until": slot.until + 60})
            for slot in slots
        )

    return roster, edit(plan, "coverage", lambda r: r.site_id == point.site_id, slots=put_off)
