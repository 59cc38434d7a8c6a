"""The transport stage at district size: objective, bound, vehicles, time.

    python benchmarks/transport.py [--case weibin ...] [--runs 3] [--seconds 15] [--workers 1]

Rosters come from `masstest.demo`; points and teams are planned by the location and doorstep
stages, within `--before` seconds each and the same for every run. Writes CSV. With `--mode
dedicated` every point has a vehicle of its own.
"""

from __future__ import annotations

import argparse
import csv
import resource
import sys
import time

from masstest.demo import make_roster
from masstest.domain.budget import Budget
from masstest.domain.roster import Roster, TransportMode
from masstest.solver.doorstep import plan_doorstep
from masstest.solver.location import locate
from masstest.solver.transport import plan_transport, warm_up
from masstest.travel import straight_line

COLUMNS = (
    "case",
    "mode",
    "seed",
    "tubes",
    "pickups",
    "runs",
    "vehicles",
    "objective",
    "bound",
    "gap",
    "late",
    "reserve",
    "drive",
    "age",
    "lab_wait",
    "wall_s",
    "cpu_s",
    "peak_mb",
    "note",
)


def measure(
    case: str, mode: TransportMode, seeds: int, seconds: float, before: float, workers: int
) -> list[tuple[object, ...]]:
    """One row per seed of the transport stage, on the same points and teams."""
    made = make_roster(case)  # type: ignore[arg-type]
    day = made.round.model_copy(update={"transport_mode": mode})
    roster: Roster = made.model_copy(update={"round": day})
    travel = straight_line(roster)
    teams = plan_doorstep(roster, travel, Budget(seconds=before, workers=workers)).value.teams
    places = locate(
        roster, travel, Budget(seconds=before, workers=workers), sampler_supply=None
    ).value
    rows: list[tuple[object, ...]] = []
    for seed in range(1, seeds + 1):
        wall, cpu = time.perf_counter(), time.process_time()
        budget = Budget(seconds=seconds, seed=seed, workers=workers)
        result = plan_transport(roster, travel, places.points, places.coverage, teams, budget)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        report, runs = result.report, result.value.runs
        terms = report.terms
        rows.append(
            (
                case,
                mode.value,
                seed,
                sum(load.tubes for load in result.value.labs),
                sum(len(run.stops) - 1 for run in runs),
                len(runs),
                len({run.vehicle_id for run in runs}),
                round(report.objective),
                None if report.best_bound is None else round(report.best_bound),
                None if report.gap is None else f"{report.gap:.1%}",
                round(terms["late_results"] + terms["overage"] + terms["late_pickup"]),
                round(sum(terms[f"{name}_reserve"] for name in ("key", "result", "age"))),
                round(terms["drive"]),
                round(terms["age"]),
                round(terms["lab_wait"]),
                f"{wall:.1f}",
                f"{cpu:.1f}",
                resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                report.note,
            )
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", nargs="+", default=["town", "weibin"])
    parser.add_argument("--mode", choices=("shared", "dedicated"), default="shared")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--before", type=float, default=8.0)
    parser.add_argument("--workers", type=int, default=1)
    args = parser.parse_args()
    began = time.perf_counter(), time.process_time()
    warm_up()
    wall, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
    print(f"warm_up {wall:.1f} s on the clock, {cpu:.1f} s of processor time", file=sys.stderr)
    writer = csv.writer(sys.stdout)
    writer.writerow(COLUMNS)
    for case in args.case:
        mode = TransportMode(args.mode)
        seconds = min(args.seconds, 1.5) if case == "town" else args.seconds
        writer.writerows(measure(case, mode, args.runs, seconds, args.before, args.workers))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
