"""How near to the optimum the location stage comes, and how fast.

Districts: the made-up cases that ship, planned by `locate`. SSCFLP: the public instances of the
single-source capacitated facility location problem, given to the same search as sites of one
lane each; the gap is to the best known value.

    python benchmarks/location.py districts --seconds 10 --workers 2
    python benchmarks/location.py sscflp --data ../shared/data/sscflp --seconds 10 --workers 2
"""

from __future__ import annotations

import argparse
import csv
import gzip
import multiprocessing
import re
import resource
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from masstest.demo import CASES, make_roster
from masstest.domain.budget import Budget
from masstest.domain.travel import Floats
from masstest.solver.location import locate
from masstest.solver.location.search import search
from masstest.solver.location.siting import Siting
from masstest.travel import straight_line

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "sscflp"
BEST_KNOWN = re.compile(r"^\| (\w+) \| (\S+) \| \S+ \| \d+ x \d+ \| ([\d.]+) \|$", re.MULTILINE)


@contextmanager
def processes(workers: int) -> Iterator[Executor | None]:
    """`workers` started processes, or None for one."""
    if workers < 2:
        yield None
        return
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        list(pool.map(_start, range(workers)))
        yield pool


def _start(number: int) -> int:
    time.sleep(0.5)  # long enough that every process gets one, and imports what it needs
    return number


def districts(names: list[str], options: argparse.Namespace) -> Iterator[dict[str, object]]:
    """One row per case and seed."""
    with processes(options.workers) as executor:
        for name in names:
            for seed in range(1, options.seeds + 1):
                roster = make_roster(name, seed=seed)  # type: ignore[arg-type]
                travel = straight_line(roster)
                supply = options.samplers
                budget = Budget(
                    options.seconds, seed=seed, workers=options.workers, executor=executor
                )
                result = locate(roster, travel, budget, sampler_supply=supply)
                report = result.report
                yield {
                    "case": name,
                    "seed": seed,
                    "compounds": len(roster.compounds),
                    "sites": len(roster.sites),
                    "wall_s": round(report.wall_s, 2),
                    "points": len(result.value.points),
                    "lanes": sum(point.lanes for point in result.value.points),
                    "covered": sum(point.persons for point in result.value.points),
                    "objective": round(report.objective),
                    "bound": round(report.best_bound or 0),
                    "gap_percent": round(100 * (report.gap or 0), 3),
                    "peak_mb": peak_mb(),
                }


def peak_mb() -> int:
    """Peak memory of this process and its largest child so far."""
    own, children = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    return sum(resource.getrusage(who).ru_maxrss for who in (own, children)) // 1024


def sscflp(data: Path, options: argparse.Namespace) -> Iterator[dict[str, object]]:
    """One row per public instance."""
    sources = (data.parent / "SOURCES.md").read_text(encoding="utf-8")
    with processes(options.workers) as executor:
        for family, name, best in BEST_KNOWN.findall(sources):
            path = data / family / name
            if not path.exists() or (options.only and options.only not in f"{family}/{name}"):
                continue
            siting = read_sscflp(path)
            if siting.sites > options.nearest:
                siting = cheapest(siting, options.nearest)
            budget = Budget(options.seconds, workers=options.workers, executor=executor)
            found = search(siting, budget)
            yield {
                "family": family,
                "file": name,
                "facilities": siting.sites,
                "customers": siting.customers,
                "wall_s": round(budget.elapsed_s, 2),
                "cost": round(found.standing.cost, 2),
                "best_known": float(best),
                "gap_to_best_percent": round(100 * (found.standing.cost / float(best) - 1), 3),
                "bound": round(found.bound, 2),
                "gap_to_bound_percent": round(100 * found.gap, 3),
                "unassigned": int((found.standing.site_of < 0).sum()),
            }


def read_sscflp(path: Path) -> Siting:
    """An instance: counts, capacities, opening costs, demands, cost of each customer's row."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    numbers: Floats = np.array(raw.split(), dtype=float)
    sites, customers = int(numbers[0]), int(numbers[1])
    ends = 2 + np.cumsum([sites, sites, customers, customers * sites])
    capacity, opening, demand, cost = np.split(numbers[2 : ends[-1]], ends[:-1] - 2)
    everything = float(cost.sum() + opening.sum())
    return Siting(
        load_min=demand,
        uncovered_cost=np.full(customers, 10 * everything / customers),
        customer_group=np.zeros(customers, dtype=np.int64),
        site_group=np.zeros(sites, dtype=np.int64),
        pair_customer=np.repeat(np.arange(customers), sites),
        pair_site=np.tile(np.arange(sites), customers),
        pair_cost=cost,
        pair_over=np.zeros(customers * sites),
        max_lanes=np.ones(sites, dtype=np.int64),
        usable=np.ones(sites, dtype=bool),
        required=np.zeros(sites, dtype=bool),
        point_cost=opening,
        lane_cost=np.zeros(sites),
        opening_site=np.arange(sites),
        opening_span_min=capacity,
        opening_late_min=np.zeros(sites),
        late_cost=0.0,
        over_cost=0.0,
    )


def cheapest(siting: Siting, most: int) -> Siting:
    """The problem with the `most` cheapest sites of each customer; its bound is of that problem."""
    by_cost = np.lexsort((siting.pair_cost, siting.pair_customer)).reshape(-1, siting.sites)
    kept = np.zeros(len(siting.pair_cost), dtype=bool)
    kept[by_cost[:, :most].ravel()] = True
    return siting.with_pairs(kept)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=("districts", "sscflp"))
    parser.add_argument("--cases", nargs="+", choices=tuple(CASES), default=["town", "weibin"])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--nearest", type=int, default=40, help="sites kept per customer")
    parser.add_argument("--only", default="", help="part of family/file")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--samplers", type=int, default=None)
    options = parser.parse_args()
    if options.what == "sscflp" and not options.data.is_dir():
        print(f"no instances at {options.data}: give their folder with --data", file=sys.stderr)
        return 2
    if options.what == "sscflp":
        rows = sscflp(options.data, options)
    else:
        rows = districts(options.cases, options)
    writer: csv.DictWriter[str] | None = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(sys.stdout, row)
            writer.writeheader()
        writer.writerow(row)
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
