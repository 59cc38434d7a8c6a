"""The three deadlines and the four fast."""

from __future__ import annotations

from typing import Literal

from masstest.domain.units import Model
from masstest.live.shapes.outlook import Expected, Signal


class Deadline(Model):
    """One of the three deadlines. `slack_min`: from the forecast to the deadline.

    `expected` is None when nothing falls under the deadline, and (`signal` red) when it is long
    past and what is still open isn't heard of any more. `met_min`: when it was reached, once it
    has been. `last` are the sources or laboratories that decide, worst first. `open_parts` aren't
    through, and of them so many (`late_parts`) are expected after the deadline.
    """

    kind: Literal["sampling", "key_results", "results"]
    deadline_min: float
    planned_min: float | None
    expected: Expected | None
    slack_min: float | None
    met_min: float | None
    signal: Signal
    last: tuple[str, ...]
    open_parts: int = 0
    late_parts: float = 0.0


class ClockFigures(Model):
    """Over `count` cases; the worst one is of `worst_subject` (box, point, lab)."""

    count: int
    median_min: float
    p90_min: float
    worst_min: float
    worst_subject: str


class Clock(Model):
    """One of the four fast.

    ``moved``: first sample of a box to its reception at the laboratory; ``packed``: last
    sample (sealing, where that is not known) to its departure from the source; ``waste``:
    point closed to waste taken; ``results``: reception to result. `open_worst_min` is the
    longest that is still running, of `open_subject`.
    """

    kind: Literal["moved", "packed", "waste", "results"]
    limit_min: float | None
    planned: ClockFigures | None
    actual: ClockFigures | None
    open_count: int
    open_worst_min: float | None
    open_subject: str | None
    signal: Signal
