"""What time it is in a round: the clock on the wall; for a day that is played, its last event."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from masstest.domain.plan import PlanRound

BEFORE_MIN = 12 * 60
"""A round's day begins this long before sampling does: preparations are reported, too."""
AFTER_MIN = 12 * 60
"""And ends this long after the last result is due."""
TOLERANCE_MIN = 10.0
"""Clocks of phones may be ahead by this much."""


def minute_now(day: PlanRound, moment: dt.datetime) -> float:
    """`moment` (aware) as minutes since 00:00 local time of the round's date."""
    zone = ZoneInfo(day.timezone)
    midnight = dt.datetime.combine(day.date, dt.time(), zone)
    return (moment - midnight).total_seconds() / 60


def moment_at(day: PlanRound, at_min: float) -> dt.datetime:
    """The aware local time `at_min` minutes after 00:00 of the round's date, to the millisecond."""
    zone = ZoneInfo(day.timezone)
    midnight = dt.datetime.combine(day.date, dt.time(), zone).astimezone(dt.UTC)
    return (midnight + dt.timedelta(milliseconds=round(at_min * 60_000))).astimezone(zone)


def is_on(day: PlanRound, moment: dt.datetime) -> bool:
    """Whether the round's day is under way at `moment`."""
    now_min = minute_now(day, moment)
    return day.sampling_start - BEFORE_MIN <= now_min <= day.result_deadline + AFTER_MIN


def is_past(day: PlanRound, moment: dt.datetime) -> bool:
    """Whether the round's day is over at `moment`, by the clock on the wall."""
    return minute_now(day, moment) > day.result_deadline + AFTER_MIN


def round_now_min(day: PlanRound, moment: dt.datetime, last_event_min: float | None) -> float:
    """The time in the round.

    On its day that is the clock on the wall. A day that is over, or hasn't come, can still be
    played (a rehearsal): its time is that of the last event, and before the first one the
    beginning of sampling.
    """
    if is_on(day, moment):
        return minute_now(day, moment)
    if last_event_min is None:
        return float(day.sampling_start)
    return last_event_min


def is_possible(day: PlanRound, at_min: float, moment: dt.datetime) -> bool:
    """Whether something can have happened at `at_min`: within the round's day, and not ahead of
    the clock while the day is under way."""
    if not day.sampling_start - BEFORE_MIN <= at_min <= day.result_deadline + AFTER_MIN:
        return False
    return not is_on(day, moment) or at_min <= minute_now(day, moment) + TOLERANCE_MIN
