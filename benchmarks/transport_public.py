"""The transport search on public routing instances, read backwards in time.

A delivery day run backwards is a day of specimen pickups: what must not leave the depot before
its release must not reach the laboratory after its deadline, and service windows stay windows.
Distances are truncated to one decimal and times are in tenths, as in the DIMACS challenge.

    python benchmarks/transport_public.py --data ../shared/data --seconds 20 --out transport.csv
"""

from __future__ import annotations

import argparse
import csv
import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from masstest.domain.travel import Ints
from masstest.solver.compiled import compiled
from masstest.solver.transport import kernel
from masstest.solver.transport.problem import Table, new_state

SCALE = 10  # times and distances in tenths
AGE = 10_000_000
HOT, COLD = 300.0, 3.0  # temperatures, in tenths
SOLOMON = ("R104", "RC106", "R207", "RC203")
MULTI_TRIP = ("C201R0.25", "R201R0.75", "R211R0.25", "RC208R0.75", "C2_2_02R0.5", "R2_2_09R0.5")


@dataclass(frozen=True)
class Instance:
    """Node 0 is the depot. Times and distances in tenths; `release` of a trip's load."""

    name: str
    vehicles: int
    capacity: int
    xy: list[tuple[float, float]]
    demand: list[int]
    window: list[tuple[int, int]]
    service: list[int]
    release: list[int]
    best_known: float


def read_solomon(path: Path) -> Instance:
    """A VRPTW instance: every vehicle free from the start, nothing released later."""
    rows = [line.split() for line in path.read_text().splitlines()]
    vehicles, capacity = next(map(int, row) for row in rows if len(row) == 2 and row[0].isdigit())
    nodes = [[float(cell) for cell in row] for row in rows if len(row) == 7 and row[0].isdigit()]
    return Instance(
        name=path.stem,
        vehicles=vehicles,
        capacity=capacity,
        xy=[(row[1], row[2]) for row in nodes],
        demand=[int(row[3]) for row in nodes],
        window=[(SCALE * int(row[4]), SCALE * int(row[5])) for row in nodes],
        service=[SCALE * int(row[6]) for row in nodes],
        release=[0 for _ in nodes],
        best_known=_cost_of(path.with_suffix(".sol")) * SCALE,
    )


def read_multi_trip(path: Path) -> Instance:
    """A multi-trip instance with release times (VRPLIB format)."""
    sections: dict[str, list[list[float]]] = {}
    header: dict[str, str] = {}
    current = ""
    for line in path.read_text().splitlines():
        text = line.strip()
        if ":" in text:
            key, value = text.split(":", 1)
            header[key.strip()] = value.strip()
        elif text.endswith("_SECTION"):
            current = text.removesuffix("_SECTION")
            sections[current] = []
        elif text and text != "EOF":
            sections[current].append([float(cell) for cell in text.split()])
    service = SCALE * int(header.get("SERVICE_TIME", "0"))
    count = len(sections["NODE_COORD"])
    return Instance(
        name=path.stem,
        vehicles=int(header["VEHICLES"]),
        capacity=int(header["CAPACITY"]),
        xy=[(row[1], row[2]) for row in sections["NODE_COORD"]],
        demand=[int(row[1]) for row in sections["DEMAND"]],
        window=[(SCALE * int(row[1]), SCALE * int(row[2])) for row in sections["TIME_WINDOW"]],
        service=[0] + [service] * (count - 1),
        release=[SCALE * int(row[1]) for row in sections["RELEASE_TIME"]],
        best_known=_cost_of(path.with_suffix(".sol")),
    )


def _cost_of(path: Path) -> float:
    lines = [line.split() for line in path.read_text().splitlines()]
    return next(float(row[-1]) for row in lines if row and row[0].rstrip(":") == "Cost")


