"""What a point has to do: how many people and tubes by when, who comes, what it was given."""

from __future__ import annotations

from collections import Counter
from math import ceil
from typing import Any

from masstest.domain.plan import Coverage, Plan
from masstest.domain.roster import Roster
from masstest.live.production import Curve
from masstest.live.source_plans import point_plan
from masstest.service.live.cards.box_codes import box_prefix
from masstest.service.live.in_force.plan_in_force import Published
from masstest.service.live.tasks.people import people_told
from masstest.service.live.tasks.pickups import vehicles_coming
from masstest.service.problems import not_found


def point_work(found: Published, before: Published | None, site_id: str) -> dict[str, Any]:
    """The day of a point.

    Raises
    ------
    Problem
        ``not_found`` if the plan has no such point.
    """
    plan, roster = found.plan, found.roster
    point = plan.point.get(site_id)
    if point is None:
        raise not_found("task")
    rows = [row for row in plan.coverage if row.site_id == site_id]
    coming = vehicles_coming(plan, roster, site_id)
    on_duty = [duty.staff_id for duty in plan.duties if duty.at == site_id]
    return {
        "name": point.name,
        "crew": people_told(on_duty, roster),
        "sources": [site_id],
        "vehicles": sorted({row["vehicle_id"] for row in coming}),
        "work": {
            "lanes": point.lanes,
            "open_from_min": point.open_from,
            "finish_min": point.finish_at,
            "persons": point.persons,
            "key_persons": point.key_persons,
            "tubes": point.tubes,
            "boxes": ceil(point.tubes / roster.parameters.tubes_per_box),
            "box_prefix": box_prefix(site_id),
            "tubes_per_box": roster.parameters.tubes_per_box,
            "pool_size": _usual_pool_size(rows, roster),
            "curve": curve_told(point_plan(roster, point, rows, ()).curve),
            "compounds": _compounds(rows, roster),
            "coming": coming,
            "supplies": supplies_told(plan, roster, site_id),
            "lights": [
                {"item": row.item, "state": row.state}
                for row in plan.readiness
                if row.site_id == site_id
            ],
        },
    }


def curve_told(curve: Curve) -> list[list[float]]:
    """[minute, persons] where the planned curve bends."""
    points = zip(curve.times, curve.persons, strict=True)
    return [[round(at, 1), round(persons, 1)] for at, persons in points]


def supplies_told(plan: Plan, roster: Roster, place: str) -> list[dict[str, Any]]:
    """What the plan gives a point or a team."""
    units = {item.item: item.unit for item in roster.supplies}
    return [
        {"item": row.item, "quantity": row.quantity, "unit": units.get(row.item, "")}
        for row in plan.supplies
        if place in (row.site_id, row.team_id)
    ]


def _compounds(rows: list[Coverage], roster: Roster) -> list[dict[str, Any]]:
    persons: Counter[str] = Counter()
    for row in rows:
        persons[row.compound_id] += row.persons
    known = roster.compound
    return [
        {
            "compound_id": compound_id,
            "name": known[compound_id].name if compound_id in known else compound_id,
            "persons": due,
        }
        for compound_id, due in persons.items()
    ]


def _usual_pool_size(rows: list[Coverage], roster: Roster) -> int:
    """Persons per tube of most people who come."""
    persons: Counter[int] = Counter()
    for row in rows:
        if row.compound_id in roster.compound:
            persons[roster.pool_size(roster.compound[row.compound_id])] += row.persons
    return max(persons, key=lambda size: (persons[size], size), default=1)
