"""The forecast of the morning, held against what the day became.

The forecast sees what phones would have reported by then, a little late as networks are, and
nothing else of the simulated day.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from masstest.live.day import Day
from masstest.live.forecast import sampling_forecast
from masstest.live.reported import reported_of
from masstest.rehearsal.breakdowns import Breakdown
from masstest.rehearsal.heard import heard_by
from masstest.rehearsal.simulation import Course, SimulatedDay

WITHIN_MIN = 15.0


@dataclass(frozen=True)
class Forecasted:
    """When the district was forecast to have its last sample (middle and p90), and when it had.

    `points_*`: the same for its points alone, NaN where it has none.
    """

    at_min: float
    p50_min: float
    p90_min: float
    finish_min: float
    points_p50_min: float
    points_finish_min: float

    @property
    def error_min(self) -> float:
        return self.p50_min - self.finish_min

    @property
    def points_error_min(self) -> float:
        return self.points_p50_min - self.points_finish_min


class Forecaster:
    """Forecasts simulated days at one time of day."""

    def __init__(self, course: Course, at_min: float) -> None:
        self.day = Day(course.plan, course.roster)
        self.at_min = at_min

    def check(
        self, went: SimulatedDay, breakdowns: Sequence[Breakdown], rng: np.random.Generator
    ) -> Forecasted | None:
        """Forecast the day's last sample; None if the plan samples nobody."""
        heard = heard_by(went, breakdowns, self.at_min, rng)
        reports = reported_of(self.day, heard.points, heard.teams, self.at_min)
        forecast = sampling_forecast(self.day, reports, self.at_min)
        latest = forecast.latest()
        if latest is None:
            return None
        points = forecast.latest([point.course.site_id for point in went.points])
        return Forecasted(
            self.at_min,
            latest.p50_min,
            latest.p90_min,
            went.finish_min,
            math.nan if points is None else points.p50_min,
            max((point.finish_min for point in went.points), default=math.nan),
        )


@dataclass(frozen=True)
class ForecastAccuracy:
    """Errors are forecast less truth, in minutes; `within_share` is of days within `within_min`.

    `below_p90_share`: of days that ended before the forecast's p90. `points_within_share`: of
    days on which the forecast for the points alone, without doorstep teams, was as good.
    """

    at_min: float
    days: int
    within_min: float
    within_share: float
    median_error_min: float
    p90_absolute_error_min: float
    below_p90_share: float
    points_within_share: float


def forecast_accuracy(found: Sequence[Forecasted | None]) -> ForecastAccuracy | None:
    """How good the forecasts of all days were; None if there were none."""
    known = [each for each in found if each is not None]
    if not known:
        return None
    errors = np.array([each.error_min for each in known])
    return ForecastAccuracy(
        at_min=known[0].at_min,
        days=len(known),
        within_min=WITHIN_MIN,
        within_share=float((np.abs(errors) <= WITHIN_MIN).mean()),
        median_error_min=float(np.median(errors)),
        p90_absolute_error_min=float(np.percentile(np.abs(errors), 90)),
        below_p90_share=float(np.mean([e.finish_min <= e.p90_min for e in known])),
        points_within_share=float(np.mean([abs(e.points_error_min) <= WITHIN_MIN for e in known])),
    )
