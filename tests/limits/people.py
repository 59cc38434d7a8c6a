"""Limits of the rules of people."""

from __future__ import annotations

from limits.cases import (
    SAMPLER,
    USHER,
    Limit,
    again,
    parameter,
    plan_edit,
    reserve_in_place_of,
    roster_edit,
)
from valid_plan import valid_roster

PEOPLE = (
    Limit(
        "role_cover",
        plan_edit("duties", SAMPLER, end=600),
        plan_edit("duties", SAMPLER, end=599),
        ("P1", "sampler"),
        179,
        180,
    ),
    Limit(
        "required_skill",
        roster_edit("staff", USHER, roles=frozenset({"lead", "usher"})),
        roster_edit("staff", USHER, roles=frozenset({"lead"})),
        ("usher-P1", "P1", "usher"),
        1,
        0,
    ),
    Limit(
        "training_valid",
        roster_edit("staff", SAMPLER, trained_until=valid_roster().round.date),
        roster_edit("staff", SAMPLER, trained_until=None),
        ("sampler-P1", "P1", "sampler"),
        1,
        0,
    ),
    Limit(
        "one_place",
        # P2 is 1,000 m x 1.4 from P1: 4 minutes at 25 km/h
        again("lead-P1", at="P2", start=604, end=610),
        again("lead-P1", at="P2", start=603, end=610),
        ("lead-P1", "P1", "P2"),
        4,
        3,
    ),
    Limit(
        "one_place",
        again("lead-P1", start=600, end=610),
        again("lead-P1", start=599, end=610),
        ("lead-P1", "P1", "P1"),
        0,
        -1,
    ),
    Limit(
        "availability",
        roster_edit("staff", USHER, available_from=420, available_until=600),
        roster_edit("staff", USHER, available_from=421, available_until=600),
        ("usher-P1",),
        420,
        421,
    ),
    Limit(
        "availability",
        roster_edit("staff", USHER, max_hours=3),
        roster_edit("staff", USHER, max_hours=2.75),
        ("usher-P1",),
        180,
        165,
    ),
    Limit(
        "stint_limit",
        parameter(stint_max_min=180),
        parameter(stint_max_min=179),
        ("sampler-P1",),
        180,
        179,
    ),
    Limit(
        "stint_limit",
        again("sampler-P1", start=660, end=840),  # an hour's rest
        again("sampler-P1", start=659, end=840),
        ("sampler-P1",),
        420,
        240,
    ),
    Limit(
        "min_rest",
        roster_edit("staff", SAMPLER, last_duty_end=-60),
        roster_edit("staff", SAMPLER, last_duty_end=-59),
        ("sampler-P1",),
        479,
        480,
    ),
    Limit(
        "zone_staff",
        again("usher-P1", at="T1", start=700, end=710),
        again("usher-P1", at="P2", start=700, end=710),
        ("usher-P1",),
        2,
        1,
    ),
    Limit(
        "zone_staff",
        again("usher-P1", at="V1", start=600, end=639),  # an open run goes with common
        again("usher-P1", at="V2", start=488, end=517),  # a sealed one does not
        ("usher-P1",),
        2,
        1,
    ),
    Limit(
        "regular_first",
        reserve_in_place_of("sampler-P1", max_hours=2.75),  # not the 3 hours of the duty
        reserve_in_place_of("sampler-P1", max_hours=3),
        ("reserve-sampler", "sampler-P1"),
        1,
        0,
    ),
)
