"""How long a stage may take, and how it is told to stop."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace

from masstest.domain.outcome import StageReport


@dataclass(frozen=True)
class Budget:
    """Time, seed and workers of a stage.

    `seconds` is a wall-clock allowance counted from `started`. With `deterministic` the stage
    must count iterations instead of seconds (choosing counts that need about `seconds`), so
    that the same seed gives the same result. `executor` may run independent parts side by
    side; None means: in this process. `stop` is set on Ctrl-C: return the best so far.
    `ends_at` (`time.monotonic`) is the end of all that the stage is part of: no slice of the
    budget goes beyond it.
    """

    seconds: float = 10.0
    seed: int = 1
    workers: int = 1
    deterministic: bool = False
    executor: Executor | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    progress: Callable[[StageReport], None] | None = None
    started: float = field(default_factory=time.monotonic)
    ends_at: float = math.inf

    @property
    def elapsed_s(self) -> float:
        return time.monotonic() - self.started

    @property
    def remaining_s(self) -> float:
        """Seconds left, 0 when stopped."""
        left_s = min(self.seconds - self.elapsed_s, self.ends_at - time.monotonic())
        return 0.0 if self.stop.is_set() else max(0.0, left_s)

    @property
    def over(self) -> bool:
        """Whether everything must come to its end, whatever the seconds of this slice."""
        return self.stop.is_set() or (not self.deterministic and time.monotonic() >= self.ends_at)

    def slice(self, seconds: float) -> Budget:
        """A fresh budget of `seconds` starting now, with everything else shared."""
        return replace(self, seconds=seconds, started=time.monotonic())

    def report(self, report: StageReport) -> None:
        """Tell whoever watches how far the stage is."""
        if self.progress is not None:
            self.progress(report)
