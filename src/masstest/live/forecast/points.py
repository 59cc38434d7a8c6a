"""When a point will have sampled everybody who comes.

A count below the plan has one of two causes, and they end differently. Either fewer people came
than were due: then the lanes keep up, and the point is through soon after its last appointment.
Or the lanes are slow: then a queue grows, and it takes as long as the rest needs at that pace.
Which of the two it is, nobody reports; both are weighed by how usual they are.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable
from typing import NamedTuple

from masstest.live.forecast import assumptions as usual
from masstest.live.forecast.normal import Normal, below
from masstest.live.reported import Reported
from masstest.live.source_plans import SourcePlan

_ENOUGH_MIN = 30.0  # of work, before a count says something


class Course(NamedTuple):
    """What a count at a point can mean.

    `turnout`: sampled / called for by then; `pace`: planned minutes done / minutes worked.
    """

    turnout: float
    pace: float
    worked_min: float
    turnout_sd: float


def course_of(source: SourcePlan, report: Reported) -> Course | None:
    """What the last count says; None while it says nothing."""
    at, opened = report.last_report_min, report.opened_min
    if at is None or opened is None or report.persons <= 0:
        return None
    worked = at - opened - report.paused_min
    called = source.curve.persons_at(at + usual.ARRIVAL_LEAD_MIN)
    if worked < _ENOUGH_MIN or called <= 0:
        return None
    whole = _pace(source, 0.0, report.persons, worked)
    # a change during the day shows in the last hour
    since = at - usual.RECENT_MIN
    pace = whole
    if since > opened + _ENOUGH_MIN and not report.paused_min:
        before = report.sampled.at(since)
        recent = _pace(source, before, report.persons, at - report_minute(report, since))
        pace = (whole + recent) / 2
    return Course(report.persons / called, pace, worked, _turnout_sd(source, called))


def _turnout_sd(source: SourcePlan, called: float) -> float:
    """Compounds differ in their turnout, and persons decide for themselves."""
    uneven = sum((n / source.persons) ** 2 for n in source.due.values()) if source.persons else 1.0
    alone = usual.USUAL_TURNOUT * (1 - usual.USUAL_TURNOUT) / called
    return math.sqrt(usual.TURNOUT_COMPOUND_SD**2 * uneven + alone)


def report_minute(report: Reported, minute: float) -> float:
    """When the count was made that stood at `minute`."""
    earlier = [m for m in report.sampled.minutes if m <= minute]
    return earlier[-1] if earlier else (report.opened_min or minute)


def _pace(source: SourcePlan, persons_before: float, persons: float, minutes: float) -> float:
    curve = source.curve
    planned = curve.time_of(persons) - curve.time_of(persons_before)
    return max(planned, 1.0) / max(minutes, 1.0)


def day_turnout(courses: Iterable[Course]) -> float:
    """The share of people who come today: the usual one, corrected by the points' median.

    Points so far behind that turnout can't be the cause say nothing about it.
    """
    known = [course for course in courses if course.turnout >= usual.TURNOUT_LEAST]
    if not known:
        return usual.USUAL_TURNOUT
    shares = [course.turnout for course in known]
    # the median of many points is known well, of few it isn't
    noise = statistics.fmean(c.turnout_sd for c in known) ** 2 * 2 / len(shares) + 1e-4
    weight = usual.TURNOUT_DAY_SD**2 / (usual.TURNOUT_DAY_SD**2 + noise)
    middle = statistics.median(shares)
    blended = weight * middle + (1 - weight) * usual.USUAL_TURNOUT
    return min(1.0, max(usual.TURNOUT_LEAST, blended))


def point_finish(
    source: SourcePlan, report: Reported, course: Course | None, turnout: float, now_min: float
) -> Normal:
    """The minute of a point's last sample."""
    latecomers = source.closes_min + usual.LATECOMERS_MIN
    delay = _delay_min(source, report, now_min)
    if course is None:
        # nothing known: as planned, but for what it already lost
        start = max(now_min, source.open_min) if report.opened_min is None else report.opened_min
        needed = source.curve.time_of(turnout * source.persons) - source.open_min
        mean = max(latecomers, start + delay + needed)
        sd = math.hypot(usual.LATECOMERS_SD_MIN, 0.5 * usual.LANE_PACE_SD * needed + delay / 2)
        return Normal(max(mean, now_min + 2), sd)
    slow = _is_slow(course, turnout)
    at = report.last_report_min or now_min
    share = max(turnout, course.turnout + course.turnout_sd / 2)
    everybody = max(min(share, 1.0) * source.persons, report.persons)
    left_min = source.curve.time_of(everybody) - source.curve.time_of(report.persons)
    pace = course.pace if slow > 0.5 else max(course.pace, _pace_if_kept_up(course))
    worked = max(now_min, at + left_min / pace + delay)
    by_lanes = max(worked, latecomers)
    kept_up = max(latecomers + delay / 2, now_min + 2)
    mean = slow * by_lanes + (1 - slow) * kept_up
    between = math.sqrt(slow * (1 - slow)) * abs(by_lanes - kept_up)
    drift = slow * usual.LANE_PACE_DRIFT * left_min / pace
    last = usual.LATECOMERS_SD_MIN * (1.0 if kept_up >= worked or slow < 0.5 else 0.5)
    if now_min > latecomers:
        last = min(last, 2.0)
    return Normal(max(mean, now_min), math.sqrt(between**2 + drift**2 + last**2 + (delay / 2) ** 2))


def _delay_min(source: SourcePlan, report: Reported, now_min: float) -> float:
    """What a pause that goes on, or an opening that is overdue, will still cost."""
    if report.paused_since_min is not None:
        since = max(report.paused_since_min, report.last_report_min or 0.0)
        return max(0.0, now_min - since) + usual.PAUSE_MIN
    if report.opened_min is None and now_min > source.open_min:
        return usual.OPENING_DELAY_MIN
    return 0.0


def _is_slow(course: Course, turnout: float) -> float:
    """Probability that the lanes, not the people who stayed away, make the count what it is."""
    log_pace = math.log(course.pace)
    z_turnout = (course.turnout - turnout) / course.turnout_sd
    z_pace = log_pace / usual.LANE_PACE_SD
    density_turnout = math.exp(-(z_turnout**2) / 2) / course.turnout_sd
    density_pace = math.exp(-(z_pace**2) / 2) / usual.LANE_PACE_SD
    kept_up = density_turnout * (1 - below(z_pace))
    slow = density_pace * (1 - below(z_turnout))
    if kept_up + slow < 1e-12:
        return 1.0 if z_pace < 0 else 0.0
    return slow / (kept_up + slow)


def _pace_if_kept_up(course: Course) -> float:
    """The lanes' pace, known only to be at least the observed one."""
    return math.exp(max(0.0, math.log(course.pace)))
