"""A lower bound of the doorstep objective: workload for the teams, forests for the travel."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from masstest.domain.objective import (
    DOORSTEP_RESERVE_MIN,
    LATE_STOP_MIN,
    TEAM_MIN,
    UNVISITED_PERSON_MIN,
)
from masstest.domain.roster import Roster, ZoneGroup
from masstest.domain.travel import Floats, Place, Travel
from masstest.solver.doorstep.visits import DUTY_MAX_MIN, Visit
from masstest.solver.routing import travel_bound


def team_capacity_min(roster: Roster, until: int, longest_leg_min: int) -> int:
    """Most minutes of visits and travel together that one team can do by `until`.

    With r rests: no more than the window less the rests, and no more than r + 1 stretches (or
    the daily limit) and the r legs that lie in the rests.
    """
    par = roster.parameters
    window = until - roster.round.sampling_start
    best, rests = 0, 0
    while window - rests * par.stint_rest_min > 0:
        worn = min((rests + 1) * par.stint_max_min, DUTY_MAX_MIN) + rests * longest_leg_min
        best = max(best, min(window - rests * par.stint_rest_min, worn))
        if worn >= window or (par.stint_rest_min == 0 and rests > window):
            break
        rests += 1
    return best


class Lowest:
    """Lower bounds of teams and cost for a set of visits.

    For k teams of one zone group, with work W and travel of at least T(k), and capacities C
    until the deadline and D until the target, the cost is at least
    240 k + T(k) + 1000 max(0, W + T(k) - k C) + 5 max(0, W + T(k) - k D): every minute of work
    beyond a capacity makes some last stop a minute later. Zone groups share the teams in the best
    way.

    Attributes
    ----------
    teams : fewest teams with which nobody could be late
    teams_at_ease : fewest teams with which nobody could be busy after the target
    """

    def __init__(self, roster: Roster, visits: Sequence[Visit], travel: Travel) -> None:
        self._roster = roster
        self._visits = visits
        self.teams = self.teams_at_ease = 0
        self._by_teams = np.zeros(1)  # least cost of exactly so many teams
        for group in ZoneGroup:
            members = [visit for visit in visits if visit.group is group]
            if members:
                cost, fewest, at_ease = _of_group(roster, members, travel)
                self._by_teams = _min_plus(self._by_teams, cost)
                self.teams += fewest
                self.teams_at_ease += at_ease

    def cost(self, pairs_available: int | None) -> float:
        """Least cost with at most so many teams, in whole minutes.

        With too few for everybody, it is that of the least number of persons left out.
        """
        most = len(self._by_teams)
        if pairs_available is not None:
            left_out = self._persons_left_out(pairs_available)
            if left_out:
                return left_out * UNVISITED_PERSON_MIN
            most = pairs_available + 1
        best = float(self._by_teams[:most].min(initial=np.inf))
        return 0.0 if math.isinf(best) else float(math.ceil(best - 1e-6))

    def _persons_left_out(self, pairs: int) -> int:
        """Fewest persons that `pairs` teams must leave out, even if they never had to travel."""
        until = self._roster.round.result_deadline
        capacity = float(pairs * team_capacity_min(self._roster, until, 0))
        persons = 0.0
        for visit in sorted(self._visits, key=lambda v: v.minutes / v.persons):
            share = min(1.0, capacity / visit.minutes) if visit.minutes else 1.0
            persons += share * visit.persons
            capacity -= share * visit.minutes
        return max(0, sum(v.persons for v in self._visits) - math.floor(persons + 1e-6))


def _of_group(roster: Roster, visits: Sequence[Visit], travel: Travel) -> tuple[Floats, int, int]:
    """Of one zone group: least cost by number of teams, fewest teams in time, and at ease."""
    between = travel.drive_min_matrix([Place("compound", v.compound.compound_id) for v in visits])
    work = sum(visit.minutes for visit in visits)
    longest_leg_min = int(between.max())
    capacity = team_capacity_min(roster, roster.doorstep_deadline, longest_leg_min)
    at_ease = team_capacity_min(roster, roster.doorstep_target, longest_leg_min)
    way = travel_bound(between, max(1, math.ceil(1.1 * work / max(1, capacity))))
    teams = np.arange(len(visits) + 1)
    late = np.maximum(0.0, work + way - teams * capacity)
    reserve = np.maximum(0.0, work + way - teams * at_ease)
    cost = TEAM_MIN * teams + way + LATE_STOP_MIN * late + DOORSTEP_RESERVE_MIN * reserve
    cost[0] = np.inf
    return cost, _first_without(late), _first_without(reserve)


def _first_without(over: Floats) -> int:
    """Fewest teams, one at least, with which nothing is `over`; else as many as there may be."""
    enough = np.flatnonzero(over[1:] == 0)
    return int(enough[0]) + 1 if len(enough) else len(over) - 1


def _min_plus(left: Floats, right: Floats) -> Floats:
    """Cheapest way to split a number of teams between two parts, for every number."""
    result = np.full(len(left) + len(right) - 1, np.inf)
    for teams, cost in enumerate(left):
        if np.isfinite(cost):
            window = result[teams : teams + len(right)]
            np.minimum(window, cost + right, out=window)
    return result
