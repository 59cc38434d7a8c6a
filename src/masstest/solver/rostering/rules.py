"""The physical rules of a person's day, one function per rule.

Every function says which people may have a given day as far as its rule is concerned:
a (people,) bool array. `may_have` is all of them together; the assignment only uses pairs of
person and day that it allows.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from masstest.domain.units import Minute
from masstest.solver.rostering.workforce import (
    TRAINED_ROLES,
    Bools,
    Day,
    Served,
    Workforce,
)


def required_skill(workforce: Workforce, day: Day) -> Bools:
    """Rule `required_skill`: the role of every task is among the person's roles."""
    allowed = np.ones(len(workforce), dtype=bool)
    for role in {task.role for task in day}:
        allowed &= workforce.has_role[role]
    return allowed


def training_valid(workforce: Workforce, day: Day) -> Bools:
    """Rule `training_valid`: samplers and doorstep staff have trained_until >= the date."""
    if any(task.role in TRAINED_ROLES for task in day):
        return workforce.trained
    return np.ones(len(workforce), dtype=bool)


def availability(workforce: Workforce, day: Day) -> Bools:
    """Rule `availability`: tasks within the person's hours, their sum <= max_hours."""
    if not day:
        return np.ones(len(workforce), dtype=bool)
    work_min = sum(task.end - task.start for task in day)
    return np.asarray(
        (workforce.available_from <= min(task.start for task in day))
        & (workforce.available_until >= max(task.end for task in day))
        & (workforce.work_max_min >= work_min)
    )


def min_rest(workforce: Workforce, day: Day) -> Bools:
    """Rule `min_rest`: the first task starts >= min_rest_h after last_duty_end."""
    if not day:
        return np.ones(len(workforce), dtype=bool)
    return np.asarray(workforce.rested_from <= min(task.start for task in day))


def one_place(workforce: Workforce, day: Day) -> Bools:
    """Rule `one_place`: tasks don't overlap, and there is time for the way between them.

    start of the next >= end of this + minutes driven between the two places; 0 minutes within
    one point, team or vehicle (teams and vehicles have times of their own on the way).
    """
    fits = all(
        after.start >= task.end + _way_min(workforce, day, number)
        for number, (task, after) in enumerate(pairwise(day))
    )
    return np.full(len(workforce), fits)


def _way_min(workforce: Workforce, day: Day, number: int) -> Minute:
    task, after = day[number], day[number + 1]
    if task.at == after.at or task.end_place == after.start_place:
        return 0
    return workforce.travel.drive_min(task.end_place, after.start_place)


def stint_limit(workforce: Workforce, day: Day) -> Bools:
    """Rule `stint_limit`: in a suit at most stint_max_min without stint_rest_min of rest.

    Suited tasks with gaps < stint_rest_min are one stretch; its end - start <= stint_max_min.
    """
    parameters = workforce.roster.parameters
    suited = [task for task in day if task.role in workforce.suited]
    fits = True
    began = ended = 0
    for number, task in enumerate(suited):
        if number == 0 or task.start - ended >= parameters.stint_rest_min:
            began, ended = task.start, task.end
        ended = max(ended, task.end)
        fits = fits and ended - began <= parameters.stint_max_min
    return np.full(len(workforce), fits)


def zone_staff(workforce: Workforce, day: Day) -> Bools:
    """Rule `zone_staff`: sealed with nothing else, controlled never with common."""
    served = {task.served for task in day if task.served is not None}
    apart = (
        (Served.sealed, Served.controlled),
        (Served.sealed, Served.common),
        (Served.sealed, Served.open),
        (Served.controlled, Served.common),
    )
    return np.full(len(workforce), not any(served.issuperset(pair) for pair in apart))


DayRule = Callable[[Workforce, Day], Bools]

DAY_RULES: tuple[DayRule, ...] = (
    required_skill,
    training_valid,
    availability,
    min_rest,
    one_place,
    stint_limit,
    zone_staff,
)


def may_have(workforce: Workforce, day: Day) -> Bools:
    """(people,) bool array: who may have `day` by every physical rule."""
    allowed = np.ones(len(workforce), dtype=bool)
    for rule in DAY_RULES:
        allowed &= rule(workforce, day)
    return allowed
