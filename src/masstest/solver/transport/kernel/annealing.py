"""The search: ruin, recreate, and keep or undo."""

from __future__ import annotations

import math

from masstest.solver.transport.kernel.chance import draw
from masstest.solver.transport.kernel.copies import copy_day, copy_lots
from masstest.solver.transport.kernel.evaluation import evaluate
from masstest.solver.transport.kernel.recreate import recreate, sort_order
from masstest.solver.transport.kernel.ruin import ruin
from masstest.solver.transport.kernel.shifting import shift_labs
from masstest.solver.transport.kernel.tables import HUGE, Floats, Problem, State


def search(
    p: Problem,
    s: State,
    saved: State,
    best: State,
    costs: Floats,
    waiting: int,
    iterations: int,
    hot: float,
    cold: float,
) -> None:
    """Insert `waiting` lots, then run `iterations` of ruin and recreate, cooling as it goes.

    `costs` holds (current, best) before and after; a negative first one is worked out, after
    the first `waiting` lots of ``s.order`` have been inserted. `saved` and `best` are states
    too, of which only days and lots are used; `best` is overwritten by what is better.
    """
    shrink = (cold / hot) ** (1.0 / max(1, iterations))
    heat = hot
    for turn in range(-1, iterations):
        s.data[s.touched + 0] = 0
        copy_lots(p, s, saved)
        if turn < 0:
            if costs[0] >= 0:
                continue
            recreate(p, s, saved, waiting)
            costs[0] = HUGE
        else:
            heat *= shrink
            count = ruin(p, s, saved, 6.0, 10)
            sort_order(p, s, count)
            recreate(p, s, saved, count)
            if draw(s, 4) == 0:
                shift_labs(p, s)
        cost = evaluate(p, s)
        luck = (draw(s, 1 << 20) + 1) / (1 << 20)
        if cost < costs[0] - heat * math.log(luck):
            costs[0] = cost
            if cost < costs[1] - 1e-6:
                costs[1] = cost
                copy_lots(p, s, best)
                for v in range(p.vehicles):
                    copy_day(p, v, s.data[s.length + v], s, best)
        else:
            copy_lots(p, saved, s)
            for k in range(1, s.data[s.touched + 0] + 1):
                v = s.data[s.touched + k]
                copy_day(p, v, saved.data[saved.length + v], saved, s)
