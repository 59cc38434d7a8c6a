"""Limits of the rules of points."""

from __future__ import annotations

from limits.cases import (
    P1,
    Limit,
    named,
    order,
    parameter,
    plan_edit,
    roster_edit,
    slots_put_off,
    unchanged,
)
from masstest.domain.roster import Zone

POINTS = (
    Limit(
        "full_coverage",
        unchanged,
        plan_edit("coverage", named(compound_id="C1"), persons=239),
        ("C1",),
        239,
        240,
    ),
    Limit(
        "zone_separation",
        # precaution and normal count as one
        roster_edit("compounds", named(compound_id="C1"), zone=Zone.precaution),
        roster_edit("compounds", named(compound_id="C1"), zone=Zone.controlled),
        ("C1", "P1"),
        1,
        0,
    ),
    Limit(
        "site_available",
        roster_edit("sites", P1, open_from=420, open_until=600),
        roster_edit("sites", P1, open_from=420, open_until=599),
        ("P1",),
        600,
        599,
    ),
    Limit(
        "lane_limit",
        plan_edit("points", P1, lanes=2),
        plan_edit("points", P1, lanes=3),
        ("P1",),
        3,
        2,
    ),
    Limit("lane_limit", unchanged, plan_edit("points", P1, lanes=0), ("P1",), 0, 1),
    Limit(
        "walking_limit",
        parameter(walking_limit_urban_m=260),  # 200 m x 1.3
        parameter(walking_limit_urban_m=259),
        ("C2", "P1"),
        260,
        259,
    ),
    Limit(
        "sampling_deadline",
        order(sampling_deadline=630),  # less the margin of 30: 600
        order(sampling_deadline=629),
        ("P1",),
        600,
        599,
    ),
    Limit(
        "queue_limit",
        slots_put_off(1),
        slots_put_off(2),  # sampled from 450 on though booked for 452
        ("P2", "C5"),
        2,
        1,
    ),
    Limit(
        "queue_limit",
        slots_put_off(-20),  # booked until 460, sampled until 480
        slots_put_off(-21),
        ("P2", "C5"),
        21,
        20,
    ),
)
