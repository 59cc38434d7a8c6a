"""Keeping what an iteration changes, so that it can be undone."""

from __future__ import annotations

from masstest.solver.transport.kernel.tables import FATE, NODE, Problem, State


def keep_copy(p: Problem, s: State, saved: State, v: int) -> None:
    """Note that a vehicle's day is about to change, and keep the old one."""
    for k in range(1, s.data[s.touched + 0] + 1):
        if s.data[s.touched + k] == v:
            return
    s.data[s.touched + 0] += 1
    s.data[s.touched + s.data[s.touched + 0]] = v
    copy_day(p, v, s.data[s.length + v], s, saved)


def copy_day(p: Problem, v: int, m: int, source: State, target: State) -> None:
    """Copy the first `m` items of a vehicle's day between a state and a saved copy."""
    target.data[target.length + v] = m
    start = NODE * v * p.width
    for k in range(start, start + NODE * m):
        target.data[target.node + k] = source.data[source.node + k]


def copy_lots(p: Problem, source: State, target: State) -> None:
    for k in range(FATE * p.lots):
        target.data[target.lot + k] = source.data[source.lot + k]
