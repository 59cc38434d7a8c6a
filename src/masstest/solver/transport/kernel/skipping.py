"""What it costs to leave a pickup out."""

from __future__ import annotations

from masstest.solver.transport.kernel.pickups import key_taken, oldest_after, taken, window_of
from masstest.solver.transport.kernel.tables import (
    AT,
    CAPACITY,
    CARGO,
    EARLIEST,
    END,
    FATE,
    GOAL,
    HUGE,
    ITEM,
    LAB,
    LOT,
    MISPLACED,
    NODE,
    NONE_LEFT,
    OPTION,
    OPTIONS,
    PLACE,
    PLACED,
    SKIPPED,
    SOURCE,
    STATUS,
    TIME,
    TUBES,
    TURNAROUND,
    USED_BY,
    VEHICLE,
    Problem,
    State,
)


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
