"""What will be late, while there is time to act: finish times, laboratories, the deadlines."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

from masstest.live.completion import Completion, completion
from masstest.live.custody import Ledger
from masstest.live.day import Day
from masstest.live.forecast.arrivals import coming
from masstest.live.forecast.deadlines import (
    deadlines,
    expected,
    expected_of_latest,
    signal_of,
)
from masstest.live.forecast.labs import LabOutlook, lab_outlooks
from masstest.live.forecast.normal import Normal, quantile_of_latest
from masstest.live.forecast.points import course_of, day_turnout, point_finish
from masstest.live.forecast.teams import team_finish, visits_ahead
from masstest.live.memory import Memory
from masstest.live.movements import Movement, movements
from masstest.live.reported import Reported
from masstest.live.shapes import Deadline, Expected

__all__ = [
    "Forecast",
    "LabOutlook",
    "Normal",
    "SamplingForecast",
    "expected",
    "expected_of_latest",
    "forecast",
    "quantile_of_latest",
    "sampling_forecast",
    "signal_of",
]


@dataclass(frozen=True)
class SamplingForecast:
    """When each source will have its last sample; known, without spread, where it has.

    `turnout` is the share of people who come, as the day shows it so far.
    """

    finish: Mapping[str, Normal]
    turnout: float

    def latest(self, source_ids: Collection[str] | None = None) -> Expected | None:
        """The finish of the last of some sources, or of all: later than each one's median."""
        chosen = self.finish if source_ids is None else source_ids
        return expected_of_latest([self.finish[s] for s in chosen])


@dataclass(frozen=True)
class Forecast:
    """Everything that is expected at `now_min`."""

    now_min: float
    sampling: SamplingForecast
    points: Expected | None
    teams: Expected | None
    labs: Mapping[str, LabOutlook]
    deadlines: tuple[Deadline, Deadline, Deadline]


def sampling_forecast(
    day: Day, reports: Mapping[str, Reported], now_min: float, *, memory: Memory | None = None
) -> SamplingForecast:
    """The finish of every source from what the sources have reported."""
    memory = memory or Memory(Ledger())
    courses = {
        source_id: memory.get(
            ("course", source_id), (report,), partial(course_of, day.sources[source_id], report)
        )
        for source_id, report in reports.items()
        if day.sources[source_id].kind == "point" and not report.is_over
    }
    turnout = day_turnout(course for course in courses.values() if course is not None)
    fixed_min = day.roster.parameters.doorstep_stop_min
    finish = {}
    for source_id, report in reports.items():
        source = day.sources[source_id]
        if report.is_over:
            finish[source_id] = Normal(report.finished_min or now_min, 0.0)
        elif source.kind == "team":
            ahead = memory.get(
                ("visits", source_id), (report,), partial(visits_ahead, source, report, fixed_min)
            )
            finish[source_id] = team_finish(ahead, now_min)
        else:
            finish[source_id] = point_finish(source, report, courses[source_id], turnout, now_min)
    return SamplingForecast(finish, turnout)


def _latest(parts: list[Normal], name: str, memory: Memory) -> Expected | None:
    return memory.get(("latest", name), (parts,), partial(expected_of_latest, parts))


def forecast(
    day: Day,
    ledger: Ledger,
    now_min: float,
    *,
    state: Completion | None = None,
    moves: Mapping[str, Movement] | None = None,
    memory: Memory | None = None,
) -> Forecast:
    """Forecast the round.

    Parameters
    ----------
    day, ledger : the plan's expectations, and what was reported
    now_min : minutes since 00:00 of the round's date
    state, moves : of the same minute, if they are at hand
    memory : of the ledger as it is now, if it is at hand
    """
    memory = memory or Memory(ledger)
    state = state or completion(day, ledger, now_min, memory=memory)
    moves = movements(day, ledger, now_min, memory=memory) if moves is None else moves
    sampling = sampling_forecast(day, state.reports, now_min, memory=memory)
    rows = coming(day, memory.boxes, state, moves, sampling.finish, sampling.turnout, now_min)
    labs = lab_outlooks(day, rows, now_min, memory)
    kinds: dict[str, list[Normal]] = {"point": [], "team": []}
    for source_id, finish in sampling.finish.items():
        kinds[day.sources[source_id].kind].append(finish)
    return Forecast(
        now_min=now_min,
        sampling=sampling,
        points=_latest(kinds["point"], "points", memory),
        teams=_latest(kinds["team"], "teams", memory),
        labs=labs,
        deadlines=deadlines(day, state, sampling.finish, labs),
    )
