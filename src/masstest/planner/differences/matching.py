"""Finding the counterparts of runs and teams, whose ids mean nothing from plan to plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")

Pair = tuple[Item | None, Item | None]


def matched(
    before: Sequence[Item], after: Sequence[Item], likeness: Callable[[Item, Item], float]
) -> list[Pair[Item]]:
    """Pairs of the likest items first; what is left stands alone.

    Parameters
    ----------
    likeness : 0 where two items have nothing in common; the more the liker

    Returns
    -------
    list of (before, after), in the order of `after`, what is gone last
    """
    rated = [
        (-like, i, j)
        for i, old in enumerate(before)
        for j, new in enumerate(after)
        if (like := likeness(old, new)) > 0
    ]
    old_of: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(rated):
        if i not in taken and j not in old_of:
            taken.add(i)
            old_of[j] = i
    pairs: list[Pair[Item]] = [
        (before[old_of[j]] if j in old_of else None, new) for j, new in enumerate(after)
    ]
    return pairs + [(old, None) for i, old in enumerate(before) if i not in taken]


def share_in_common(before: dict[str, int], after: dict[str, int]) -> float:
    """How much two weighted sets have in common: 0 nothing, 1 everything."""
    common = sum(min(weight, after.get(key, 0)) for key, weight in before.items())
    total = max(sum(before.values()), sum(after.values()))
    return common / total if total else 0.0
