"""Counts that only grow."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Series:
    """A cumulative count over time: `totals[i]` from `minutes[i]` on."""

    minutes: tuple[float, ...] = ()
    totals: tuple[int, ...] = ()

    @classmethod
    def of(cls, steps: Iterable[tuple[float, int]]) -> Series:
        """From (at_min, how many more) in any order."""
        ordered = sorted(steps)
        return cls(
            tuple(at for at, _ in ordered), tuple(accumulate(number for _, number in ordered))
        )

    @property
    def total(self) -> int:
        return self.totals[-1] if self.totals else 0

    @property
    def last_min(self) -> float | None:
        return self.minutes[-1] if self.minutes else None

    def at(self, at_min: float) -> int:
        """The count at `at_min`."""
        index = bisect_right(self.minutes, at_min)
        return self.totals[index - 1] if index else 0

    def between(self, from_min: float, until_min: float) -> int:
        """How many came after `from_min`, until `until_min`."""
        return self.at(until_min) - self.at(from_min)
