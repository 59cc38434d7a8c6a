"""One rule for each kind of condition."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from masstest.live.alerts.condition import Condition, Look
from masstest.live.alerts.kinds.box_over_age import box_over_age
from masstest.live.alerts.kinds.box_unaccounted import box_unaccounted
from masstest.live.alerts.kinds.calls import help_needed, supplies_short
from masstest.live.alerts.kinds.count_mismatch import count_mismatch
from masstest.live.alerts.kinds.deadline_at_risk import deadline_at_risk
from masstest.live.alerts.kinds.lab_backlog import lab_backlog
from masstest.live.alerts.kinds.late_point import late_point
from masstest.live.alerts.kinds.pool_positive import pool_positive, retest_late
from masstest.live.alerts.kinds.vehicle_silent import vehicle_silent

RULES: tuple[Callable[[Look], Iterator[Condition]], ...] = (
    pool_positive,
    retest_late,
    count_mismatch,
    box_over_age,
    box_unaccounted,
    help_needed,
    deadline_at_risk,
    late_point,
    vehicle_silent,
    lab_backlog,
    supplies_short,
)
