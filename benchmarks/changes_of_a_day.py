"""Several changes on one day, each planned from the plan that the one before it left.

From a plan and a made-up morning (see `day_replanning`): a laboratory, vehicle or point is lost,
the proposal is put in force, the day goes on by it, the next thing happens. In this process,
without a service. Counted is how often a proposal takes the runs or the day as planned instead of
as reported, and whether a physical rule of the checker is broken. One CSV row per proposal.

    python -m benchmarks.changes_of_a_day --case town --seeds 8
    python -m benchmarks.changes_of_a_day --plan plan.json --roster roster.xlsx --seeds 3
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.day_replanning import reports
from masstest.checks import check_plan, physical
from masstest.demo import CASES, make_roster
from masstest.domain.outcome import BadInput
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.live.custody import Ledger
from masstest.live.day import Day
from masstest.planner import Options, plan_round
from masstest.planner.replanning.in_the_day import PlanInTheDay, replan_in_the_day
from masstest.service.live.proposals.day_so_far import day_so_far
from masstest.sheets import read_roster
from masstest.travel import straight_line

STEPS = (("lab", 600), ("vehicle", 660), ("site", 700), ("vehicle", 740))
LEAD_MIN = 15  # from what happens to the freeze
COLUMNS = (
    "seed", "change", "lost", "minute", "status", "proposal_s", "taken_as_planned", "violations",
    "people_told",
)  # fmt: skip


@dataclass
class _Round:
    """What is in force, what was reported, what is gone."""

    plan: Plan
    roster: Roster
    ledger: Ledger
    gone: list[str]
    told_until_min: float = -(10.0**6)


def main() -> None:
    given = _given()
    if given.plan is None:
        roster = make_roster(given.case)
        plan = plan_round(roster, Options(time_limit_s=given.time_limit, workers=1))
    else:
        plan = Plan.from_json(given.plan.read_bytes())
        roster = _roster(given.roster)
    out = csv.writer(sys.stdout)
    out.writerow(COLUMNS)
    counts: Counter[str] = Counter()
    for seed in range(1, given.seeds + 1):
        for row in _day(plan, roster, seed, Options(time_limit_s=given.time_limit, workers=1)):
            out.writerow(row)
            sys.stdout.flush()
            counts["proposals"] += 1
            counts["impossible"] += row[4] == "impossible"
            counts["taken as planned"] += bool(row[6])
            counts["broken rules"] += bool(row[7])
    print(", ".join(f"{name}: {count}" for name, count in counts.items()))


def _day(plan: Plan, roster: Roster, seed: int, options: Options) -> Iterator[Sequence[object]]:
    now = _Round(plan, roster, Ledger(), [])
    for number, (kind, minute) in enumerate(STEPS):
        chance = random.Random(1000 * seed + number)
        day = Day(now.plan, now.roster)
        now.ledger.add(
            event.model_copy(update={"event_id": f"{number}-{event.event_id}"})
            for event in reports(day, minute, chance)
            if event.at_min > now.told_until_min
        )
        lost = f"{kind}={_lost(kind, now, minute, chance)}"
        began = time.monotonic()
        try:
            made = replan_in_the_day(
                now.plan,
                now.roster,
                day_so_far(day, now.ledger, float(minute)),
                options,
                freeze=minute + LEAD_MIN,
                excludes=(lost,),
            )
        except BadInput:
            yield seed, number + 1, lost, minute, "impossible", "", "", 0, ""
            return
        yield _row(seed, number, lost, minute, made, time.monotonic() - began)
        now.gone.append(lost)
        # as the service keeps them
        now.plan = Plan.from_json(made.plan.to_json())
        now.roster = Roster.from_json(made.roster.to_json())
        now.told_until_min = minute


def _row(
    seed: int, number: int, lost: str, minute: int, made: PlanInTheDay, seconds: float
) -> Sequence[object]:
    codes = [each["code"] for each in made.plan.kpis["carried_out"]["approximations"]]
    as_planned = " ".join(code for code in codes if code in ("runs_as_planned", "day_as_planned"))
    broken = physical(check_plan(made.roster, made.plan, straight_line(made.roster)))
    told = made.plan.kpis["changes"]["people_told"]
    return (
        seed, number + 1, lost, minute, made.plan.status, round(seconds, 1), as_planned,
        len(broken), told,
    )  # fmt: skip


def _lost(kind: str, now: _Round, minute: int, chance: random.Random) -> str:
    """Something that is still needed: more often than not the laboratory that gets most."""
    left = [run for run in now.plan.runs if run.end > minute]
    if kind == "vehicle":
        needed = {run.vehicle_id for run in left}
    elif kind == "site":
        needed = {p.site_id for p in now.plan.points if p.finish_at > minute + 30}
    else:
        coming: Counter[str] = Counter()
        for run in left:
            coming[str(run.stops[-1].lab_id)] += run.stops[-1].tubes
        if chance.random() < 0.6:
            return max(coming, key=lambda lab_id: (coming[lab_id], lab_id))
        needed = set(coming)
    return chance.choice(sorted(needed - {each.partition("=")[2] for each in now.gone}))


def _roster(path: Path) -> Roster:
    found = read_roster(path).roster
    assert found is not None, f"{path} has errors"
    return found


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", choices=sorted(CASES), default="town")
    parser.add_argument("--plan", type=Path)
    parser.add_argument("--roster", type=Path, help="the workbook of --plan")
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--time-limit", type=float, default=20.0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
