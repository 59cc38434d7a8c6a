"""Rostering: how many people each place needs, and which person goes where.

`plan_rostering` is the stage, `roster_again` the stage with an earlier plan. `posts_needed`,
`sampler_supply`, `doorstep_pairs_available` and `pairs_to_spare` tell the stages before it how far
the people go.
"""

from masstest.solver.rostering.keeping import roster_again
from masstest.solver.rostering.pairs import doorstep_pair
from masstest.solver.rostering.plan import plan_rostering
from masstest.solver.rostering.posts import patterns, posts_needed
from masstest.solver.rostering.rules import (
    availability,
    min_rest,
    one_place,
    required_skill,
    stint_limit,
    training_valid,
    zone_staff,
)
from masstest.solver.rostering.supply import (
    doorstep_pairs_available,
    pairs_to_spare,
    sampler_supply,
)
from masstest.solver.rostering.targets import crew_of_two, regular_first, role_cover

__all__ = [
    "availability",
    "crew_of_two",
    "doorstep_pair",
    "doorstep_pairs_available",
    "min_rest",
    "one_place",
    "pairs_to_spare",
    "patterns",
    "plan_rostering",
    "posts_needed",
    "regular_first",
    "required_skill",
    "role_cover",
    "roster_again",
    "sampler_supply",
    "stint_limit",
    "training_valid",
    "zone_staff",
]
