"""When a doorstep team will be through with its visits.

A team goes on as soon as it is through with a visit. Its pace is read off the visits that it
has finished, each with less weight the more of its time was way, and blended with the usual.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from masstest.domain.plan import DoorstepStop
from masstest.domain.roster import Zone
from masstest.live.forecast import assumptions as usual
from masstest.live.forecast.normal import Normal, below, density
from masstest.live.reported import Reported
from masstest.live.source_plans import SourcePlan


class _Visit(NamedTuple):
    """A visit: rest and way before it, how long it lasts at the plan's pace for who is there.

    The more people a visit has, the less its length strays.
    """

    rest_min: float
    way_min: float
    fixed_min: float  # of how long it lasts: nobody's own time
    lasts_min: float
    persons: float

    @property
    def before_min(self) -> float:
        return self.rest_min + self.way_min

    @property
    def var(self) -> float:
        of_persons = (usual.PERSON_SD * (self.lasts_min - self.fixed_min)) ** 2
        return (
            of_persons / max(1.0, self.persons)
            + (usual.SETTING_UP_SD * self.fixed_min) ** 2
            + (usual.WAY_SD * self.way_min) ** 2
        )


class VisitsAhead(NamedTuple):
    """What a team has left to do; its next visit began `since_min`, with the way there."""

    since_min: float
    first_min: float
    first_sd: float
    others_min: float
    var: float


def visits_ahead(source: SourcePlan, report: Reported, visit_fixed_min: float) -> VisitsAhead:
    """What is left of a team's visits at its pace of today; they are made in the plan's order.

    Parameters
    ----------
    source, report : the team, which isn't through
    visit_fixed_min : of each visit outside sealed zones, whoever is at home
    """
    fixed_min = 0.0 if source.zone == Zone.sealed.value else visit_fixed_min
    done = report.stops_done
    made: list[tuple[_Visit, float]] = []  # with the minutes that it took
    left: list[_Visit] = []
    clock = planned_end = source.open_min
    for i, stop in enumerate(source.stops):
        gap_min = max(0.0, stop.arrive - planned_end)
        planned_end = stop.depart
        if i not in done:
            there = usual.TEAM_TURNOUT * stop.persons
            left.append(_visit(stop, gap_min, there, fixed_min))
            continue
        there = report.visited.get(i, stop.persons)
        if not left:  # after a gap in the reports nobody knows how long one took
            visit = _visit(stop, gap_min, there, fixed_min)
            made.append((visit, done[i] - clock - gap_min))
        clock = done[i]
    slowness, slowness_var = _slowness(made)
    means = [v.before_min + v.lasts_min * slowness for v in left]
    left_min = sum(v.lasts_min for v in left)
    # the slower a team, the more its visits stray
    var = slowness**2 * sum(v.var for v in left) + left_min**2 * slowness_var
    return VisitsAhead(clock, means[0], slowness * math.sqrt(left[0].var), sum(means[1:]), var)


def team_finish(ahead: VisitsAhead, now_min: float) -> Normal:
    """The minute of a team's last sample; the last visit is not over before `now_min`."""
    first, sd = ahead.first_min, ahead.first_sd
    # what goes on now has not ended yet
    z = (now_min - ahead.since_min - first) / sd if sd else 0.0
    still = first + sd * (density(z) / max(below(-z), 1e-3)) if z > -3 else first
    return Normal(max(ahead.since_min + still, now_min) + ahead.others_min, math.sqrt(ahead.var))


def _visit(stop: DoorstepStop, gap_min: float, there: float, fixed_min: float) -> _Visit:
    """A visit at the planned pace when `there` of its persons are at home."""
    lasts_min = float(stop.depart - stop.arrive)
    fixed_min = min(fixed_min, lasts_min)
    lasts_min = fixed_min + (lasts_min - fixed_min) * there / max(1, stop.persons)
    rest_min = gap_min if gap_min > usual.LONGEST_WAY_MIN else 0.0
    return _Visit(rest_min, gap_min - rest_min, fixed_min, lasts_min, there)


def _slowness(made: list[tuple[_Visit, float]]) -> tuple[float, float]:
    """Minutes taken per planned minute of visits, and the variance of that."""
    precision = total = 1 / usual.TEAM_PACE_SD**2  # as planned, before anything is known
    for visit, took in made:
        if took > 0 and visit.lasts_min > 0:
            weight = visit.lasts_min**2 / visit.var
            total += weight * took / visit.lasts_min
            precision += weight
    return total / precision, 1 / precision
