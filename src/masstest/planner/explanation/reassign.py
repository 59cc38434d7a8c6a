"""What it would cost to send a compound's people elsewhere, everything else left as it is."""

from __future__ import annotations

import math
from dataclasses import dataclass

from masstest.domain import objective
from masstest.domain.plan import Coverage
from masstest.domain.roster import Compound, Site, SiteStatus
from masstest.planner.explanation.situation import Situation

_EPS_MIN = 1e-6


@dataclass(frozen=True)
class Reassignment:
    """Terms of the location objective, in metres walked, and what the move takes.

    Attributes
    ----------
    walk, over_limit, moves, points, lanes : more (or less) of each term
    lanes_there : lanes the other point would need in all; `lanes_max` that it may have
    lanes_more : lanes opened there beyond those of the plan
    lanes_freed : lanes no longer needed at the old point
    extra_walk_m : metres more for each person (negative: less)
    """

    site: Site
    persons: int
    walk: float
    over_limit: float
    moves: float
    points: float
    lanes: float
    lanes_there: int
    lanes_max: int
    lanes_more: int
    lanes_freed: int
    extra_walk_m: int

    @property
    def total_m(self) -> float:
        """Change of the objective; negative: the move would be an improvement."""
        return self.walk + self.over_limit + self.moves + self.points + self.lanes

    @property
    def fits(self) -> bool:
        """Whether the other point can sample everybody by the planned finish."""
        return self.lanes_there <= self.lanes_max


def usable(case: Situation, compound: Compound, site: Site) -> bool:
    """Whether `site` could be a point for `compound` at all."""
    return (
        site.status is not SiteStatus.excluded
        and site.zone.group is compound.zone.group
        and case.hours(site).span_min > 0
    )


def reassign(case: Situation, row: Coverage, site: Site) -> Reassignment:
    """The people of `row` at `site` instead, by rule: walks, lanes and points counted anew."""
    roster, par = case.roster, case.roster.parameters
    compound, old = roster.compound[row.compound_id], roster.site[row.site_id]
    walk_m, limit_m = case.walk_m(compound, site), roster.walking_limit_m(compound)
    load = case.load_min(row)
    there, here = case.plan.point.get(site.site_id), case.plan.point[row.site_id]
    needed = lanes_for(case, site, case.load_at(site.site_id) + load)
    more = needed - (0 if there is None else there.lanes)
    left = [other for other in case.rows_at[row.site_id] if other is not row]
    keeps_open = bool(left) or old.status is SiteStatus.required
    remaining = sum(case.load_min(other) for other in left)
    stay = max(1, min(here.lanes, lanes_for(case, old, remaining))) if keeps_open else 0
    before = roster.previous_sites.get(row.compound_id)
    moved = 0 if before is None else (site.site_id not in before) - (row.site_id not in before)
    opened = (there is None) - (not keeps_open)
    return Reassignment(
        site=site,
        persons=row.persons,
        walk=float(row.persons * (walk_m - row.walk_m)),
        over_limit=objective.OVER_LIMIT_M
        * row.persons
        * (max(0.0, walk_m - limit_m) - max(0.0, row.walk_m - limit_m)),
        moves=par.move_penalty_m * row.persons * moved,
        points=par.point_cost_m * opened,
        lanes=par.lane_cost_m * (max(0, more) - (here.lanes - stay)),
        lanes_there=needed,
        lanes_max=site.max_lanes,
        lanes_more=max(0, more),
        lanes_freed=here.lanes - stay,
        extra_walk_m=walk_m - row.walk_m,
    )


def lanes_for(case: Situation, site: Site, load_min: float) -> int:
    """Fewest lanes that sample `load_min` lane-minutes at `site` by the planned finish."""
    span_min = max(case.hours(site).span_min, _EPS_MIN)
    return max(1, math.ceil((load_min - _EPS_MIN) / span_min))
