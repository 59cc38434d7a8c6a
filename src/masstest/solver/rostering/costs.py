"""What a person at a place costs, in metres of way: the terms of `masstest.domain.objective`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

import numpy as np

from masstest.domain.objective import (
    MISSING_ROLE_MIN_M,
    PIN_BROKEN_M,
    TEAM_SPLIT_M,
    ZONE_CHANGE_M,
)
from masstest.domain.roster import Role, ZoneGroup
from masstest.domain.travel import Floats
from masstest.solver.rostering.stations import Post
from masstest.solver.rostering.targets import regular_first
from masstest.solver.rostering.workforce import Bools, Day, Served, Task, Workforce

CREW_ROLES = frozenset({Role.driver, Role.courier})


def zone_changes(workforce: Workforce, served: Served | None) -> Bools:
    """(people,) whether serving `served` at a point or door is a change from last time."""
    last = workforce.last_group
    if served is None:
        return np.zeros(len(workforce), dtype=bool)
    return np.asarray((last != None) & (last != ZoneGroup(served.value)))  # noqa: E711


def person_costs_m(workforce: Workforce) -> Floats:
    """(people,) what it costs that a person has a duty at all: reserve and duties so far."""
    costs: Floats = regular_first(workforce) + workforce.duties_so_far * workforce.duty_so_far_m
    return costs


def broken_pins(workforce: Workforce, at: str, open_sites: frozenset[str]) -> Bools:
    """(people,) whether a duty at `at` breaks the person's pin to another, open site."""
    found = np.zeros(len(workforce), dtype=bool)
    for person in np.nonzero(workforce.pinned != None)[0]:  # noqa: E711
        site_id = workforce.pinned[person]
        found[person] = site_id in open_sites and site_id != at
    return found


def post_costs_m(workforce: Workforce, post: Post, open_sites: frozenset[str]) -> Floats:
    """(people,) cost of each person at `post`, without the team's term."""
    costs: Floats = (
        person_costs_m(workforce)
        + workforce.commute_m(post.place)
        + zone_changes(workforce, _residents(post.day[0])) * ZONE_CHANGE_M
        + broken_pins(workforce, post.at, open_sites) * PIN_BROKEN_M
    )
    return costs


def main_places(workforce: Workforce, days: Mapping[int, Day]) -> dict[str, tuple[str, int]]:
    """Team -> the place where most of its members on duty begin, and how many they are."""
    where: dict[str, Counter[str]] = defaultdict(Counter)
    for person, day in days.items():
        if team := workforce.staff[person].team:
            where[team][day[0].at] += 1
    return {
        team: min(places.items(), key=lambda item: (-item[1], item[0]))
        for team, places in where.items()
    }


def terms_m(
    workforce: Workforce,
    days: Mapping[int, Day],
    missing_min: int,
    open_sites: frozenset[str],
) -> dict[str, float]:
    """The terms of the stage's objective for people (by row) with their days."""
    staff = workforce.staff
    on_duty = sorted(days)
    mains = main_places(workforce, days)
    in_teams = sum(1 for person in on_duty if staff[person].team)
    return {
        "missing": missing_min * MISSING_ROLE_MIN_M,
        "reserve": float(regular_first(workforce)[on_duty].sum()),
        "commute": sum(
            workforce.travel.commute(staff[p].staff_id, days[p][0].start_place) for p in on_duty
        ),
        "zone_change": ZONE_CHANGE_M * _zone_changes(workforce, days),
        "pins": PIN_BROKEN_M
        * sum(
            staff[p].pinned_site_id in open_sites
            and any(task.at != staff[p].pinned_site_id for task in days[p])
            for p in on_duty
        ),
        "team_split": TEAM_SPLIT_M * (in_teams - sum(most for _, most in mains.values())),
        "duties": workforce.duty_so_far_m * float(workforce.duties_so_far[on_duty].sum()),
    }


def _residents(task: Task) -> Served | None:
    """The zone group a task meets people of; in a vehicle one meets none."""
    return None if task.role in CREW_ROLES else task.served


def _zone_changes(workforce: Workforce, days: Mapping[int, Day]) -> int:
    changed = 0
    for person, day in days.items():
        last = workforce.last_group[person]
        served = {group.value for task in day if (group := _residents(task)) is not None}
        changed += last is not None and bool(served) and served != {last.value}
    return changed
