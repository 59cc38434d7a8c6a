"""A laboratory of which the plan says that it was lost in the day."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from masstest.domain.plan import LabLoad
from masstest.domain.travel import Ints
from masstest.rehearsal.simulation.laboratory import Laboratory

NOISE_MIN = 1e-6  # float noise never decides whether it was in time


class LostLaboratory(Laboratory):
    """It starts what the plan says that it had started, nothing after it was lost, and what lies
    there otherwise is fetched.
    """

    def __init__(self, load: LabLoad, *known: Any) -> None:
        super().__init__(*known)
        assert load.lost_at is not None, "of a lost laboratory the plan says when"
        self._lost_at = load.lost_at + NOISE_MIN
        self._keeps = {True: load.key_tubes, False: load.tubes - load.key_tubes}

    def lost_at(self, now_min: float) -> bool:
        return now_min > self._lost_at or super().lost_at(now_min)

    def give_out(self, most: int, *, sealed: bool) -> Ints:
        """Tubes of one zone class that are fetched, key tubes first, as they came."""
        key = self._lines[True].take_from(most, self.tubes.sealed, sealed)
        others = self._lines[False].take_from(most - len(key), self.tubes.sealed, sealed)
        return np.concatenate([key, others])

    def lying(self, *, sealed: bool) -> int:
        """Tubes of one zone class that wait there."""
        own = (line.tubes for line in self._lines.values())
        return sum(int((self.tubes.sealed[tubes] == sealed).sum()) for tubes in own)

    def _next_batch(self, most: int) -> Ints:
        left_h = max(0.0, self._lost_at - self.env.now) / 60
        in_time = math.floor(left_h * self.lab.tubes_per_hour * self._pace)
        for is_key, line in self._lines.items():
            batch = line.take(min(most, in_time, self._keeps[is_key]))
            if len(batch):
                self._keeps[is_key] -= len(batch)
                return batch
        return np.zeros(0, dtype=np.int64)
