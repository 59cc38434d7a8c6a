"""The clock of a played day: so many minutes of the day in one minute."""

from __future__ import annotations

import asyncio
import time


class PlayClock:
    """Begins at `begin_min` of the day when it is made.

    Parameters
    ----------
    begin_min : minute of the day
    speed : minutes of the day in one minute; 0: everything is due at once
    """

    def __init__(self, begin_min: float, speed: float) -> None:
        self._begin_min, self._speed = begin_min, speed
        self._began_s = time.monotonic()

    @property
    def now_min(self) -> float:
        if self._speed == 0:
            return float("inf")
        return self._begin_min + (time.monotonic() - self._began_s) / 60 * self._speed

    def wait_s(self, due_min: float) -> float:
        """Seconds until a minute of the day has come."""
        return 0.0 if self._speed == 0 else max(0.0, (due_min - self.now_min) * 60 / self._speed)

    async def until(self, due_min: float) -> None:
        await asyncio.sleep(self.wait_s(due_min))
