"""The search's own random numbers, the same compiled or not."""

from __future__ import annotations

from masstest.solver.transport.kernel.tables import State


def draw(s: State, below: int) -> int:
    """A pseudo-random whole number in [0, below)."""
    x = (s.data[s.random + 0] * 1103515245 + 12345) & 0x7FFFFFFF
    s.data[s.random + 0] = x
    return int((x >> 8) % below)
