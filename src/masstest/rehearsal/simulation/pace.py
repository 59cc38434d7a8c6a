"""Work that slows down or stops for a while: a clock that runs with the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from masstest.domain.travel import Floats
from masstest.rehearsal.breakdowns import Breakdown
from masstest.rehearsal.spread import HORIZON_MIN

_STANDSTILL = 1e-9  # never quite zero, so that the clock can be read backwards


@dataclass(frozen=True)
class WorkClock:
    """Minutes of full work since 00:00, as a function of the time of day."""

    time_min: Floats
    work_min: Floats

    def work(self, time_min: Floats) -> Floats:
        """Minutes of work done by a time."""
        return np.interp(time_min, self.time_min, self.work_min)

    def time(self, work_min: Floats) -> Floats:
        """When so much work is done; the horizon if it never is."""
        return np.interp(work_min, self.work_min, self.time_min)


def work_clock(windows: Sequence[Breakdown]) -> WorkClock | None:
    """The clock of work that goes at `pace` in the windows; None without windows."""
    if not windows:
        return None
    edges = {0.0, HORIZON_MIN}
    for window in windows:
        edges |= {window.from_min, min(window.until_min, HORIZON_MIN)}
    times = np.array(sorted(edges))
    pace = np.ones(len(times) - 1)
    for window in windows:
        inside = (times[:-1] >= window.from_min) & (times[:-1] < window.until_min)
        pace[inside] *= max(window.pace, _STANDSTILL)
    return WorkClock(times, np.concatenate([[0.0], np.cumsum(np.diff(times) * pace)]))
