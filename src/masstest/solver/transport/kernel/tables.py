"""The problem and its states as flat tables, and the columns of these."""

from __future__ import annotations

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
