"""What waiting and lateness at a laboratory cost: of one more delivery, and of all."""

from __future__ import annotations

from masstest.solver.transport.kernel.tables import (
    BUCKET_MIN,
    DAY_LIMIT,
    LAB,
    TURNAROUND,
    Problem,
    State,
)


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
