"""The target rules of rostering: what it costs to miss them, in metres of way."""

from __future__ import annotations

import numpy as np

from masstest.domain.objective import MISSING_ROLE_MIN_M
from masstest.domain.travel import Floats
from masstest.solver.rostering.stations import Post
from masstest.solver.rostering.workforce import Workforce


def role_cover(post: Post) -> float:
    """Rule `role_cover`: MISSING_ROLE_MIN_M per role-minute that is missing without `post`.

    For every point and role, the minutes manned within [open_from, finish_at) >= positions x
    minutes; what is short of it is paid.
    """
    return post.needed_min * MISSING_ROLE_MIN_M


def crew_of_two(post: Post) -> float:
    """Rule `crew_of_two`: MISSING_ROLE_MIN_M per minute of runs without the driver or courier.

    Specimen runs have both from start to end, supply and waste runs a driver.
    """
    return post.needed_min * MISSING_ROLE_MIN_M


def regular_first(workforce: Workforce) -> Floats:
    """Rule `regular_first`: (people,) reserve_call_penalty for each person of the reserve.

    It outweighs every way and preference, so that nobody of the reserve has a post that a
    regular without one could take.
    """
    penalty_m = workforce.roster.parameters.reserve_call_penalty
    return np.where(workforce.reserve, penalty_m, 0.0)
