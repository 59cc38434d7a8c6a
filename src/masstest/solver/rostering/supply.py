"""How far the people go: what the stages before rostering may count on."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from ortools.graph.python import min_cost_flow

from masstest.domain.plan import DoorstepTeam, Point
from masstest.domain.roster import Role, Roster, VehicleKind
from masstest.domain.units import ceil_min, floor_min
from masstest.solver.rostering.posts import posts_needed, solo_min
from masstest.solver.rostering.stations import stations
from masstest.solver.rostering.workforce import TRAINED_ROLES

_PARTNER = "partner"
"""The second of a doorstep pair: role doorstep or registrar."""


def sampler_supply(roster: Roster, teams: Sequence[DoorstepTeam]) -> int:
    """Samplers for points, once the pairs of `teams` and all vehicles have their people.

    Counts people who are trained, rested and there all through the sampling hours; somebody
    with several roles counts once. Pairs and crews take those who can't sample wherever they
    can. If there are too few people for the pairs, the samplers that are left are counted.
    """
    seats = _seats_of_pairs_and_crews(roster, teams)
    groups = _role_groups(roster)
    seats[Role.sampler] = groups.total()
    return _most(groups, seats)[Role.sampler]


def pairs_to_spare(roster: Roster, points: Sequence[Point], teams: Sequence[DoorstepTeam]) -> int:
    """Doorstep pairs that could be formed on top of `teams` without anybody else going short.

    Counts people who are trained, rested and there all through the sampling hours. Every post
    of `points`, the pairs of `teams` and the crews of all vehicles have first claim on them: as
    many of these seats must be filled with the pairs as without.
    """
    seats = _seats_of_pairs_and_crews(roster, teams)
    for station in stations(roster, points):
        window = station.end - station.start
        posts = posts_needed(station.positions, window, roster.parameters, suited=station.suited)
        seats[station.role] = seats.get(station.role, 0) + posts
    groups = _role_groups(roster)
    filled = sum(_most(groups, seats).values())

    def lacking(pairs: int) -> int:
        """Seats that stay empty if there are so many pairs on top."""
        with_pairs = dict(seats)
        for kind in (Role.doorstep, _PARTNER):
            with_pairs[kind] += pairs
        return filled + 2 * pairs - sum(_most(groups, with_pairs).values())

    # what some pairs lack, more of them lack as well
    return bisect_left(range(groups.total() // 2), 1, key=lambda pairs: lacking(pairs + 1))


def _seats_of_pairs_and_crews(roster: Roster, teams: Sequence[DoorstepTeam]) -> dict[str, int]:
    seats: dict[str, int] = {Role.doorstep: len(teams), _PARTNER: len(teams)}
    seats |= {Role.driver: 0, Role.courier: 0}
    for vehicle in roster.vehicles:
        seats[Role.driver] += 1
        seats[Role.courier] += vehicle.kind is VehicleKind.specimen
    return seats


def doorstep_pairs_available(roster: Roster) -> int:
    """Doorstep pairs that the people who are trained, rested and there all day can form.

    A pair is one with role doorstep and another with doorstep or registrar.
    """
    able = sum(n for roles, n in _role_groups(roster).items() if Role.doorstep in roles)
    others = sum(
        n
        for roles, n in _role_groups(roster).items()
        if Role.registrar in roles and Role.doorstep not in roles
    )
    return min(able, (able + others) // 2)


def _role_groups(roster: Roster) -> Counter[frozenset[Role]]:
    """How many people there are for the whole day, by the roles they may have."""
    start, end = roster.round.sampling_start, roster.finish_target
    least_min = min(end - start, solo_min(end - start, roster.parameters))
    groups: Counter[frozenset[Role]] = Counter()
    for person in roster.staff:
        rested = person.last_duty_end is None or start >= ceil_min(
            person.last_duty_end + roster.parameters.min_rest_h * 60
        )
        there = person.available_from <= start and person.available_until >= end
        if rested and there and floor_min(person.max_hours * 60) >= least_min:
            until = person.trained_until
            trained = until is not None and until >= roster.round.date
            groups[frozenset(r for r in person.roles if trained or r not in TRAINED_ROLES)] += 1
    return groups


def _most(groups: Mapping[frozenset[Role], int], seats: Mapping[str, int]) -> dict[str, int]:
    """Seats that are filled, by kind: the most of all but samplers first, then of samplers."""
    kinds = list(seats)
    source, sink = 0, 1
    first_group = 2 + len(kinds)
    tails, heads, capacities, costs = [], [], [], []

    def arc(tail: int, head: int, capacity: int, cost: int) -> None:
        tails.append(tail)
        heads.append(head)
        capacities.append(capacity)
        costs.append(cost)

    for i, (roles, count) in enumerate(groups.items()):
        arc(source, first_group + i, count, 0)
        for k, kind in enumerate(kinds):
            fits = roles & {Role.doorstep, Role.registrar} if kind == _PARTNER else kind in roles
            if fits:
                arc(first_group + i, 2 + k, count, 0)
    for k, kind in enumerate(kinds):
        arc(2 + k, sink, seats[kind], -1 if kind == Role.sampler else -1000)
    people = sum(groups.values())
    arc(source, sink, people, 0)
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        np.array(tails), np.array(heads), np.array(capacities), np.array(costs)
    )
    flow.set_node_supply(source, people)
    flow.set_node_supply(sink, -people)
    if flow.solve() != flow.OPTIMAL:
        raise AssertionError("everybody may stay at home")
    last = flow.num_arcs() - 1
    return {kind: flow.flow(last - len(kinds) + k) for k, kind in enumerate(kinds)}
