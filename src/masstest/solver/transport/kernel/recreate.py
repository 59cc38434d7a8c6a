"""Putting lots back, in an order chosen at random, each where it costs least."""

from __future__ import annotations

from masstest.solver.transport.kernel.chance import draw
from masstest.solver.transport.kernel.evaluation import evaluate
from masstest.solver.transport.kernel.insertion import best_insertion, insert
from masstest.solver.transport.kernel.pickups import window_of
from masstest.solver.transport.kernel.skipping import skip_cost
from masstest.solver.transport.kernel.tables import (
    EARLIEST,
    FATE,
    GOAL,
    HOLD,
    HUGE,
    LAB,
    LATEST,
    LOT,
    NONE_LEFT,
    OPTION,
    OPTIONS,
    PLACE,
    SKIPPED,
    SOURCE,
    STATUS,
    Problem,
    State,
)


def recreate(p: Problem, s: State, saved: State, count: int) -> None:
    """Put the first `count` lots of ``s.order`` back, one by one, each where it is cheapest."""
    for k in range(count):
        if k % 16 == 15:
            evaluate(p, s)  # laboratories fill up
        lot = s.data[s.order + k]
        used = 0
        for v in range(p.vehicles):
            if s.data[s.length + v] > 0:
                used += 1
        choose_hold(p, s, lot)
        skip = skip_cost(p, s, lot)
        cost = best_insertion(p, s, lot, used, HUGE)
        if s.data[s.best + 0] < 0 or skip < cost:
            s.data[s.lot + FATE * lot + STATUS] = SKIPPED
        else:
            insert(p, s, saved, lot)


def sort_order(p: Problem, s: State, count: int) -> None:
    """Put the lots to be inserted in one of several orders, chosen at random."""
    kind = draw(s, 8)
    for k in range(count):
        lot = s.data[s.order + k]
        if kind < 3:
            key = draw(s, 1 << 20)
        elif kind < 5:
            key = p.data[p.lot + LOT * lot + LATEST] * 16 + draw(s, 16)
        elif kind == 5:
            key = -p.data[p.lot + LOT * lot + EARLIEST] * 16 + draw(s, 16)
        elif kind == 6:
            key = p.data[p.lot + LOT * lot + LATEST] - p.data[p.lot + LOT * lot + EARLIEST]
        else:  # far from all laboratories first
            near = NONE_LEFT
            for lab in range(p.labs):
                place = p.data[p.option + OPTION * p.data[p.lot + LOT * lot + OPTIONS] + PLACE]
                near = min(
                    near, p.data[p.drive + place * p.places + p.data[p.lab + LAB * lab + GOAL]]
                )
            key = -near
        j = k
        while j > 0 and s.data[s.sort_key + j - 1] > key:
            s.data[s.sort_key + j], s.data[s.order + j] = (
                s.data[s.sort_key + j - 1],
                s.data[s.order + j - 1],
            )
            j -= 1
        s.data[s.sort_key + j], s.data[s.order + j] = key, lot


def choose_hold(p: Problem, s: State, lot: int) -> None:
    """Sometimes make a pickup wait: until the key tubes are ready, or for no reason.

    Otherwise a pickup is as early as its vehicle and the next pickup of its source allow.
    """
    hold, kind = 0, draw(s, 16)
    if kind < 4:
        window_of(p, s, lot)
        low, high = s.data[s.window + 0], s.data[s.window + 1]
        if kind < 2:
            hold = p.data[p.key_ready + p.data[p.lot + LOT * lot + SOURCE]]
        elif high > low:
            hold = low + draw(s, high - low)
    s.data[s.lot + FATE * lot + HOLD] = hold
