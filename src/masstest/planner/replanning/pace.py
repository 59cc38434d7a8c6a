"""Time for the stages of planning again, so that the whole is over when it must be.

What comes after the searches can't be cut short: duties, readiness, checks, counting the
changes. It needs a known number of processor seconds; how long these last on a busy computer is
seen from what has been done so far. The searches get what is left.
"""

from __future__ import annotations

import time
from dataclasses import replace

from masstest.domain.budget import Budget

# Processor seconds of everything after a stage, in a district of 300,000 people.
_AFTER_S = {
    "doorstep": 5.0,
    "location": 4.0,
    "transport": 2.0,
    "supplies": 1.8,
    "waste": 1.8,
    "rostering": 1.2,
}
_LEAST_S = 0.2
_SLOWEST = 6.0
_FIRST_S = 0.2  # so that the first moments don't tell too much


class Pace:
    """A clock that starts when it is made, with the end of everything `limit_s` later."""

    def __init__(self, limit_s: float) -> None:
        self._began, self._used = time.monotonic(), time.thread_time()
        self._limit_s = limit_s

    @property
    def slowness(self) -> float:
        """Seconds on the clock per processor second, so far."""
        wall_s = time.monotonic() - self._began + _FIRST_S
        used_s = time.thread_time() - self._used + _FIRST_S
        return min(_SLOWEST, max(1.0, wall_s / used_s))

    def budget(self, whole: Budget, stage: str) -> Budget:
        """What a stage may take. A deterministic one counts iterations: the same every time."""
        if whole.deterministic:
            return whole.slice(whole.seconds)
        after_s = _AFTER_S.get(stage, 0.0) * self.slowness
        ends_at = self._began + self._limit_s - after_s
        seconds = max(_LEAST_S, ends_at - time.monotonic())
        return replace(whole.slice(seconds), ends_at=time.monotonic() + seconds)
