"""The forecast of the morning, held against what the day became.

The forecast sees what phones would have reported by then, a little late as networks are, and
nothing else of the simulated day.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from masstest.live.custody import Ledger
from masstest.live.day import Day
from masstest.live.events import (
    DoorstepStopDone,
    Event,
    PeopleSampled,
    PlainFact,
    PointClosed,
    PointOpened,
    PointPaused,
)
from masstest.live.forecast import sampling_forecast
from masstest.live.reported import reported
from masstest.rehearsal.breakdowns import Breakdown, windows_of
from masstest.rehearsal.script.places import report_times
from masstest.rehearsal.simulation import Course, SimulatedDay
from masstest.rehearsal.simulation.sampling import PointDay
from masstest.rehearsal.simulation.visiting import TeamDay

WITHIN_MIN = 15.0
DELAY_MEAN_MIN = 2.0  # from a phone to the service; BG


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
        ledger = Ledger()
        ledger.add(self._known(went, breakdowns, rng))
        reports = reported(self.day, ledger, self.at_min)
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

    def _known(
        self, went: SimulatedDay, breakdowns: Sequence[Breakdown], rng: np.random.Generator
    ) -> list[Event]:
        """What has been reported, and has come in, by the time of the forecast."""
        told = [
            (point.course.site_id, number, at, fact)
            for point in went.points
            for number, (at, fact) in enumerate(self._facts(point, breakdowns, rng))
        ]
        told += [
            (team.course.team_id, number, visit.depart_min, _visit_done(team, number))
            for team in went.teams
            for number, visit in enumerate(team.visited)
            if visit.depart_min <= self.at_min
        ]
        delays = rng.exponential(DELAY_MEAN_MIN, len(told))
        return [
            Event(event_id=f"told-{place}-{number:04d}", at_min=at, place=place, fact=fact)
            for (place, number, at, fact), delay in zip(told, delays.tolist(), strict=True)
            if at + delay <= self.at_min
        ]

    def _facts(
        self, point: PointDay, breakdowns: Sequence[Breakdown], rng: np.random.Generator
    ) -> Iterator[tuple[float, PlainFact]]:
        site_id, lanes = point.course.site_id, point.course.lanes
        yield point.opened_min, PointOpened(site_id=site_id, lanes=lanes)
        times = [at for at in report_times(point, rng) if at <= self.at_min]
        counts = np.searchsorted(point.done_min, times, side="right")
        for at, done in zip(times, counts.tolist(), strict=True):
            yield at, PeopleSampled(site_id=site_id, persons=done)
        for window in windows_of(breakdowns, "site", site_id):
            if math.isinf(window.until_min):
                yield window.from_min, PointClosed(site_id=site_id, done=False)
            else:
                yield window.from_min, PointPaused(site_id=site_id)
                yield window.until_min, PointOpened(site_id=site_id, lanes=lanes)
        if point.finish_min < self.at_min:
            yield point.finish_min + 1, PointClosed(site_id=site_id)


def _visit_done(team: TeamDay, number: int) -> DoorstepStopDone:
    visit = team.visited[number]
    return DoorstepStopDone(
        team_id=team.course.team_id,
        compound_id=visit.compound_id,
        stop=number,
        persons=visit.persons,
        key_persons=visit.key_persons,
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
