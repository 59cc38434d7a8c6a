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


def fewest_pickups(tables: PickupTables, row: int, last: int, interval_min: int) -> list[int]:
    """The latest times of the fewest pickups that keep the interval; the last >= `last`."""
    times: list[int] = []
    at, columns = tables.base, tables.oldest_left.shape[1]
    while True:
        column = min(at - tables.base, columns - 1)
        latest = int(tables.oldest_left[row, column]) + interval_min
        latest = max(latest, at + 1)
        times.append(latest)
        if latest >= last:
            return times
        at = latest


def lots_of(
    tables: PickupTables, row: int, source: Source, interval_min: int, extra: int, last: int
) -> list[Lot]:
    """The pickups of one source: the fewest possible and `extra` more, with their windows.

    `last`: the first minute for the last of them.
    """
    latest = fewest_pickups(tables, row, last, interval_min)
    latest += [latest[-1]] * extra
    if last > source.last_ready:  # those before it leave it something to fetch
        latest[:-1] = [min(late, source.last_ready - 1) for late in latest[:-1]]
    earliest = [last]
    for _ in latest[1:]:
        column = min(earliest[-1] - tables.base, tables.earliest_before.shape[1] - 1)
        before = int(tables.earliest_before[row, max(0, column)])
        earliest.append(min(max(before, tables.base + 1), earliest[-1] - 1))
        if len(earliest) == 2:
            earliest[-1] = min(earliest[-1], max(source.last_ready - 1, tables.base + 1))
    earliest.reverse()
    # the first pickup needs at least one tube that is ready
    first_ready = int(-(-float(source.series.ready[0]) // 1))
    return [
        Lot(row, number, max(early, min(first_ready + number, late)), max(late, early))
        for number, (early, late) in enumerate(zip(earliest, latest, strict=True))
    ]


def all_lots(
    sources: Sequence[Source],
    tables: PickupTables,
    interval_min: int,
    largest_tubes: int,
    team_margin_min: int = 0,
) -> tuple[Lot, ...]:
    """The lots of all sources, those of a source next to each other and in order of time.

    Each source is offered one pickup more than the interval requires, so that pickups can be
    moved towards each other's vehicles, and enough for each to fit into the largest vehicle. The
    last one at a doorstep team comes `team_margin_min` after the team should be done.
    """
    lots: list[Lot] = []
    for row, source in enumerate(sources):
        last = source.last_ready + (team_margin_min if source.kind == "team" else 0)
        fewest = len(fewest_pickups(tables, row, last, interval_min))
        by_size = math.ceil(_UNEVEN * source.tubes / max(1, largest_tubes))
        lots += lots_of(tables, row, source, interval_min, max(1, by_size - fewest), last)
    return tuple(lots)
