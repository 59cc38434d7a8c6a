"""Ruin and recreate over whole vehicle days: the inner loops of the transport search.

A vehicle's day is a sequence of items: lots (>= 0) and laboratory visits (``-1 - lab``); each
visit ends a run. The search removes strings of lots (slack induction by string removals) and
puts them back where they cost least, under simulated annealing. Every state has times, and its
cost is the stage's objective, except that laboratories are simulated in steps of `BUCKET_MIN`.

Written in the subset of Python that numba compiles, over flat sequences, so that the same code
runs on lists without compiling anything (small cases) and compiled on arrays (large ones); see
`masstest.solver.transport.compiled`. It is one file because numba's cache looks at one file.

References
----------
J. Christiaens, G. Vanden Berghe (2020), Slack Induction by String Removals for Vehicle Routing
Problems, Transportation Science 54(2), doi:10.1287/trsc.2019.0914.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

Ints = Any  # list[int] or int64 array
Floats = Any  # list[float] or float64 array

SKIPPED, PLACED, PENDING = 0, 1, 2
BUCKET_MIN = 5
HUGE = 1e15
NONE_LEFT = 1_000_000
MISPLACED = 1e6  # cost of a physical impossibility; such a state is never kept

# columns of the tables, and their number
SOURCE, EARLIEST, LATEST, OPTIONS, LOT = 0, 1, 2, 3, 4
PLACE, OPEN, CLOSE, OPTION = 0, 1, 2, 3
HOME, FREE_FROM, FREE_UNTIL, CAPACITY, OWNER, VEHICLE = 0, 1, 2, 3, 4, 5
GOAL, RECEIVE_FROM, RECEIVE_UNTIL, TURNAROUND, DAY_LIMIT, LAB = 0, 1, 2, 3, 4, 5
# of a position in a vehicle's day: lot or -1 - lab; earliest arrival; minutes it can be pushed
# without new lateness; from when on it is late, and impossible; tubes and key tubes of its run;
# position at which that ends; of a laboratory visit: from when on it eats into the reserve
ITEM, AT, SLACK, LIMIT, SHUT, CARGO, KEY_CARGO, END, TARGET, NODE = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
# of a lot: vehicle, option, planned arrival (the latest that delays nothing), status, tubes,
# key tubes, first sample of the oldest, and a minute before which it is not picked up by choice
USED_BY, MET_AT, TIME, STATUS, TUBES, KEY_TUBES, OLDEST, HOLD, FATE = 0, 1, 2, 3, 4, 5, 6, 7, 8


class Problem(NamedTuple):
    """All that does not change; two-dimensional tables are flat, row after row."""

    sources: int
    lots: int
    vehicles: int
    labs: int
    places: int
    width: int  # columns of a vehicle's row in the state: longest possible day
    base: int  # minute of column 0 of the pickup tables
    horizon: int  # columns of `count`, `key_count`, `oldest_left`
    reach: int  # columns of `earliest_before`
    buckets: int
    max_vehicles: int  # crews there are
    largest_capacity: int
    stop_min: int
    unload_min: int
    interval_min: int
    age_min: int
    age_target_min: int  # with its margin
    key_deadline: int
    key_target: int  # with its margin
    deadline: int
    target: int  # with its margin
    day_end: int
    vehicle_cost: float
    late_pickup_cost: float
    overage_cost: float
    late_result_cost: float
    reserve_cost: float
    age_cost: float
    wait_cost: float
    undelivered_cost: float
    data: Ints
    real: Floats
    drive: int  # (places, places)
    tubes_ready: int  # (sources, horizon)
    key_count: int
    oldest_left: int
    earliest_before: int  # (sources, reach)
    first_lot: int  # (sources + 1)
    key_ready: int  # (sources): minute from which all key tubes are ready, 0 without any
    dedicated: int  # (sources): 1 if only its own vehicles may serve it
    lot: int  # (lots + 1, LOT)
    option: int  # (options, OPTION): where and when a lot can be met
    vehicle: int  # (vehicles, VEHICLE)
    lab: int  # (labs, LAB)
    rate: int  # (labs) tubes per minute
    arrivals: int  # (labs, buckets): tubes brought by others
    key_arrivals: int
    last_arrival: int  # (labs): last bucket in which others bring tubes, -1 if none
    near: int  # (lots, near_width): lots by closeness in place and time
    near_width: int
    likely_vehicles: int  # how many are looked at for an insertion, if that costs
    good_insertion: float  # less than this


class State(NamedTuple):
    """A plan under work, its times, and buffers."""

    data: Ints
    real: Floats

    length: int  # (vehicles) items of each day
    node: int  # (vehicles, width, NODE) the days
    lot: int  # (lots, FATE)
    busy_until: int  # (labs) when all is started
    key_from: int  # (labs) the last stretch in which key tubes are started
    key_until: int
    spare: int  # (labs) tubes left of the day's limit
    load: int  # (labs, buckets)
    key_load: int
    last_bucket: int  # (labs): last one with a load
    window: int  # result of `window_of`
    best: int  # result of `best_insertion`: vehicle, position, option, lab or -1, minute
    likely: int  # (vehicles + 1): count, then vehicles near a lot that is to be inserted
    listed: int  # (vehicles): the last lot for which each was put on that list
    touched: int  # (vehicles + 1): count, then vehicles changed in this iteration
    order: int  # (lots): lots being moved
    sort_key: int
    random: int  # (1)
    trouble: int  # (1): a lot that is late or in an overloaded run, or -1


def draw(s: State, below: int) -> int:
    """A pseudo-random whole number in [0, below)."""
    x = (s.data[s.random + 0] * 1103515245 + 12345) & 0x7FFFFFFF
    s.data[s.random + 0] = x
    return int((x >> 8) % below)


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


def delivery_cost(
    p: Problem, s: State, lab: int, at: int, tubes: int, keys: int, old: int
) -> float:
    """What it costs to bring `tubes`, the oldest sampled at `old`, to a laboratory at `at`.

    Age, overage, reserve, waiting, and how much later the laboratory's (key) results come.
    """
    cost = p.age_cost * tubes * (at - old) + p.overage_cost * max(0, at - old - p.age_min)
    cost += p.reserve_cost * max(0, at - old - p.age_target_min)
    ready, rate = float(at + p.unload_min), p.real[p.rate + lab]
    end, turnaround = s.real[s.busy_until + lab], p.data[p.lab + LAB * lab + TURNAROUND]
    cost += p.wait_cost * tubes * max(0.0, end - ready)
    then = max(end, ready) + tubes / rate + turnaround
    cost += p.late_result_cost * more_beyond(p.deadline, 0.0, end + turnaround, then)
    cost += p.reserve_cost * more_beyond(p.target, 0.0, end + turnaround, then)
    if tubes > s.real[s.spare + lab]:  # the day's limit
        cost += p.late_result_cost * max(0.0, p.day_end + turnaround - p.deadline)
    if keys > 0:
        own, before, then = ready + keys / rate + turnaround, 0.0, 0.0
        if own - turnaround > s.real[s.key_from + lab]:
            # into the last stretch of key tubes, which then ends later
            before = s.real[s.key_until + lab] + turnaround
            then = max(before, ready + turnaround) + keys / rate
        cost += p.late_result_cost * more_beyond(p.key_deadline, own, before, then)
        cost += p.reserve_cost * more_beyond(p.key_target, own, before, then)
    return float(cost)


def more_beyond(limit: int, own: float, before: float, then: float) -> float:
    """Minutes beyond a limit: of a result of its `own`, or by which the last one moves."""
    moved = max(0.0, then - limit) - max(0.0, before - limit)
    return float(max(0.0, own - limit, moved))


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


def keep_best(s: State, v: int, q: int, option: int, lab: int, at: int) -> None:
    (
        s.data[s.best + 0],
        s.data[s.best + 1],
        s.data[s.best + 2],
        s.data[s.best + 3],
        s.data[s.best + 4],
    ) = v, q, option, lab, at


def skip_cost(p: Problem, s: State, lot: int) -> float:
    """Cost of leaving a pickup out: the next one gets more, older tubes; the last can't be."""
    source = p.data[p.lot + LOT * lot + SOURCE]
    j = lot + 1
    while j < p.data[p.first_lot + source + 1] and s.data[s.lot + FATE * j + STATUS] == SKIPPED:
        j += 1
    if j == p.data[p.first_lot + source + 1]:
        return HUGE
    window_of(p, s, lot)
    old = oldest_after(p, source, s.data[s.window + 2])
    at = (
        s.data[s.lot + FATE * j + TIME]
        if s.data[s.lot + FATE * j + STATUS] == PLACED
        else p.data[p.lot + LOT * j + EARLIEST]
    )
    cost = p.late_pickup_cost * max(0, at - old - p.interval_min)
    # tubes that would have gone with this pickup wait for the next one and age with it
    cut = (s.data[s.window + 2] + at) // 2
    cost += p.age_cost * taken(p, source, s.data[s.window + 2], at) * (at - old)
    cost -= p.age_cost * taken(p, source, s.data[s.window + 2], cut) * max(0, cut - old)
    cost -= p.age_cost * taken(p, source, cut, at) * max(0, at - oldest_after(p, source, cut))
    more = taken(p, source, s.data[s.window + 2], at)
    if s.data[s.lot + FATE * j + STATUS] == PLACED:
        v = s.data[s.lot + FATE * j + USED_BY]
        row = v * p.width
        while s.data[s.node + NODE * row + ITEM] != j:
            row += 1
        more += s.data[s.node + NODE * row + CARGO] - s.data[s.lot + FATE * j + TUBES]
        if more > p.data[p.vehicle + VEHICLE * v + CAPACITY]:
            cost += MISPLACED
        end = v * p.width + s.data[s.node + NODE * row + END]
        arrival = s.data[s.node + NODE * end + AT]
        cost += p.reserve_cost * max(0, arrival - old - p.age_target_min)
    elif more > p.largest_capacity:
        cost += MISPLACED
    if key_taken(p, source, s.data[s.window + 2], at) > 0:
        place = p.data[p.option + OPTION * p.data[p.lot + LOT * lot + OPTIONS] + PLACE]
        soonest = NONE_LEFT
        for lab in range(p.labs):
            row = p.lab + LAB * lab
            way = p.data[p.drive + place * p.places + p.data[row + GOAL]]
            soonest = min(soonest, way + p.data[row + TURNAROUND])
        soonest += at + p.stop_min + p.unload_min
        cost += p.late_result_cost * max(0, soonest - p.key_deadline)
        cost += p.reserve_cost * max(0, soonest - p.key_target)
    return float(max(cost, 0.0))


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


