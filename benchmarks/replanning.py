"""Planning again in the middle of the day, beside planning anew: time, and who must be told.

For each laboratory in turn: it is lost at the freeze. The plan is changed by `replan`, and the same
roster (the laboratory receives until the freeze) is planned anew without looking at the plan.
`must_be_late`: tubes that the other laboratories can't test by the deadline, whatever is planned.
With `--busy N` as many processes keep the computer busy meanwhile, at this program's priority.
Medians by laboratory follow on standard error.

    python benchmarks/replanning.py --plan plan.json --runs 3 --busy 2 --anew
"""

from __future__ import annotations

import argparse
import csv
import math
import multiprocessing
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from masstest.demo import make_roster
from masstest.domain.outcome import PlanRefused
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.units import DAY_MIN
from masstest.planner import Options, plan_round, worker_pool
from masstest.planner.replanning import past_kept, replan
from masstest.planner.replanning.changes import count_changes

COLUMNS = (
    "lab",
    "method",
    "status",
    "wall_s",
    "cpu_s",
    "people_told",
    "residents_told",
    "staff_told",
    "runs_changed",
    "past_moved",
    "must_be_late",
)


def main() -> None:
    """Write one CSV row per laboratory and method."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", default="weibin")
    parser.add_argument("--plan", type=Path, help="plan.json to start from; default: made first")
    parser.add_argument("--freeze", type=int, default=690, help="minute of the day")
    parser.add_argument("--labs", nargs="*", help="default: all")
    parser.add_argument("--anew", nargs="*", default=None, help="labs to plan anew; default: all")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--time-limit", type=float, default=40.0)
    parser.add_argument("--busy", type=int, default=0, help="processes that do nothing else")
    args = parser.parse_args()

    roster = make_roster(args.case)
    options = Options(time_limit_s=args.time_limit, workers=args.workers)
    rows: list[dict[str, object]] = []
    with busy(args.busy), worker_pool(roster, args.workers) as executor:
        if args.plan is not None:
            plan = Plan.from_json(args.plan.read_bytes())
        else:
            plan = plan_round(roster, options, executor=executor)
        out = csv.DictWriter(sys.stdout, COLUMNS)
        out.writeheader()
        labs = args.labs or [lab.lab_id for lab in roster.labs]
        for lab_id in labs:
            lost = without(roster, lab_id, args.freeze)
            late = must_be_late(plan, lost, lab_id)
            for _ in range(args.runs):
                clock = Clock()
                again = replan(plan, lost, options, freeze=args.freeze)
                rows.append(row(lab_id, "replan", plan, again, clock.read(), args.freeze, late))
                out.writerow(rows[-1])
            if args.anew is None or lab_id in args.anew:
                clock = Clock()
                try:
                    anew = plan_round(lost, options, executor=executor)
                except PlanRefused as refused:
                    print(f"{lab_id} anew: {refused}", file=sys.stderr)
                    continue
                rows.append(row(lab_id, "anew", plan, anew, clock.read(), args.freeze, late))
                out.writerow(rows[-1])
            sys.stdout.flush()
    tell_medians(rows)


class Clock:
    """Seconds since it was made: by the wall, and of this process (workers not counted)."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def read(self) -> tuple[float, float]:
        return time.perf_counter() - self._wall, time.process_time() - self._cpu


def without(roster: Roster, lab_id: str, freeze: int) -> Roster:
    """The roster with a laboratory that receives nothing from the freeze on."""
    labs = tuple(
        lab.model_copy(update={"receive_until": min(lab.receive_until, freeze)})
        if lab.lab_id == lab_id
        else lab
        for lab in roster.labs
    )
    return roster.model_copy(update={"labs": labs})


def row(
    lab_id: str,
    method: str,
    before: Plan,
    after: Plan,
    seconds: tuple[float, float],
    freeze: int,
    late_tubes: int,
) -> dict[str, object]:
    """One measurement."""
    changes = count_changes(before, after)
    return {
        "lab": lab_id,
        "method": method,
        "status": after.status,
        "wall_s": round(seconds[0], 1),
        "cpu_s": round(seconds[1], 1),
        **{name: changes[name] for name in COLUMNS if name in changes},
        "past_moved": sum(1 for _ in past_kept(before, after, freeze)),
        "must_be_late": late_tubes,
    }


def must_be_late(plan: Plan, roster: Roster, lab_id: str) -> int:
    """Tubes that can't have results in time once a laboratory is lost: a lower bound.

    What it has not received by then is left to the others, and each of them starts no more tubes
    than its rate and its day's limit allow until the deadline less its turnaround.
    """
    lost = roster.lab[lab_id]
    deliveries = [(run.stops[-1].lab_id, run.stops[-1]) for run in plan.runs]
    total = sum(stop.tubes for _, stop in deliveries)
    received = sum(
        stop.tubes for at, stop in deliveries if at == lab_id and stop.arrive <= lost.receive_until
    )
    order = roster.round
    able = 0.0
    for lab in roster.labs:
        if lab.lab_id == lab_id:
            continue
        until = order.result_deadline - lab.turnaround_min
        first = max(lab.receive_from, order.sampling_start)
        tubes = max(0, until - first) * lab.tubes_per_hour / 60
        if lab.tubes_per_day is not None and until <= order.sampling_start + DAY_MIN:
            tubes = min(tubes, lab.tubes_per_day)
        able += tubes
    return max(0, math.ceil(total - received - able))


def tell_medians(rows: Sequence[dict[str, object]]) -> None:
    """By laboratory and method: median and longest time, statuses, people told."""
    print("lab method median_s longest_s median_cpu_s statuses median_told", file=sys.stderr)
    for kind in dict.fromkeys((row["lab"], row["method"]) for row in rows):
        own = [row for row in rows if (row["lab"], row["method"]) == kind]
        walls, cpus, told = ([float(str(r[c])) for r in own] for c in _FIGURES)
        statuses = "/".join(str(row["status"]) for row in own)
        print(
            *kind, f"{median(walls):.1f}", f"{max(walls):.1f}", f"{median(cpus):.1f}",
            statuses, f"{median(told):.0f}", file=sys.stderr,
        )  # fmt: skip


_FIGURES = ("wall_s", "cpu_s", "people_told")


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """Processes that compute without end, until the block is left."""
    context = multiprocessing.get_context("spawn")
    running = [context.Process(target=_compute, daemon=True) for _ in range(processes)]
    for process in running:
        process.start()
    try:
        yield
    finally:
        for process in running:
            process.terminate()
            process.join()


def _compute() -> None:
    number = 1
    while True:
        number = number * 48_271 % 2_147_483_647


if __name__ == "__main__":
    main()
