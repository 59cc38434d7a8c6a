"""A bound on what is missing, whoever does what and however the day is cut up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from ortools.graph.python import max_flow

from masstest.domain.roster import Role
from masstest.solver.rostering.posts import solo_min
from masstest.solver.rostering.workforce import TRAINED_ROLES, Workforce


class Wanted(NamedTuple):
    """Role-minutes wanted of one role between `start` and `end`."""

    minutes: int
    start: int
    end: int


def least_missing_min(workforce: Workforce, wanted: Mapping[Role, Wanted]) -> int:
    """Role-minutes that stay without a person in any plan.

    Everybody's time is spread over the person's roles, in each at most the time between its
    start and end, less the rests of who has suited roles only. Places, ways and the moment
    are left out, so no plan can do better.
    """
    supply: Counter[tuple[int, tuple[tuple[Role, int], ...]]] = Counter()
    for person in range(len(workforce)):
        roles = [role for role in wanted if _able(workforce, person, role)]
        if not roles:
            continue
        in_role = {
            role: _free_min(workforce, person, wanted[role].start, wanted[role].end, {role})
            for role in roles
        }
        start = min(wanted[role].start for role in roles)
        end = max(wanted[role].end for role in roles)
        in_all = _free_min(workforce, person, start, end, set(roles))
        supply[in_all, tuple(in_role.items())] += 1
    return sum(need.minutes for need in wanted.values()) - _most_min(supply, wanted)


def _free_min(workforce: Workforce, person: int, start: int, end: int, roles: set[Role]) -> int:
    """The most minutes the person can work in `roles` in [start, end)."""
    since = max(start, workforce.available_from[person], workforce.rested_from[person])
    minutes = max(0, int(min(end, workforce.available_until[person]) - since))
    if roles <= workforce.suited:
        minutes = solo_min(minutes, workforce.roster.parameters)
    return min(minutes, int(workforce.work_max_min[person]))


def _able(workforce: Workforce, person: int, role: Role) -> bool:
    trained = role not in TRAINED_ROLES or workforce.trained[person]
    return bool(workforce.has_role[role][person] and trained)


def _most_min(
    supply: Mapping[tuple[int, tuple[tuple[Role, int], ...]], int],
    wanted: Mapping[Role, Wanted],
) -> int:
    """The most role-minutes that groups of like people can man: a maximum flow."""
    if not wanted or not supply:
        return 0
    flow = max_flow.SimpleMaxFlow()
    node = {role: 2 + i for i, role in enumerate(wanted)}
    for role, need in wanted.items():
        flow.add_arc_with_capacity(node[role], 1, need.minutes)
    for i, ((in_all, in_role), people) in enumerate(supply.items()):
        group = 2 + len(node) + i
        flow.add_arc_with_capacity(0, group, in_all * people)
        for role, minutes in in_role:
            flow.add_arc_with_capacity(group, node[role], minutes * people)
    flow.solve(0, 1)
    return int(flow.optimal_flow())
