"""What a doorstep team has to do: its visits in order, and where its tubes are fetched."""

from __future__ import annotations

from math import ceil
from typing import Any

from masstest.live.source_plans import team_plan
from masstest.service.live.cards.box_codes import box_prefix
from masstest.service.live.in_force.plan_in_force import Published
from masstest.service.live.tasks.people import people_told
from masstest.service.live.tasks.pickups import vehicles_coming
from masstest.service.live.tasks.point import curve_told, supplies_told
from masstest.service.live.tasks.where import where_is
from masstest.service.problems import not_found


def team_work(found: Published, before: Published | None, team_id: str) -> dict[str, Any]:
    """The day of a doorstep team.

    Raises
    ------
    Problem
        ``not_found`` if the plan has no such team, or no visit for it.
    """
    plan, roster = found.plan, found.roster
    team = plan.team.get(team_id)
    if team is None or not team.stops:
        raise not_found("task")
    coming = vehicles_coming(plan, roster, team_id)
    tubes = sum(stop.tubes for stop in team.stops)
    first = roster.compound.get(team.stops[0].compound_id)
    return {
        "name": team_id,
        "crew": people_told(team.staff_ids, roster),
        "sources": [team_id],
        "vehicles": sorted({row["vehicle_id"] for row in coming}),
        "work": {
            "persons": sum(stop.persons for stop in team.stops),
            "key_persons": sum(stop.key_persons for stop in team.stops),
            "tubes": tubes,
            "boxes": ceil(tubes / roster.parameters.tubes_per_box),
            "box_prefix": box_prefix(team_id),
            "tubes_per_box": roster.parameters.tubes_per_box,
            "pool_size": 1 if first is None else roster.pool_size(first),
            "curve": curve_told(team_plan(roster, team).curve),
            "stops": [
                {
                    "stop": number,
                    "compound_id": stop.compound_id,
                    **where_is(roster.compound.get(stop.compound_id), stop.compound_id),
                    "arrive_min": stop.arrive,
                    "depart_min": stop.depart,
                    "persons": stop.persons,
                    "key_persons": stop.key_persons,
                    "tubes": stop.tubes,
                }
                for number, stop in enumerate(team.stops)
            ],
            "coming": coming,
            "supplies": supplies_told(plan, roster, team_id),
        },
    }
