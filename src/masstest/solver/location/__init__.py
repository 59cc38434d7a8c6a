"""Location: sampling points, lanes, hours, appointments, and who goes where."""

from masstest.solver.location.again import locate_again
from masstest.solver.location.appointments import queue_limit
from masstest.solver.location.assemble import terms as location_terms
from masstest.solver.location.constraints import (
    full_coverage,
    lane_limit,
    sampling_deadline,
    site_available,
    walking_limit,
    zone_separation,
)
from masstest.solver.location.locate import locate

__all__ = [
    "full_coverage",
    "lane_limit",
    "locate",
    "locate_again",
    "location_terms",
    "queue_limit",
    "sampling_deadline",
    "site_available",
    "walking_limit",
    "zone_separation",
]
