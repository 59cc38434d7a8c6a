"""What makes a plan a description of one day: ids exist, sums add up, times follow.

These are no rules of the method, so they are not in `masstest.domain.rules`; a plan that
breaks one of them is wrong whatever else holds, as with a physical rule.
"""

from masstest.checks.consistency.crews import (
    consistent_crew,
    consistent_dedicated,
    consistent_duties,
    consistent_lanes,
)
from masstest.checks.consistency.doorstep import consistent_doorstep, consistent_meeting
from masstest.checks.consistency.figures import consistent_kpis, consistent_readiness
from masstest.checks.consistency.goods import consistent_supplies
from masstest.checks.consistency.laboratories import consistent_labs
from masstest.checks.consistency.persons import (
    consistent_demand,
    consistent_persons,
    consistent_slots,
)
from masstest.checks.consistency.references import (
    consistent_officials,
    consistent_references,
    consistent_round,
)
from masstest.checks.consistency.runs import consistent_runs
from masstest.checks.consistency.samples import (
    consistent_finish,
    consistent_oldest_sample,
    consistent_tubes,
)
from masstest.checks.consistency.walks import consistent_walk

__all__ = [
    "consistent_crew",
    "consistent_dedicated",
    "consistent_demand",
    "consistent_doorstep",
    "consistent_duties",
    "consistent_finish",
    "consistent_kpis",
    "consistent_labs",
    "consistent_lanes",
    "consistent_meeting",
    "consistent_officials",
    "consistent_oldest_sample",
    "consistent_persons",
    "consistent_readiness",
    "consistent_references",
    "consistent_round",
    "consistent_runs",
    "consistent_slots",
    "consistent_supplies",
    "consistent_tubes",
    "consistent_walk",
]
