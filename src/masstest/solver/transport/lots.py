"""How often each source is picked up, and the widest windows of its pickups.

A source with tubes from first sample f to last ready r is picked up at t_1 < ... < t_n with
t_1 <= f + interval, t_{k+1} <= oldest_left(t_k) + interval and t_n >= r (`pickup_interval`).
The window of t_k is what the chains from both ends leave; neighbours are coupled in the search.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from masstest.solver.transport.sources import PickupTables, Source

_UNEVEN = 1.5  # pickups are not equally large


@dataclass(frozen=True)
class Lot:
    """The k-th pickup of a source, at some minute in [earliest, latest].

    The last lot of a source always takes place; the others can be left out at the price of a
    late pickup afterwards.
    """

    source: int
    number: int
    earliest: int
    latest: int


def fewest_pickups(tables: PickupTables, row: int, last_ready: int, interval_min: int) -> list[int]:
    """The latest times of the fewest pickups that keep the interval; the last >= `last_ready`."""
    times: list[int] = []
    at = tables.base
    while True:
        latest = int(tables.oldest_left[row, at - tables.base]) + interval_min
        latest = max(latest, at + 1)
        times.append(latest)
        if latest >= last_ready:
            return times
        at = latest


def lots_of(
    tables: PickupTables, row: int, source: Source, interval_min: int, extra: int
) -> list[Lot]:
    """The pickups of one source: the fewest possible and `extra` more, with their windows."""
    latest = fewest_pickups(tables, row, source.last_ready, interval_min)
    latest += [latest[-1]] * extra
    earliest = [source.last_ready]
    for _ in latest[1:]:
        column = min(earliest[-1] - tables.base, tables.earliest_before.shape[1] - 1)
        before = int(tables.earliest_before[row, max(0, column)])
        earliest.append(min(max(before, tables.base + 1), earliest[-1] - 1))
    earliest.reverse()
    # the first pickup needs at least one tube that is ready
    first_ready = int(-(-float(source.series.ready[0]) // 1))
    return [
        Lot(row, number, max(early, min(first_ready + number, late)), max(late, early))
        for number, (early, late) in enumerate(zip(earliest, latest, strict=True))
    ]


def all_lots(
    sources: Sequence[Source], tables: PickupTables, interval_min: int, largest_tubes: int
) -> tuple[Lot, ...]:
    """The lots of all sources, those of a source next to each other and in order of time.

    Each source is offered one pickup more than the interval requires, so that pickups can be
    moved towards each other's vehicles, and enough for each to fit into the largest vehicle.
    """
    lots: list[Lot] = []
    for row, source in enumerate(sources):
        fewest = len(fewest_pickups(tables, row, source.last_ready, interval_min))
        by_size = math.ceil(_UNEVEN * source.tubes / max(1, largest_tubes))
        lots += lots_of(tables, row, source, interval_min, max(1, by_size - fewest))
    return tuple(lots)
