"""What runs and their pickups were like on a simulated day."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from masstest.domain.travel import Ints, Place


@dataclass(frozen=True)
class CallDay:
    """A pickup as it went: which tubes were taken, in order of packing.

    At a laboratory that was lost `source` is `FROM_LAB`, and the order is that of its queue.
    `waited_min`: the crew stood there that long because the last tubes were not ready.
    `planned_wait_min`: what the oldest tube was to wait there by the plan.
    """

    source: int
    place: Place
    arrive_min: float
    depart_min: float
    tubes: Ints
    waited_min: float
    planned_wait_min: float


@dataclass
class TripDay:
    """A run as it went. `extra`: not in the plan, for tubes that its runs left behind."""

    run_id: str
    vehicle_id: str
    extra: bool
    start_min: float
    calls: list[CallDay] = field(default_factory=list)
    lab: int = -1
    arrive_min: float = math.nan
    depart_min: float = math.nan
    after_hours: bool = False

    @property
    def tubes(self) -> Ints:
        parts = [call.tubes for call in self.calls]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