def remove_lot(s: State, lot: int, count: int) -> int:
    s.data[s.lot + FATE * lot + STATUS] = PENDING
    s.data[s.order + count] = lot
    return count + 1


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


def lab_cost(p: Problem, s: State, lab: int) -> float:
    """Wait and lateness of a laboratory that starts key tubes first, at a steady rate."""
    row, rate = lab * p.buckets, p.real[p.rate + lab]
    cost, waiting, key_waiting, total = 0.0, 0.0, 0.0, 0.0
    s.real[s.busy_until + lab] = 0.0
    s.real[s.key_from + lab], s.real[s.key_until + lab] = 0.0, 0.0
    s.real[s.spare + lab] = float(p.data[p.lab + LAB * lab + DAY_LIMIT])
    done, key_done, key_from = 0.0, 0.0, 0.0
    for b in range(s.data[s.last_bucket + lab] + 1):
        start = float(p.base + b * BUCKET_MIN)
        new, new_keys = s.real[s.load + row + b], s.real[s.key_load + row + b]
        total += new
        waiting += new
        key_waiting += new_keys
        if waiting > 0:
            if key_waiting > 0:
                if key_waiting == new_keys:
                    key_from = start
                key_done = start + key_waiting / rate
            done = start + waiting / rate
            step = min(float(BUCKET_MIN), waiting / rate)
            cost += p.wait_cost * step * (waiting - rate * step / 2)
            waiting -= rate * step
            key_waiting = max(0.0, key_waiting - rate * step)
    if total <= 0:
        return 0.0
    cost += p.wait_cost * waiting * waiting / (2 * rate)
    s.real[s.busy_until + lab] = done
    s.real[s.key_from + lab], s.real[s.key_until + lab] = key_from, key_done
    s.real[s.spare + lab] -= total
    if total > p.data[p.lab + LAB * lab + DAY_LIMIT]:
        done = p.day_end + (total - p.data[p.lab + LAB * lab + DAY_LIMIT]) / rate
        s.real[s.busy_until + lab] = done
    results = done + p.data[p.lab + LAB * lab + TURNAROUND]
    cost += p.late_result_cost * max(0.0, results - p.deadline)
    cost += p.reserve_cost * max(0.0, results - p.target)
    if key_done > 0:
        key_results = key_done + p.data[p.lab + LAB * lab + TURNAROUND]
        cost += p.late_result_cost * max(0.0, key_results - p.key_deadline)
        cost += p.reserve_cost * max(0.0, key_results - p.key_target)
    return float(cost)


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
