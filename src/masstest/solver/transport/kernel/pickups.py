"""What a pickup takes along, and when it may be."""

from __future__ import annotations

from masstest.solver.transport.kernel.tables import (
    EARLIEST,
    FATE,
    LATEST,
    LOT,
    NONE_LEFT,
    PLACED,
    SKIPPED,
    SOURCE,
    STATUS,
    TIME,
    Problem,
    State,
)


def taken(p: Problem, source: int, after: int, until: int) -> int:
    """Tubes of a pickup at `until` after one at `after`."""
    row = source * p.horizon - p.base
    top = p.base + p.horizon - 1
    return int(
        p.data[p.tubes_ready + row + min(until, top)]
        - p.data[p.tubes_ready + row + min(after, top)]
    )


def key_taken(p: Problem, source: int, after: int, until: int) -> int:
    row = source * p.horizon - p.base
    top = p.base + p.horizon - 1
    return int(
        p.data[p.key_count + row + min(until, top)] - p.data[p.key_count + row + min(after, top)]
    )


def oldest_after(p: Problem, source: int, after: int) -> int:
    """First sample of the oldest tube that a pickup at `after` leaves."""
    return int(p.data[p.oldest_left + source * p.horizon + min(after - p.base, p.horizon - 1)])


def window_of(p: Problem, s: State, lot: int) -> None:
    """Write (earliest, latest without lateness, previous pickup, next pickup) of a lot.

    `pickup_interval`, both ways: not too late after the previous pickup, and not so early that
    the next one would be late. Neighbours still to be placed count with their widest windows.
    """
    source = p.data[p.lot + LOT * lot + SOURCE]
    low, high = p.data[p.lot + LOT * lot + EARLIEST], p.data[p.lot + LOT * lot + LATEST]
    before = p.base
    j = lot - 1
    while j >= p.data[p.first_lot + source] and s.data[s.lot + FATE * j + STATUS] == SKIPPED:
        j -= 1
    if j >= p.data[p.first_lot + source]:
        if s.data[s.lot + FATE * j + STATUS] == PLACED:
            before = s.data[s.lot + FATE * j + TIME]
            low = max(low, before + 1)
            high = oldest_after(p, source, before) + p.interval_min
        else:
            before = (p.data[p.lot + LOT * j + EARLIEST] + p.data[p.lot + LOT * j + LATEST]) // 2
    else:
        high = oldest_after(p, source, before) + p.interval_min
    after = NONE_LEFT
    j = lot + 1
    while j < p.data[p.first_lot + source + 1] and s.data[s.lot + FATE * j + STATUS] == SKIPPED:
        j += 1
    if j < p.data[p.first_lot + source + 1] and s.data[s.lot + FATE * j + STATUS] == PLACED:
        after = s.data[s.lot + FATE * j + TIME]
        column = min(after - p.base, p.reach - 1)
        low = max(low, p.data[p.earliest_before + source * p.reach + column])
    s.data[s.window + 0], s.data[s.window + 1] = low, high
    s.data[s.window + 2], s.data[s.window + 3] = before, after
