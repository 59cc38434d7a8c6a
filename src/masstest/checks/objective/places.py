"""Objective terms of points (metres walked) and of doorstep teams (minutes)."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from masstest.checks.doorstep import visited
from masstest.checks.production import batches_at_point, finish_at, rows_by_site
from masstest.checks.whereabouts import drive_min, walk_m
from masstest.domain import objective as weight
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.travel import Place, Travel


def location_terms(roster: Roster, plan: Plan, travel: Travel) -> dict[str, float]:
    """uncovered, late, reserve, over_limit, walk, points, lanes, moves; in metres walked."""
    parameters = roster.parameters
    covered: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    walk = over_limit = moves = 0.0
    for row in plan.coverage:
        covered[row.compound_id][0] += row.persons
        covered[row.compound_id][1] += row.key_persons
        compound = roster.compound.get(row.compound_id)
        metres = walk_m(travel, row.compound_id, row.site_id)
        if compound is None or metres is None:
            continue
        walk += row.persons * metres
        over_limit += row.persons * max(0.0, metres - roster.walking_limit_m(compound))
        before = roster.previous_sites.get(row.compound_id)
        if before is not None and row.site_id not in before:
            moves += row.persons
    uncovered = 0.0
    for compound in roster.compounds:
        demand = roster.demand(compound)
        persons, key = covered.get(compound.compound_id, (0, 0))
        uncovered += weight.UNCOVERED_PERSON_M * max(0, demand.walking - persons)
        uncovered += weight.UNCOVERED_KEY_PERSON_M * max(0, demand.walking_key - key)
    rows = rows_by_site(plan)
    late, reserve = 0, 0.0
    for point in plan.points:
        batches = batches_at_point(roster, point, rows.get(point.site_id, ()))
        late += max(0, finish_at(point, batches) - roster.finish_target)
        end = batches[-1].end if batches else float(point.open_from)
        reserve += point.lanes * max(0.0, end - roster.finish_at_ease(point.open_from))
    return {
        "uncovered": uncovered,
        "late": weight.LATE_POINT_MIN_M * late,
        "reserve": weight.FINISH_RESERVE_LANE_MIN_M * reserve,
        "over_limit": weight.OVER_LIMIT_M * over_limit,
        "walk": walk,
        "points": parameters.point_cost_m * len(plan.points),
        "lanes": parameters.lane_cost_m * sum(point.lanes for point in plan.points),
        "moves": parameters.move_penalty_m * moves,
    }


def doorstep_terms(roster: Roster, plan: Plan, travel: Travel) -> dict[str, float]:
    """unvisited, late, teams, travel, reserve; in minutes."""
    persons = visited(plan)
    unvisited = sum(
        max(0, roster.demand(compound).doorstep - persons.get(compound.compound_id, 0))
        for compound in roster.compounds
    )
    late = way = used = 0
    for team in plan.doorstep:
        late += sum(max(0, stop.depart - roster.doorstep_deadline) for stop in team.stops)
        last = max((stop.depart for stop in team.stops), default=roster.doorstep_target)
        used += max(0, last - roster.doorstep_target)
        places = [Place("compound", stop.compound_id) for stop in team.stops]
        way += sum(drive_min(travel, a, b) for a, b in pairwise(places))
    return {
        "unvisited": weight.UNVISITED_PERSON_MIN * unvisited,
        "late": weight.LATE_STOP_MIN * late,
        "teams": weight.TEAM_MIN * len(plan.doorstep),
        "travel": float(way),
        "reserve": weight.DOORSTEP_RESERVE_MIN * used,
    }
