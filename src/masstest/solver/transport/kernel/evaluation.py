"""The objective of a state."""

from __future__ import annotations

from masstest.solver.transport.kernel.chance import draw
from masstest.solver.transport.kernel.days import place_of
from masstest.solver.transport.kernel.laboratories import lab_cost
from masstest.solver.transport.kernel.pickups import key_taken, oldest_after, taken
from masstest.solver.transport.kernel.tables import (
    AT,
    BUCKET_MIN,
    CAPACITY,
    CARGO,
    CLOSE,
    FATE,
    FREE_UNTIL,
    HOME,
    ITEM,
    KEY_CARGO,
    KEY_TUBES,
    LAB,
    MET_AT,
    MISPLACED,
    NODE,
    NONE_LEFT,
    OLDEST,
    OPTION,
    PLACED,
    RECEIVE_UNTIL,
    STATUS,
    TIME,
    TUBES,
    VEHICLE,
    Problem,
    State,
)


def evaluate(p: Problem, s: State) -> float:
    """The objective of the state, and each laboratory's busy time; loads of all lots."""
    cost = 0.0
    s.data[s.trouble] = -1
    for source in range(p.sources):
        before = p.base
        for lot in range(p.data[p.first_lot + source], p.data[p.first_lot + source + 1]):
            s.data[s.lot + FATE * lot + TUBES], s.data[s.lot + FATE * lot + KEY_TUBES] = 0, 0
            if s.data[s.lot + FATE * lot + STATUS] != PLACED:
                continue
            at = s.data[s.lot + FATE * lot + TIME]
            if at <= before:
                cost += MISPLACED
            s.data[s.lot + FATE * lot + TUBES] = taken(p, source, before, at)
            s.data[s.lot + FATE * lot + KEY_TUBES] = key_taken(p, source, before, at)
            old = oldest_after(p, source, before)
            s.data[s.lot + FATE * lot + OLDEST] = old
            if at - old > p.interval_min:
                cost += p.late_pickup_cost * (at - old - p.interval_min)
                s.data[s.trouble] = lot
            before = at
        if taken(p, source, before, NONE_LEFT) > 0:
            cost += p.undelivered_cost * taken(p, source, before, NONE_LEFT)
            s.data[s.trouble] = p.data[p.first_lot + source + 1] - 1
    for lab in range(p.labs):
        for k in range(lab * p.buckets, lab * p.buckets + s.data[s.last_bucket + lab] + 1):
            s.real[s.load + k], s.real[s.key_load + k] = (
                p.real[p.arrivals + k],
                p.real[p.key_arrivals + k],
            )
        s.data[s.last_bucket + lab] = p.data[p.last_arrival + lab]
    for v in range(p.vehicles):
        row, m = v * p.width, s.data[s.length + v]
        if m == 0:
            continue
        cost += p.vehicle_cost
        here = p.data[p.vehicle + VEHICLE * v + HOME]
        cargo, keys, first = 0, 0, 0
        for q in range(m):
            item = s.data[s.node + NODE * (row + q) + ITEM]
            there = place_of(p, s, item)
            cost += p.data[p.drive + here * p.places + there]
            here = there
            if item >= 0:
                cargo += s.data[s.lot + FATE * item + TUBES]
                keys += s.data[s.lot + FATE * item + KEY_TUBES]
                if (
                    s.data[s.lot + FATE * item + TIME]
                    > p.data[p.option + OPTION * s.data[s.lot + FATE * item + MET_AT] + CLOSE]
                ):
                    cost += MISPLACED
                continue
            lab, at = -1 - item, s.data[s.node + NODE * (row + q) + AT]
            over, eaten = 0, 0
            for k in range(first, q):
                lot = s.data[s.node + NODE * (row + k) + ITEM]
                if s.data[s.lot + FATE * lot + TUBES] == 0:
                    continue
                old = s.data[s.lot + FATE * lot + OLDEST]
                cost += p.age_cost * s.data[s.lot + FATE * lot + TUBES] * (at - old)
                over = max(over, at - old - p.age_min)
                eaten = max(eaten, at - old - p.age_target_min)
            wrong = cargo > p.data[p.vehicle + VEHICLE * v + CAPACITY]
            if wrong or at > p.data[p.lab + LAB * lab + RECEIVE_UNTIL]:
                cost += MISPLACED
                wrong = True
            cost += p.overage_cost * over + p.reserve_cost * eaten
            if wrong or over > 0:
                chosen = first + draw(s, q - first)
                s.data[s.trouble] = s.data[s.node + NODE * (row + chosen) + ITEM]
            for k in range(first, q + 1):
                (
                    s.data[s.node + NODE * (row + k) + CARGO],
                    s.data[s.node + NODE * (row + k) + KEY_CARGO],
                ) = cargo, keys
            # counted at the end of its step, so that results are never later than thought
            bucket = min((at + p.unload_min - p.base) // BUCKET_MIN + 1, p.buckets - 1)
            s.data[s.last_bucket + lab] = max(s.data[s.last_bucket + lab], bucket)
            s.real[s.load + lab * p.buckets + bucket] += cargo
            s.real[s.key_load + lab * p.buckets + bucket] += keys
            cargo, keys, first = 0, 0, q + 1
        if (
            s.data[s.node + NODE * (row + m - 1) + AT] + p.unload_min
            > p.data[p.vehicle + VEHICLE * v + FREE_UNTIL]
        ):
            cost += MISPLACED
    for lab in range(p.labs):
        cost += lab_cost(p, s, lab)
    return cost
