"""Rules of people: cover, skills, hours, rest, zones, and who is called first."""

from masstest.checks.rostering.cover import role_cover
from masstest.checks.rostering.fitness import required_skill, training_valid, zone_staff
from masstest.checks.rostering.hours import availability, min_rest, one_place, stint_limit
from masstest.checks.rostering.reserve import regular_first

__all__ = [
    "availability",
    "min_rest",
    "one_place",
    "regular_first",
    "required_skill",
    "role_cover",
    "stint_limit",
    "training_valid",
    "zone_staff",
]
