"""Changed runs going to other laboratories."""

from __future__ import annotations

from masstest.solver.transport.kernel.days import place_of, push_cost, retime
from masstest.solver.transport.kernel.laboratories import delivery_cost
from masstest.solver.transport.kernel.tables import (
    AT,
    CARGO,
    FREE_UNTIL,
    GOAL,
    HUGE,
    ITEM,
    KEY_CARGO,
    LAB,
    LIMIT,
    NODE,
    RECEIVE_FROM,
    RECEIVE_UNTIL,
    TARGET,
    VEHICLE,
    Problem,
    State,
)


def shift_labs(p: Problem, s: State) -> None:
    """Let each changed run go to the laboratory that is cheapest for it."""
    for k in range(1, s.data[s.touched + 0] + 1):
        v = s.data[s.touched + k]
        row = v * p.width
        changed = False
        for q in range(s.data[s.length + v]):
            item = s.data[s.node + NODE * (row + q) + ITEM]
            if item >= 0:
                continue
            here = place_of(p, s, s.data[s.node + NODE * (row + q - 1) + ITEM])
            leave = s.data[s.node + NODE * (row + q - 1) + AT] + p.stop_min
            best, best_lab = HUGE, -1 - item
            for lab in range(p.labs):
                goal = p.data[p.lab + LAB * lab + GOAL]
                at = max(
                    leave + p.data[p.drive + here * p.places + goal],
                    p.data[p.lab + LAB * lab + RECEIVE_FROM],
                )
                if at > p.data[p.lab + LAB * lab + RECEIVE_UNTIL]:
                    continue
                cost = p.data[p.drive + here * p.places + goal] + delivery_cost(
                    p,
                    s,
                    lab,
                    at,
                    s.data[s.node + NODE * (row + q) + CARGO],
                    s.data[s.node + NODE * (row + q) + KEY_CARGO],
                    at,
                )
                cost += (
                    p.age_cost
                    * s.data[s.node + NODE * (row + q) + CARGO]
                    * (at - s.data[s.node + NODE * (row + q) + AT])
                )
                if at > s.data[s.node + NODE * (row + q) + LIMIT]:
                    cost += p.overage_cost * (at - s.data[s.node + NODE * (row + q) + LIMIT])
                eaten = at - s.data[s.node + NODE * (row + q) + TARGET]
                cost += p.reserve_cost * max(0, eaten)
                free = at + p.unload_min
                if q + 1 < s.data[s.length + v]:
                    onward = place_of(p, s, s.data[s.node + NODE * (row + q + 1) + ITEM])
                    cost += p.data[p.drive + goal * p.places + onward]
                    free += p.data[p.drive + goal * p.places + onward]
                    cost += push_cost(p, s, v, q + 1, free, best - cost)
                elif free > p.data[p.vehicle + VEHICLE * v + FREE_UNTIL]:
                    continue
                if cost < best - 1e-9:
                    best, best_lab = cost, lab
            if best_lab != -1 - item:
                s.data[s.node + NODE * (row + q) + ITEM] = -1 - best_lab
                changed = True
        if changed:
            retime(p, s, v)
