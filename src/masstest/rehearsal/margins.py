"""Which margin would make a deadline hold: everything planned beyond it, moved up to it.

The days are the simulated ones. A link (point, team, run, laboratory) that is planned closer to
its limit than a wider margin allows comes that much earlier on every day; all others stay. What
other runs or people that takes is not known here, only what it would be worth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from masstest.domain.travel import Floats
from masstest.rehearsal.links import Link, LinkKind

STEP_MIN = 10
MOST_MIN = 120  # no margin wider than that is advised


@dataclass(frozen=True)
class MarginAdvice:
    """One parameter to be set to `margin_min`: `links` of the plan come closer to their limit.

    `until_min` is the limit less the margin. `share`: of the days on which the deadline holds
    then, with all advice for it followed.
    """

    parameter: str
    margin_min: int
    until_min: float
    links: int
    share: float


@dataclass(frozen=True)
class Group:
    """Links of one kind and the parameter that keeps them away from their limit.

    Attributes
    ----------
    limit_min : what the margin lies before
    due_min : what the days are measured by
    reached : (days, links) figures, NaN where there is nothing
    """

    parameter: str
    margin_min: int
    limit_min: float
    due_min: float
    planned: Floats
    reached: Floats

    def worst(self, margin_min: int) -> Floats:
        """(days,) by how much the worst link is over its limit, with another margin."""
        earlier = np.maximum(0.0, self.planned - (self.limit_min - margin_min))
        over = np.where(np.isfinite(self.reached), self.reached - earlier, -np.inf)
        worst: Floats = over.max(axis=1, initial=-np.inf) - self.due_min
        return worst

    def later(self, margin_min: int) -> int:
        """How many links are planned beyond the margin."""
        return int((self.planned > self.limit_min - margin_min).sum())


def group_of(
    parameter: str,
    margin_min: int,
    limit_min: float,
    due_min: float,
    kind: LinkKind,
    links: Sequence[Link],
    columns: Mapping[str, int],
    reached: Floats,
) -> Group:
    """The links of a kind, with their `columns` of `reached`."""
    own = [link for link in links if link.kind == kind]
    return Group(
        parameter,
        margin_min,
        limit_min,
        due_min,
        np.array([link.planned_min for link in own]),
        reached[:, [columns[link.subject] for link in own]],
    )


def margin_advice(groups: Sequence[Group], wanted: float) -> tuple[MarginAdvice, ...]:
    """The margins with which the deadline holds on the share `wanted` of days.

    Of all that do, those that move the links by the fewest minutes in all; nothing if it holds
    already, or if no margin would do.
    """
    if not groups or not len(groups[0].reached):
        return ()
    choices = [range(g.margin_min, max(g.margin_min, MOST_MIN) + 1, STEP_MIN) for g in groups]
    worst = [
        {margin: group.worst(margin) for margin in choice}
        for group, choice in zip(groups, choices, strict=True)
    ]
    best: tuple[float, float, tuple[int, ...]] | None = None
    for margins in product(*choices):
        over = np.max([w[m] for w, m in zip(worst, margins, strict=True)], axis=0)
        share = float((over <= 0).mean())
        moved = sum(_moved(group, m) for group, m in zip(groups, margins, strict=True))
        if share >= wanted and (best is None or (moved, -share) < best[:2]):
            best = moved, -share, margins
    if best is None:
        return ()
    return tuple(
        MarginAdvice(
            group.parameter, margin, group.limit_min - margin, group.later(margin), -best[1]
        )
        for group, margin in zip(groups, best[2], strict=True)
        if margin > group.margin_min and group.later(margin)
    )


def _moved(group: Group, margin_min: int) -> float:
    earlier = np.maximum(0.0, group.planned - (group.limit_min - margin_min))
    return float(earlier.sum()) if margin_min > group.margin_min else 0.0
