"""Planning again in the middle of the day, beside planning anew: time, and who must be told.

For each laboratory in turn: it is lost at the freeze. The plan is changed by `replan`, and the same
roster (the laboratory receives until the freeze) is planned anew without looking at the plan.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from pathlib import Path

from masstest.demo import make_roster
from masstest.domain.outcome import PlanRefused
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
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
    args = parser.parse_args()

    roster = make_roster(args.case)
    options = Options(time_limit_s=args.time_limit, workers=args.workers)
    with worker_pool(roster, args.workers) as executor:
        if args.plan is not None:
            plan = Plan.from_json(args.plan.read_bytes())
        else:
            plan = plan_round(roster, options, executor=executor)
        out = csv.DictWriter(sys.stdout, COLUMNS)
        out.writeheader()
        labs = args.labs or [lab.lab_id for lab in roster.labs]
        for lab_id in labs:
            lost = without(roster, lab_id, args.freeze)
            for _ in range(args.runs):
                clock = Clock()
                again = replan(plan, lost, options, executor=executor, freeze=args.freeze)
                out.writerow(row(lab_id, "replan", plan, again, clock.read(), args.freeze))
            if args.anew is None or lab_id in args.anew:
                clock = Clock()
                try:
                    anew = plan_round(lost, options, executor=executor)
                except PlanRefused as refused:
                    print(f"{lab_id} anew: {refused}", file=sys.stderr)
                    continue
                out.writerow(row(lab_id, "anew", plan, anew, clock.read(), args.freeze))
            sys.stdout.flush()


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
    }


if __name__ == "__main__":
    main()
