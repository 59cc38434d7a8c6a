"""Limits of the rules of specimens and laboratories."""

from __future__ import annotations

from limits.cases import (
    Limit,
    first_hour,
    named,
    order,
    parameter,
    plan_edit,
    roster_edit,
    stop,
    unchanged,
    without_duties,
)

SPECIMENS = (
    Limit(
        "tube_conservation",
        unchanged,
        stop("R1", 1, tubes=22),
        ("R1", "P1"),
        22,
        23,
    ),
    Limit(
        "vehicle_capacity",
        roster_edit("vehicles", named(vehicle_id="V1"), capacity_tubes=30),
        roster_edit("vehicles", named(vehicle_id="V1"), capacity_tubes=29),
        ("R1", "V1"),
        30,
        29,
    ),
    Limit(
        "vehicle_hours",
        roster_edit("vehicles", named(vehicle_id="V1"), available_until=639),
        roster_edit("vehicles", named(vehicle_id="V1"), available_until=638),
        ("R2", "V1"),
        639,
        638,
    ),
    Limit(
        "drive_time",
        # from P1 to L1: 3,000 m x 1.4 at 25 km/h are 10.08 minutes, so 11
        stop("R2", 1, arrive=629),
        stop("R2", 1, arrive=628),
        ("R2", "V1"),
        10,
        11,
    ),
    Limit(
        "drive_time",
        stop("R2", 0, depart=618),
        stop("R2", 0, depart=617),
        ("R2", "V1"),
        7,
        8,
    ),
    Limit(
        "drive_time",
        # back from L1 to P1 before run R2: it left the lab at 599, where it was done at 577
        plan_edit("runs", named(run_id="R2"), start=599),
        plan_edit("runs", named(run_id="R2"), start=600),
        ("R2", "V1"),
        10,
        11,
    ),
    Limit(
        "crew_of_two",
        plan_edit("duties", named(staff_id="courier-1"), end=639),
        plan_edit("duties", named(staff_id="courier-1"), end=638),
        ("R2", "V1"),
        1,
        2,
    ),
    Limit("crew_of_two", unchanged, without_duties("driver-3"), ("S1", "V3"), 0, 1),
    Limit(
        "pickup_interval",
        parameter(pickup_interval_max_min=120),  # P1: first sample 420, fetched at 540
        parameter(pickup_interval_max_min=119),
        ("R1", "P1"),
        120,
        119,
    ),
    Limit(
        "specimen_age",
        parameter(specimen_age_max_min=147),  # R1: 420 to 567
        parameter(specimen_age_max_min=146),
        ("R1",),
        147,
        146,
    ),
    Limit(
        "sealed_vehicle",
        unchanged,
        roster_edit("vehicles", named(vehicle_id="V2"), sealed_ok=False),
        ("R3", "V2"),
        40,
        0,
    ),
    Limit(
        "lab_hours",
        roster_edit("labs", named(lab_id="L1"), receive_from=507, receive_until=629),
        roster_edit("labs", named(lab_id="L1"), receive_from=507, receive_until=628),
        ("R2", "L1"),
        629,
        628,
    ),
    Limit(
        "lab_hours",
        roster_edit("labs", named(lab_id="L1"), receive_from=507),
        roster_edit("labs", named(lab_id="L1"), receive_from=508),
        ("R3", "L1"),
        507,
        508,
    ),
    Limit(
        "lab_capacity",
        first_hour(23, 40),  # 43 minutes' worth of the sealed tubes, less the 20 before 517
        first_hour(24, 39),
        ("L1",),
        24,
        23,
    ),
    Limit(
        "lab_capacity",
        roster_edit("labs", named(lab_id="L1"), tubes_per_day=83),
        roster_edit("labs", named(lab_id="L1"), tubes_per_day=82),
        ("L1",),
        83,
        82,
    ),
    Limit(
        "key_result_deadline",
        order(key_result_deadline=791),
        order(key_result_deadline=790),
        ("L1",),
        791,
        790,
    ),
    Limit(
        "result_deadline",
        order(result_deadline=862),
        order(result_deadline=861),
        ("L1",),
        862,
        861,
    ),
)
