"""Limits of the rules of doorstep teams, supplies, waste and officials."""

from __future__ import annotations

from limits.cases import (
    Limit,
    kit_at,
    named,
    parameter,
    plan_edit,
    roster_edit,
    unchanged,
    waste_at,
)

GOODS = (
    Limit(
        "doorstep_coverage",
        unchanged,
        roster_edit("compounds", named(compound_id="C2"), homebound=3),
        ("C2",),
        2,
        3,
    ),
    Limit(
        "doorstep_deadline",
        parameter(doorstep_deadline=480),
        parameter(doorstep_deadline=479),
        ("C4", "T2"),
        480,
        479,
    ),
    Limit(
        "doorstep_pair",
        roster_edit("staff", named(staff_id="registrar-T1"), trained_until=None),
        roster_edit("staff", named(staff_id="doorstep-1"), trained_until=None),
        ("T1",),
        1,
        2,
    ),
    Limit(
        "doorstep_pair",
        plan_edit("duties", named(staff_id="registrar-T1"), start=430),
        plan_edit("duties", named(staff_id="registrar-T1"), start=431),
        ("T1",),
        1,
        2,
    ),
    Limit(
        "stock_limit",
        roster_edit("supplies", named(item="swab"), stock=700),
        roster_edit("supplies", named(item="swab"), stock=699),
        ("swab",),
        700,
        699,
    ),
    Limit(
        "stock_limit",
        unchanged,
        plan_edit("supplies", named(site_id="P1"), quantity=300),
        ("swab",),
        700,
        600,
    ),
    Limit("kit_arrival", kit_at(420), kit_at(421), ("P1",), 421, 420),
    Limit("waste_removed", waste_at(840), waste_at(841), ("P1",), 841, 840),
    Limit("waste_removed", waste_at(600), waste_at(599), ("P1",), 840 + 1440, 840),
    Limit(
        "three_tiers",
        unchanged,
        roster_edit("officials", named(official_id="O2"), community="elsewhere"),
        ("P1", "community"),
        0,
        1,
    ),
)