def backwards(instance: Instance) -> kernel.Problem:
    """The instance as pickups: windows and releases mirrored at the depot's closing time."""
    end = instance.window[0][1]
    xy = np.array(instance.xy)
    apart = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1))
    drive: Ints = np.floor(apart * SCALE + 1e-9).astype(np.int64)
    customers = range(1, len(xy))
    (service,) = set(instance.service[1:])
    ints, floats = Table(np.int64), Table(np.float64)
    lots, options, first_sample = [], [], []
    for position, node in enumerate(customers):
        opens, closes = instance.window[node]
        earliest, latest = end - closes - service, end - opens - service
        lots.append((position, max(1, earliest), latest, position))
        options.append((node, max(1, earliest), latest))
        first_sample.append(end - instance.release[node] - AGE)
    lots.append((len(customers), 0, 0, len(options)))
    middle = np.array([(row[1] + row[2]) / 2 for row in lots[:-1]])
    near = drive[1:, 1:] + 0.25 * np.abs(middle[:, None] - middle[None, :])
    np.fill_diagonal(near, -1)
    near = np.argsort(near, axis=1, kind="stable")[:, :64]
    count = len(customers)
    demand = np.array(instance.demand[1:])
    problem = kernel.Problem(
        sources=count,
        lots=count,
        vehicles=instance.vehicles,
        labs=1,
        places=len(xy),
        width=2 * count + 4,
        base=0,
        horizon=2,
        reach=2,
        buckets=2,
        max_vehicles=instance.vehicles,
        largest_capacity=instance.capacity,
        stop_min=service,
        unload_min=0,
        interval_min=2 * AGE,
        age_min=AGE,
        age_target_min=AGE,
        key_deadline=AGE,
        key_target=AGE,
        deadline=AGE,
        target=AGE,
        day_end=AGE,
        vehicle_cost=0.0,
        late_pickup_cost=100.0,
        overage_cost=1000.0,
        late_result_cost=0.0,
        reserve_cost=0.0,
        age_cost=0.0,
        wait_cost=0.0,
        undelivered_cost=1e6,
        drive=ints(drive),
        tubes_ready=ints(np.stack([np.zeros(count), demand], axis=1)),
        key_count=ints(np.zeros((count, 2))),
        oldest_left=ints(np.stack([first_sample, np.full(count, AGE)], axis=1)),
        earliest_before=ints(np.zeros((count, 2))),
        first_lot=ints(np.arange(count + 1)),
        key_ready=ints(np.zeros(count)),
        dedicated=ints(np.zeros(count)),
        lot=ints(lots),
        option=ints(options),
        vehicle=ints([(0, 0, end, instance.capacity, -1)] * instance.vehicles),
        lab=ints([(0, 0, end, 0, kernel.NONE_LEFT)]),
        rate=floats([1e9]),
        arrivals=floats(np.zeros(2)),
        key_arrivals=floats(np.zeros(2)),
        last_arrival=ints([-1]),
        near=ints(near),
        near_width=near.shape[1],
        likely_vehicles=12,
        good_insertion=0.0,
        data=(),
        real=(),
    )
    return problem._replace(data=ints.all(arrays=True), real=floats.all(arrays=True))


def solve(instance: Instance, seconds: float, seed: int) -> tuple[float, int]:
    """The best cost found (in tenths) and the number of iterations."""
    module, p = compiled(kernel), backwards(instance)
    state, saved, best = (new_state(p, seed, arrays=True) for _ in range(3))
    costs = np.array([-1.0, kernel.HUGE])
    module.search(p, state, saved, best, costs, p.lots, 0, HOT, HOT)
    began, done, share = time.perf_counter(), 0, 0.0
    while share < 1.0:
        heat = HOT * (COLD / HOT) ** share
        module.search(p, state, saved, best, costs, 0, 500, heat, heat)
        done += 500
        share = (time.perf_counter() - began) / seconds
    return float(costs[1]), done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--set", choices=("solomon", "multi-trip", "all"), default="all")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/transport_public.csv"))
    args = parser.parse_args()
    instances = []
    if args.set != "multi-trip":
        instances += [read_solomon(args.data / "vrptw/solomon" / f"{n}.txt") for n in SOLOMON]
    if args.set != "solomon":
        folder = args.data / "mtvrptw_release"
        instances += [read_multi_trip(folder / f"{n}.vrp") for n in MULTI_TRIP]
    rows = []
    for instance in instances:
        cost, iterations = solve(instance, args.seconds, args.seed)
        gap = math.inf if cost >= 1e6 else cost / instance.best_known - 1
        rows.append((instance.name, instance.best_known, round(cost), f"{gap:.2%}", iterations))
        print(*rows[-1], flush=True)
    with args.out.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("instance", "best_known", "found", "gap", "iterations"))
        writer.writerows(rows)


if __name__ == "__main__":
    main()
