"""The times of a vehicle's day, and what it costs to push a part of it back."""

from __future__ import annotations

from masstest.solver.transport.kernel.pickups import key_taken, oldest_after, taken, window_of
from masstest.solver.transport.kernel.tables import (
    AT,
    CARGO,
    CLOSE,
    END,
    FATE,
    FREE_FROM,
    FREE_UNTIL,
    GOAL,
    HOLD,
    HOME,
    HUGE,
    ITEM,
    KEY_CARGO,
    LAB,
    LIMIT,
    LOT,
    MET_AT,
    NODE,
    NONE_LEFT,
    OPEN,
    OPTION,
    PLACE,
    RECEIVE_FROM,
    RECEIVE_UNTIL,
    SHUT,
    SLACK,
    SOURCE,
    TARGET,
    TIME,
    TURNAROUND,
    USED_BY,
    VEHICLE,
    Problem,
    State,
)


def place_of(p: Problem, s: State, item: int) -> int:
    if item < 0:
        return int(p.data[p.lab + LAB * (-1 - item) + GOAL])
    return int(p.data[p.option + OPTION * s.data[s.lot + FATE * item + MET_AT] + PLACE])


def retime(p: Problem, s: State, v: int) -> None:
    """Recompute a vehicle's day: earliest times, then waiting moved before each run."""
    row, m = v * p.width, s.data[s.length + v]
    now, here = p.data[p.vehicle + VEHICLE * v + FREE_FROM], p.data[p.vehicle + VEHICLE * v + HOME]
    cargo, key_cargo, run_start, due, target = 0, 0, 0, NONE_LEFT, NONE_LEFT
    for q in range(m):
        k = NODE * (row + q)
        item = s.data[s.node + k + ITEM]
        there = place_of(p, s, item)
        now += p.data[p.drive + here * p.places + there]
        here = there
        if item >= 0:
            window_of(p, s, item)
            option = OPTION * s.data[s.lot + FATE * item + MET_AT]
            source, before = p.data[p.lot + LOT * item + SOURCE], s.data[s.window + 2]
            hold = min(s.data[s.lot + FATE * item + HOLD], s.data[s.window + 1])
            now = max(now, s.data[s.window + 0], p.data[p.option + option + OPEN], hold)
            s.data[s.lot + FATE * item + TIME], s.data[s.lot + FATE * item + USED_BY] = now, v
            s.data[s.node + k + AT], s.data[s.node + k + LIMIT] = now, s.data[s.window + 1]
            s.data[s.node + k + SHUT] = min(
                p.data[p.option + option + CLOSE], s.data[s.window + 3] - 1
            )
            old = oldest_after(p, source, before)
            due, target = min(due, old + p.age_min), min(target, old + p.age_target_min)
            cargo += taken(p, source, before, now)
            key_cargo += key_taken(p, source, before, now)
            now += p.stop_min
        else:
            lab = LAB * (-1 - item)
            now = max(now, p.data[p.lab + lab + RECEIVE_FROM])
            if key_cargo > 0:
                turn = p.data[p.lab + lab + TURNAROUND] + int(key_cargo / p.real[p.rate - 1 - item])
                due = min(due, p.key_deadline - turn - p.unload_min)
                target = min(target, p.key_target - turn - p.unload_min)
            s.data[s.node + k + AT], s.data[s.node + k + LIMIT] = now, due
            s.data[s.node + k + TARGET] = target
            s.data[s.node + k + SHUT] = p.data[p.lab + lab + RECEIVE_UNTIL]
            for j in range(NODE * (row + run_start), k + 1, NODE):
                (
                    s.data[s.node + j + CARGO],
                    s.data[s.node + j + KEY_CARGO],
                    s.data[s.node + j + END],
                ) = cargo, key_cargo, q
            now += p.unload_min
            cargo, key_cargo, run_start, due, target = 0, 0, q + 1, NONE_LEFT, NONE_LEFT
    # backwards: how far each item can be pushed, and the latest pickups
    push, next_at, next_place, latest = p.data[p.vehicle + VEHICLE * v + FREE_UNTIL] - now, 0, -1, 0
    for q in range(m - 1, -1, -1):
        k = NODE * (row + q)
        item, at = s.data[s.node + k + ITEM], s.data[s.node + k + AT]
        there = place_of(p, s, item)
        if next_place >= 0:
            service = p.stop_min if item >= 0 else p.unload_min
            way = service + p.data[p.drive + there * p.places + next_place]
            push += next_at - at - way
            latest -= way
        push = max(0, min(push, s.data[s.node + k + SHUT] - at, s.data[s.node + k + LIMIT] - at))
        if item < 0:
            latest = at
        else:
            latest = max(at, min(latest, s.data[s.node + k + SHUT], s.data[s.node + k + LIMIT]))
            s.data[s.lot + FATE * item + TIME] = latest
        s.data[s.node + k + SLACK] = push
        next_at, next_place = at, there


def push_cost(p: Problem, s: State, v: int, q: int, at: int, most: float) -> float:
    """Cost of reaching position `q` only at minute `at`; `HUGE` if impossible or over `most`."""
    row, m = v * p.width, s.data[s.length + v]
    cost = 0.0
    while q < m:
        k = row + q
        delay = at - s.data[s.node + NODE * k + AT]
        if delay <= 0:
            return cost
        item = s.data[s.node + NODE * k + ITEM]
        if at > s.data[s.node + NODE * k + SHUT]:
            return HUGE
        late = at - max(s.data[s.node + NODE * k + LIMIT], s.data[s.node + NODE * k + AT])
        if item >= 0:
            if late > 0:
                cost += p.late_pickup_cost * late
            now = at + p.stop_min
        else:
            if late > 0:
                cost += p.overage_cost * late
            eaten = at - max(s.data[s.node + NODE * k + TARGET], s.data[s.node + NODE * k + AT])
            cost += p.reserve_cost * max(0, eaten)
            cost += p.age_cost * delay * s.data[s.node + NODE * k + CARGO]
            now = at + p.unload_min
        if cost >= most:
            return HUGE
        q += 1
        if q == m:
            return cost if now <= p.data[p.vehicle + VEHICLE * v + FREE_UNTIL] else HUGE
        there = place_of(p, s, s.data[s.node + NODE * (row + q) + ITEM])
        at = max(
            now + p.data[p.drive + place_of(p, s, item) * p.places + there],
            s.data[s.node + NODE * (row + q) + AT],
        )
    return cost
