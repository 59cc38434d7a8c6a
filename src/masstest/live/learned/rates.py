"""A learned rate: how large, how spread, from how many, and whether it is worth taking."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from masstest.domain.units import Model

SAME_SHARE = 0.05
"""A difference of less is none: the parameter stays as it is; BG."""
NOTCH = 1.57
"""Times the quartiles' distance by the root of the cases: so far off is the median of a sample,
19 times in 20 (McGill, Tukey and Larsen, 1978, "Variations of box plots")."""


class Advice(StrEnum):
    """Whether a learned value is worth taking for the next round."""

    take = "take"
    same = "same"  # hardly another than the parameter
    too_few = "too_few"  # cases
    unsure = "unsure"  # the difference may be chance
    at_least = "at_least"  # never reached its limit, so it is at least so much
    for_information = "for_information"  # no parameter is set by it


class Spread(NamedTuple):
    """Median and quartiles of `cases` cases."""

    median: float
    lower: float
    upper: float
    cases: int
    at_least: float | None = None


class LearnedRate(Model):
    """One rate as it was today.

    Attributes
    ----------
    name : of the parameter; of a laboratory's, ``L1.turnaround_min``; of others, what was measured
    place : the laboratory that it is of, else empty
    unit : of all values
    now : the value planned with; None where no parameter is set by it
    learned : the value offered, rounded as the parameter wants it; None where nothing is known
    median, lower, upper : of the cases, with the quartiles
    count, needed : cases, and how many make a sample
    cases : what was counted: points, stops, boxes, visits, hours
    at_least : where more than half of the cases never reached their limit: what half of them did
    """

    name: str
    place: str = ""
    unit: str
    now: float | None
    learned: float | None
    median: float | None
    lower: float | None
    upper: float | None
    count: int
    needed: int
    cases: str
    at_least: float | None = None
    advice: Advice

    @property
    def recommended(self) -> bool:
        return self.advice is Advice.take

    @property
    def can_be_taken(self) -> bool:
        """Whether somebody may take it, recommended or not."""
        return self.now is not None and self.learned is not None


def spread_of(values: Sequence[float]) -> Spread | None:
    """Median and quartiles, which a few wild values don't move; None for none."""
    if not values:
        return None
    lower, median, upper = np.percentile(np.array(values), [25, 50, 75]).tolist()
    return Spread(median, lower, upper, len(values))


def spread_with_limits(known: Sequence[float], at_least: Sequence[float]) -> Spread | None:
    """Median and quartiles where some values are only known to be at least so large.

    The Kaplan-Meier estimate, which takes those that never reached their limit for what they
    are: leaving them out would keep the slow ones alone. A quantile that is not reached is
    infinite.
    """
    if not known and not at_least:
        return None
    values = sorted([(value, False) for value in known] + [(value, True) for value in at_least])
    share_above, left = 1.0, len(values)
    quantiles = {0.25: math.inf, 0.5: math.inf, 0.75: math.inf}
    for value, is_limit in values:
        if not is_limit:
            share_above *= (left - 1) / left
            for quantile, found in quantiles.items():
                if found == math.inf and 1 - share_above >= quantile - 1e-9:
                    quantiles[quantile] = value
        left -= 1
    reached = math.isfinite(quantiles[0.5])
    half = None if reached else float(np.median([value for value, _ in values]))
    return Spread(quantiles[0.5], quantiles[0.25], quantiles[0.75], len(values), half)


def rate(
    name: str,
    spread: Spread | None,
    *,
    now: float | None,
    unit: str,
    cases: str,
    needed: int,
    step: float = 1,
    place: str = "",
) -> LearnedRate:
    """A learned rate with the advice that follows from its sample.

    Parameters
    ----------
    step : the offered value is a whole number of these
    """
    known = spread is not None and math.isfinite(spread.median)
    median = spread.median if spread is not None and known else None
    offered = None if median is None or now is None else round(round(median / step) * step, 6)
    return LearnedRate(
        name=name,
        place=place,
        unit=unit,
        now=now,
        learned=offered,
        median=_shown(median),
        lower=_shown(spread.lower if spread else None),
        upper=_shown(spread.upper if spread else None),
        count=spread.cases if spread else 0,
        needed=needed,
        cases=cases,
        at_least=_shown(spread.at_least if spread else None),
        advice=_advice(spread, now, offered, needed),
    )


def _shown(figure: float | None) -> float | None:
    return None if figure is None or not math.isfinite(figure) else round(figure, 2)


def _advice(spread: Spread | None, now: float | None, offered: float | None, needed: int) -> Advice:
    if now is None:
        return Advice.for_information
    if spread is None or spread.cases < needed:
        return Advice.too_few
    if not math.isfinite(spread.median):
        return Advice.at_least
    if offered is None or offered <= 0 or abs(offered - now) <= SAME_SHARE * abs(now):
        return Advice.same
    upper = spread.upper if math.isfinite(spread.upper) else 2 * spread.median - spread.lower
    if abs(offered - now) <= NOTCH * (upper - spread.lower) / math.sqrt(spread.cases):
        return Advice.unsure
    return Advice.take
