"""The shortest tree through all stops, where every stop has a price per link: the inner loop.

Runs as it is on lists, and compiled on arrays (`masstest.solver.compiled`).
"""

from __future__ import annotations

from typing import Any

__all__ = ["spanning_tree"]

FAR = 1e18


def spanning_tree(
    travel: Any, price: Any, nearest: Any, parent: Any, outside: Any, lengths: Any, target: Any
) -> None:
    """Prim's algorithm on ``travel[i, j] + price[i] + price[j]``.

    Parameters
    ----------
    travel : stops x stops float, row after row
    price : stops float
    nearest, outside : room for stops float, stops int
    lengths, target : stops - 1 float, int: filled with the links' lengths and the stop each adds;
        it hangs on ``parent[target]``
    parent : stops int, filled
    """
    stops = len(price)
    for stop in range(stops):
        nearest[stop], parent[stop], outside[stop] = FAR, 0, 1
    newest = 0
    for link in range(stops - 1):
        outside[newest] = 0
        row, own = newest * stops, price[newest]
        closest, shortest = -1, FAR
        for stop in range(stops):
            if outside[stop] == 1:
                length = travel[row + stop] + own + price[stop]
                if length < nearest[stop]:
                    nearest[stop], parent[stop] = length, newest
                if nearest[stop] < shortest:
                    closest, shortest = stop, nearest[stop]
        lengths[link], target[link] = shortest, closest
        newest = closest
