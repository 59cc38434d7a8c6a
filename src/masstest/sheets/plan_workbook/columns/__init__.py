"""Every sheet and column of the plan workbook: names, kinds, widths, and what is read back.

The sheets with one row per thing; the overview, which is a page and not a table, stands before
them in the workbook.
"""

from collections.abc import Mapping

from masstest.sheets.plan_workbook.column import PlanSheet
from masstest.sheets.plan_workbook.columns.moving import (
    LABS,
    RUNS,
    SUPPLIES,
    SUPPLY_RUNS,
    WASTE_RUNS,
)
from masstest.sheets.plan_workbook.columns.outcome import (
    CHANGES,
    LAB_CURVE,
    PLAN_CHANGES,
    RULES,
    SAMPLING_CURVE,
    SHORTAGES,
    VIOLATIONS,
)
from masstest.sheets.plan_workbook.columns.sampling import (
    COVERAGE,
    DOORSTEP,
    DUTIES,
    POINTS,
    READINESS,
    READINESS_ITEMS,
)

SHEETS: tuple[PlanSheet, ...] = (
    POINTS,
    COVERAGE,
    DUTIES,
    RUNS,
    LABS,
    DOORSTEP,
    SUPPLIES,
    SUPPLY_RUNS,
    WASTE_RUNS,
    READINESS,
    SHORTAGES,
    CHANGES,
    RULES,
    VIOLATIONS,
    SAMPLING_CURVE,
    LAB_CURVE,
)
"""The sheets that every plan has; `PLAN_CHANGES` is there when it was made from another plan."""
SHEET: Mapping[str, PlanSheet] = {sheet.name: sheet for sheet in SHEETS}

__all__ = [
    "CHANGES",
    "COVERAGE",
    "DOORSTEP",
    "DUTIES",
    "LABS",
    "LAB_CURVE",
    "PLAN_CHANGES",
    "POINTS",
    "READINESS",
    "READINESS_ITEMS",
    "RULES",
    "RUNS",
    "SAMPLING_CURVE",
    "SHEET",
    "SHEETS",
    "SHORTAGES",
    "SUPPLIES",
    "SUPPLY_RUNS",
    "VIOLATIONS",
    "WASTE_RUNS",
]
