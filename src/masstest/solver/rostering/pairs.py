"""Doorstep teams are pairs: as a constraint of the exact model, and in the assignment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from masstest.domain.plan import DoorstepTeam
from masstest.domain.roster import Role
from masstest.solver.rostering.flow import Assignment, assign
from masstest.solver.rostering.market import Market
from masstest.solver.rostering.workforce import Ints

if TYPE_CHECKING:  # CP-SAT is for tiny instances; importing it costs every start a second
    from masstest.solver.rostering.exact import DayModel


def doorstep_pair(model: DayModel, team: DoorstepTeam) -> None:
    """Rule `doorstep_pair`: two people at every stop of a team, one of them in role doorstep.

    For every stop: people with a task of the team over all of it = 2, those of them with role
    doorstep >= 1 (`training_valid` sees to their training). Over the day: different people = 2.
    """
    own = [i for i, task in enumerate(model.tasks) if task.at == team.team_id]
    model.model.add(sum(model.any_of(person, own) for person in range(model.people)) == 2)
    for stop in team.stops:
        there = [
            i
            for i in own
            if model.tasks[i].start <= stop.arrive and stop.depart <= model.tasks[i].end
        ]
        samplers = [i for i in there if model.tasks[i].role is Role.doorstep]
        everybody = range(model.people)
        model.model.add(sum(model.any_of(person, there) for person in everybody) == 2)
        model.model.add(sum(model.any_of(person, samplers) for person in everybody) >= 1)


def whole_pairs(
    market: Market, persons: Mapping[str, int]
) -> tuple[Market, Assignment, tuple[str, ...]]:
    """The market without the teams that cannot all have a pair, its assignment, these teams.

    One person alone is no team. While some team has one person or none, the smaller half of
    such teams is given up (by `persons` they would visit), so that their people are free for
    the others.
    """
    given_up: list[str] = []
    while True:
        assignment = assign(market)
        lone = lone_teams(market, assignment.lot_of)
        if not lone:
            return market, assignment, tuple(given_up)
        lone.sort(key=lambda team_id: (persons[team_id], team_id))
        dropped = lone[: (len(lone) + 1) // 2]
        given_up += dropped
        market = market.without_teams(frozenset(dropped))


def lone_teams(market: Market, lot_of: Ints) -> list[str]:
    """Teams with fewer than two people."""
    short: Counter[str] = Counter()
    filled = np.bincount(lot_of[lot_of >= 0], minlength=len(market.lots))
    for lot, count in zip(market.lots, filled.tolist(), strict=True):
        if lot.kind == "team":
            short[lot.at] += len(lot.posts) - count
    return [team_id for team_id, missing in short.items() if missing]
