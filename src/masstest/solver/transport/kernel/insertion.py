"""The cheapest place for a lot, and putting it there."""

from __future__ import annotations

from masstest.solver.transport.kernel.chance import draw
from masstest.solver.transport.kernel.copies import keep_copy
from masstest.solver.transport.kernel.days import place_of, push_cost, retime
from masstest.solver.transport.kernel.laboratories import delivery_cost
from masstest.solver.transport.kernel.pickups import key_taken, oldest_after, taken, window_of
from masstest.solver.transport.kernel.tables import (
    AT,
    CAPACITY,
    CARGO,
    CLOSE,
    END,
    FATE,
    FREE_FROM,
    FREE_UNTIL,
    GOAL,
    HOLD,
    HOME,
    ITEM,
    LAB,
    LOT,
    MET_AT,
    NODE,
    OPEN,
    OPTION,
    OPTIONS,
    OWNER,
    PLACE,
    PLACED,
    RECEIVE_FROM,
    RECEIVE_UNTIL,
    SLACK,
    SOURCE,
    STATUS,
    TIME,
    USED_BY,
    VEHICLE,
    Problem,
    State,
)


def best_insertion(p: Problem, s: State, lot: int, used: int, most: float) -> float:
    """Find the cheapest place for a lot; its cost, with the place in ``s.best``."""
    window_of(p, s, lot)
    low, high, before, after = (
        s.data[s.window + 0],
        s.data[s.window + 1],
        s.data[s.window + 2],
        s.data[s.window + 3],
    )
    hold = s.data[s.lot + FATE * lot + HOLD]
    if hold > low and hold <= high:
        low = hold
    source = p.data[p.lot + LOT * lot + SOURCE]
    old = oldest_after(p, source, before)
    best = most
    s.data[s.best + 0] = -1
    likely = list_likely(p, s, lot)
    for turn in range(p.vehicles):
        if turn >= likely and best < p.good_insertion:
            break
        v = s.data[s.likely + 1 + turn]
        if p.data[p.vehicle + VEHICLE * v + OWNER] != source and (
            p.data[p.vehicle + VEHICLE * v + OWNER] >= 0 or p.data[p.dedicated + source] == 1
        ):
            continue
        row, m = v * p.width, s.data[s.length + v]
        fixed = 0.0
        if m == 0:
            fixed = p.vehicle_cost
            if used >= p.max_vehicles or fixed >= best:
                continue
        # the first position whose next item can wait for the shortest stop there
        tolerance = low + p.stop_min - min(best, 1e6) / p.late_pickup_cost
        first, last = 0, m
        while first < last:
            middle = (first + last) // 2
            k = NODE * (row + middle)
            if s.data[s.node + k + AT] + s.data[s.node + k + SLACK] < tolerance:
                first = middle + 1
            else:
                last = middle
        for q in range(first, m + 1):
            k = NODE * (row + q)
            if q == 0:
                here, leave = (
                    p.data[p.vehicle + VEHICLE * v + HOME],
                    p.data[p.vehicle + VEHICLE * v + FREE_FROM],
                )
            else:
                prior = s.data[s.node + k - NODE + ITEM]
                here = place_of(p, s, prior)
                leave = s.data[s.node + k - NODE + AT] + (
                    p.stop_min if prior >= 0 else p.unload_min
                )
            if p.late_pickup_cost * (leave - high) >= best or leave > after:
                break
            boundary = q == 0 or s.data[s.node + k - NODE + ITEM] < 0
            onward = place_of(p, s, s.data[s.node + NODE * (row + q) + ITEM]) if q < m else -1
            skip_way = p.data[p.drive + here * p.places + onward] if q < m else 0
            for option in range(
                p.data[p.lot + LOT * lot + OPTIONS], p.data[p.lot + LOT * (lot + 1) + OPTIONS]
            ):
                if p.data[p.option + OPTION * option + CLOSE] < max(low, leave):
                    continue
                if p.late_pickup_cost * (p.data[p.option + OPTION * option + OPEN] - high) >= best:
                    break  # options are in order of time
                there = p.data[p.option + OPTION * option + PLACE]
                way = p.data[p.drive + here * p.places + there]
                detour = way - skip_way
                if not boundary:
                    detour += p.data[p.drive + there * p.places + onward]
                if fixed + detour >= best:
                    continue
                at = max(leave + way, low, p.data[p.option + OPTION * option + OPEN])
                if at > p.data[p.option + OPTION * option + CLOSE] or at >= after:
                    continue
                cost = fixed + way - skip_way
                if at > high:
                    cost += p.late_pickup_cost * (at - high)
                if cost >= best:
                    continue
                if draw(s, 64) == 0:  # a blink keeps the search from always doing the same
                    continue
                done = at + p.stop_min
                tubes = taken(p, source, before, at)
                keys = key_taken(p, source, before, at)
                if (
                    q < m
                    and s.data[s.node + NODE * (row + q) + CARGO] + tubes
                    <= p.data[p.vehicle + VEHICLE * v + CAPACITY]
                ):
                    # join the run that the next item belongs to
                    total = cost + p.data[p.drive + there * p.places + onward]
                    if total < best:
                        arrival = done + p.data[p.drive + there * p.places + onward]
                        total += push_cost(p, s, v, q, arrival, best - total)
                        if total < best:
                            end = row + s.data[s.node + NODE * (row + q) + END]
                            delay = max(
                                0,
                                arrival
                                - s.data[s.node + NODE * (row + q) + AT]
                                - s.data[s.node + NODE * (row + q) + SLACK],
                            )
                            total += delivery_cost(
                                p,
                                s,
                                -1 - s.data[s.node + NODE * end + ITEM],
                                s.data[s.node + NODE * end + AT] + delay,
                                tubes,
                                keys,
                                old,
                            )
                            if total < best:
                                best = total
                                keep_best(s, v, q, option, -1, at)
                if boundary and tubes <= p.data[p.vehicle + VEHICLE * v + CAPACITY]:
                    # a run of its own
                    for lab in range(p.labs):
                        goal = p.data[p.lab + LAB * lab + GOAL]
                        total = cost + p.data[p.drive + there * p.places + goal]
                        arrival = max(
                            done + p.data[p.drive + there * p.places + goal],
                            p.data[p.lab + LAB * lab + RECEIVE_FROM],
                        )
                        if arrival > p.data[p.lab + LAB * lab + RECEIVE_UNTIL] or total >= best:
                            continue
                        total += delivery_cost(p, s, lab, arrival, tubes, keys, old)
                        free = arrival + p.unload_min
                        if q < m:
                            total += p.data[p.drive + goal * p.places + onward]
                            if total >= best:
                                continue
                            free += p.data[p.drive + goal * p.places + onward]
                            total += push_cost(p, s, v, q, free, best - total)
                        elif free > p.data[p.vehicle + VEHICLE * v + FREE_UNTIL]:
                            continue
                        if total < best:
                            best = total
                            keep_best(s, v, q, option, lab, at)
    return best


