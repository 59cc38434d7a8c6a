"""Taking strings of lots out of neighbouring days."""

from __future__ import annotations

from masstest.solver.transport.kernel.chance import draw
from masstest.solver.transport.kernel.copies import keep_copy
from masstest.solver.transport.kernel.days import retime
from masstest.solver.transport.kernel.tables import (
    FATE,
    ITEM,
    LOT,
    NODE,
    PENDING,
    PLACED,
    SKIPPED,
    SOURCE,
    STATUS,
    USED_BY,
    Problem,
    State,
)


def ruin(p: Problem, s: State, saved: State, strings: float, longest: int) -> int:
    """Remove strings of lots near a random one (or all lots of near sources, or a whole day)."""
    count = 0
    seed = draw(s, p.lots)
    trouble = s.data[s.trouble]
    if trouble >= 0 and draw(s, 2) == 0:
        seed = trouble
    kind = draw(s, 100)
    merge = draw(s, 2) == 0
    if kind < 3 and s.data[s.lot + FATE * seed + STATUS] == PLACED:  # a whole vehicle
        v = s.data[s.lot + FATE * seed + USED_BY]
        for q in range(s.data[s.length + v]):
            item = s.data[s.node + NODE * (v * p.width + q) + ITEM]
            if item >= 0:
                count = remove_lot(s, item, count)
        take_out(p, s, saved, v, merge)
    elif kind < 15:  # a source's whole day, and some of its neighbours'
        wanted = 1 + draw(s, 3)
        for j in range(p.near_width):
            source = p.data[p.lot + LOT * p.data[p.near + seed * p.near_width + j] + SOURCE]
            first = p.data[p.first_lot + source]
            if s.data[s.lot + FATE * first + STATUS] == PENDING or wanted == 0:
                continue
            wanted -= 1
            for lot in range(first, p.data[p.first_lot + source + 1]):
                if s.data[s.lot + FATE * lot + STATUS] != PENDING:
                    placed = s.data[s.lot + FATE * lot + STATUS] == PLACED
                    count = remove_lot(s, lot, count)
                    if placed:
                        take_out(p, s, saved, s.data[s.lot + FATE * lot + USED_BY], merge)
    else:
        wanted = 1 + draw(s, int(strings))
        for j in range(p.near_width):
            lot = p.data[p.near + seed * p.near_width + j]
            if (
                s.data[s.lot + FATE * lot + STATUS] == SKIPPED
                and count < p.lots
                and draw(s, 2) == 0
            ):
                count = remove_lot(s, lot, count)
                continue
            if s.data[s.lot + FATE * lot + STATUS] != PLACED:
                continue
            v = s.data[s.lot + FATE * lot + USED_BY]
            known = False
            for k in range(1, s.data[s.touched + 0] + 1):
                known = known or s.data[s.touched + k] == v
            if known:
                continue
            row, m = v * p.width, s.data[s.length + v]
            size = 1 + draw(s, min(m, longest))
            where = 0
            while s.data[s.node + NODE * (row + where) + ITEM] != lot:
                where += 1
            first = max(0, min(where - draw(s, size), m - size))
            for q in range(first, first + size):
                item = s.data[s.node + NODE * (row + q) + ITEM]
                if item >= 0:
                    count = remove_lot(s, item, count)
            take_out(p, s, saved, v, merge)
            wanted -= 1
            if wanted == 0:
                break
    return count


def remove_lot(s: State, lot: int, count: int) -> int:
    s.data[s.lot + FATE * lot + STATUS] = PENDING
    s.data[s.order + count] = lot
    return count + 1


def take_out(p: Problem, s: State, saved: State, v: int, merge: bool) -> None:
    """Remove all pending lots from a vehicle's day, and runs that are empty then.

    With `merge`, runs that lost their last pickups join the run after them.
    """
    keep_copy(p, s, saved, v)
    row, m = v * p.width, s.data[s.length + v]
    out, loaded, lost = 0, False, False
    for q in range(m):
        item = s.data[s.node + NODE * (row + q) + ITEM]
        if item >= 0:
            if s.data[s.lot + FATE * item + STATUS] == PENDING:
                lost = True
                continue
            loaded, lost = True, False
        else:
            if not loaded:
                lost = False
                continue
            if merge and lost and q < m - 1:
                lost = False
                continue
            loaded, lost = False, False
        s.data[s.node + NODE * (row + out) + ITEM] = item
        out += 1
    if out > 0 and s.data[s.node + NODE * (row + out - 1) + ITEM] >= 0:  # a merge at the very end
        s.data[s.node + NODE * (row + out) + ITEM] = s.data[s.node + NODE * (row + m - 1) + ITEM]
        out += 1
    s.data[s.length + v] = out
    retime(p, s, v)
