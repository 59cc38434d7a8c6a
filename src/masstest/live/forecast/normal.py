"""Normal distributions, and the latest of several independent ones."""

from __future__ import annotations

import math
from collections.abc import Iterable
from statistics import NormalDist
from typing import NamedTuple

P90_SIGMAS = 1.2816
_FAR_SIGMAS = 3.5
_STANDARD = NormalDist()


class Normal(NamedTuple):
    """An uncertain minute."""

    mean: float
    sd: float

    @property
    def p90(self) -> float:
        return self.mean + P90_SIGMAS * self.sd

    def beyond(self, minute: float) -> float:
        """Probability that it is after `minute`."""
        if self.sd <= 0:
            return float(self.mean > minute)
        return below((self.mean - minute) / self.sd)


def below(z: float) -> float:
    """Probability that a standard normal is below `z`."""
    return 0.5 * math.erfc(-z / math.sqrt(2))


def quantile_of_latest(parts: Iterable[Normal], probability: float) -> float:
    """The minute before which all `parts` lie with `probability`.

    The latest of many is later than the latest of their medians: that is what this is for.
    """
    some = list(parts)
    floor = max(part.mean - _FAR_SIGMAS * part.sd for part in some)
    some = [part for part in some if part.mean + _FAR_SIGMAS * part.sd >= floor]
    some.sort(reverse=True)  # whichever decides comes first
    if len(some) == 1:
        return some[0].mean + _STANDARD.inv_cdf(probability) * some[0].sd
    low = floor
    high = max(part.mean + _FAR_SIGMAS * part.sd for part in some)
    for _ in range(24):
        middle = (low + high) / 2
        product = 1.0
        for mean, sd in some:
            product *= below((middle - mean) / sd) if sd > 0 else float(middle >= mean)
            if product < probability:
                break
        low, high = (middle, high) if product < probability else (low, middle)
        if high - low < 0.05:
            break
    return high


def density(z: float) -> float:
    """Of a standard normal at `z`."""
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
