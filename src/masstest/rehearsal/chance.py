"""Shares, quantiles and ranks of what was simulated."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from masstest.domain.travel import Floats

Z_95 = 1.959964


@dataclass(frozen=True)
class Probability:
    """A share of days with its 95 % interval (Wilson)."""

    share: float
    low: float
    high: float


def probability(hits: int, days: int) -> Probability:
    """`hits` of `days`: the share, and what the true probability may be."""
    if days == 0:
        return Probability(0.0, 0.0, 1.0)
    share, z2 = hits / days, Z_95**2
    middle = (share + z2 / (2 * days)) / (1 + z2 / days)
    half = Z_95 * math.sqrt(share * (1 - share) / days + z2 / (4 * days**2)) / (1 + z2 / days)
    return Probability(share, max(0.0, middle - half), min(1.0, middle + half))


@dataclass(frozen=True)
class Quantiles:
    p10: float
    p50: float
    p90: float


def quantiles(values: Sequence[float] | Floats) -> Quantiles | None:
    """The 10th, 50th and 90th of a hundred; None without values."""
    known = np.asarray(values, dtype=float)
    known = known[np.isfinite(known)]
    if not len(known):
        return None
    return Quantiles(*(float(q) for q in np.percentile(known, (10, 50, 90))))


def ranks(values: Floats) -> Floats:
    """Rank of each value from 1, equal values sharing the mean of their ranks."""
    order = np.argsort(values, kind="stable")
    found = np.empty(len(values))
    found[order] = np.arange(1, len(values) + 1)
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    mean = np.bincount(which, weights=found) / counts
    shared: Floats = mean[which]
    return shared


def rank_correlation(one: Floats, other: Floats) -> float | None:
    """Spearman's; None where one of the two is the same everywhere."""
    if len(one) < 3:
        return None
    a, b = ranks(one), ranks(other)
    if a.std() == 0 or b.std() == 0:
        return None
    return float(np.corrcoef(a, b)[0, 1])


def prediction_auc(slack: Floats, late: Floats) -> float | None:
    """How well little slack tells what goes late.

    Parameters
    ----------
    slack : planned slack of each subject
    late : share of days on which it was late

    Returns
    -------
    float or None
        The probability that of two subject-days, one late and one in time, the late one's
        subject has less slack in the plan (equal slack counts a half); None if nothing, or
        everything, is late.
    """
    lates, others = float(late.sum()), float((1 - late).sum())
    if lates == 0 or others == 0:
        return None
    order = np.argsort(slack, kind="stable")
    values, which = np.unique(slack[order], return_inverse=True)
    late_at = np.bincount(which, weights=late[order], minlength=len(values))
    other_at = np.bincount(which, weights=1 - late[order], minlength=len(values))
    above = np.concatenate([np.cumsum(other_at[::-1])[::-1][1:], [0.0]])
    return float((late_at * (above + other_at / 2)).sum() / (lates * others))