def list_likely(p: Problem, s: State, lot: int) -> int:
    """List the vehicles: those that serve lots near this one, nearest first; others; unused.

    The number of vehicles that serve near lots is returned.
    """
    count = 0
    for v in range(p.vehicles):
        s.data[s.listed + v] = 0
    for k in range(p.near_width):
        neighbour = p.data[p.near + lot * p.near_width + k]
        if s.data[s.lot + FATE * neighbour + STATUS] == PLACED:
            v = s.data[s.lot + FATE * neighbour + USED_BY]
            if s.data[s.listed + v] == 0:
                s.data[s.listed + v] = 1
                count += 1
                s.data[s.likely + count] = v
                if count == p.likely_vehicles:
                    break
    listed = count
    for unused in range(2):
        for v in range(p.vehicles):
            if s.data[s.listed + v] == 0 and (s.data[s.length + v] == 0) == (unused == 1):
                listed += 1
                s.data[s.likely + listed] = v
    return count


def keep_best(s: State, v: int, q: int, option: int, lab: int, at: int) -> None:
    (
        s.data[s.best + 0],
        s.data[s.best + 1],
        s.data[s.best + 2],
        s.data[s.best + 3],
        s.data[s.best + 4],
    ) = v, q, option, lab, at


def insert(p: Problem, s: State, saved: State, lot: int) -> None:
    """Carry out the insertion that `best_insertion` found."""
    v, q, lab = s.data[s.best + 0], s.data[s.best + 1], s.data[s.best + 3]
    keep_copy(p, s, saved, v)
    row, m = v * p.width, s.data[s.length + v]
    room = 1 if lab < 0 else 2
    for k in range(m - 1, q - 1, -1):
        s.data[s.node + NODE * (row + k + room) + ITEM] = s.data[s.node + NODE * (row + k) + ITEM]
    s.data[s.node + NODE * (row + q) + ITEM] = lot
    if lab >= 0:
        s.data[s.node + NODE * (row + q + 1) + ITEM] = -1 - lab
    s.data[s.length + v] = m + room
    s.data[s.lot + FATE * lot + MET_AT], s.data[s.lot + FATE * lot + STATUS] = (
        s.data[s.best + 2],
        PLACED,
    )
    s.data[s.lot + FATE * lot + TIME] = s.data[s.best + 4]
    retime(p, s, v)
