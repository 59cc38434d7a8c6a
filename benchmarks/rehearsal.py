"""Hundreds of simulated days of a plan: time, deadlines, weak links, forecast.

    python benchmarks/rehearsal.py PLAN.json [--days 500] [--seed 1] [--workers 2]

The roster lies beside the plan as roster.xlsx; without a plan the town is planned first. Prints
CSV rows ``figure,value``: seconds, the probability of each deadline with its interval, how well
the plan's slack tells what goes late (AUC and rank correlation by kind of link), and how often
the forecast of the morning is within a quarter of an hour of the day's last sample.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from masstest.demo import make_roster
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.planner import Options, plan_round
from masstest.rehearsal.answers import Rehearsal, answers
from masstest.rehearsal.days import Orders, simulate_days
from masstest.rehearsal.simulation import course_of, simulate_day
from masstest.rehearsal.spread import Spread
from masstest.sheets import read_roster
from masstest.travel import straight_line

FORECAST_AT_MIN = 11 * 60


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("plan", type=Path, nargs="?", metavar="PLAN.json")
    arguments.add_argument("--days", type=int, default=500)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--no-forecast", action="store_true")
    options = arguments.parse_args()
    plan, roster = planned(options.plan)
    course = course_of(plan, roster, straight_line(roster))
    forecast_at = None if options.no_forecast else FORECAST_AT_MIN
    orders = Orders(course, Spread(), (), options.seed, forecast_at)
    began = time.perf_counter()
    simulate_day(course, Spread(), seed=options.seed)
    one_day_s = time.perf_counter() - began
    began = time.perf_counter()
    found = answers(orders, simulate_days(orders, options.days, options.workers))
    wall_s = time.perf_counter() - began
    out = csv.writer(sys.stdout)
    out.writerow(("figure", "value"))
    out.writerow(("days", options.days))
    out.writerow(("workers", options.workers))
    out.writerow(("persons_booked", course.persons))
    out.writerow(("wall_s", f"{wall_s:.1f}"))
    out.writerow(("one_day_s", f"{one_day_s:.3f}"))
    out.writerows(rows(found))


def planned(path: Path | None) -> tuple[Plan, Roster]:
    """The plan and the roster beside it, or the town's."""
    if path is None:
        roster = make_roster("town")
        return plan_round(roster, Options(5, workers=1, deterministic=True)), roster
    read = read_roster(path.with_name("roster.xlsx")).roster
    if read is None:
        raise SystemExit(f"{path.with_name('roster.xlsx')} has errors")
    return Plan.from_json(path.read_bytes()), read


def rows(found: Rehearsal) -> Iterator[tuple[str, str]]:
    """The figures of a rehearsal."""
    for deadline in found.deadlines:
        holds = deadline.holds
        yield f"{deadline.kind}_holds", f"{holds.share:.3f} ({holds.low:.3f}-{holds.high:.3f})"
        yield f"{deadline.kind}_in_time_share", f"{deadline.in_time_share:.5f}"
        if deadline.figures is not None:
            figures = deadline.figures
            yield (
                f"{deadline.kind}_p10_p50_p90_min",
                f"{figures.p10:.0f} {figures.p50:.0f} {figures.p90:.0f}",
            )
    yield "missed_share", f"{found.missed_share:.4f}"
    for each in found.slack:
        if each.auc is not None:
            yield f"slack_auc_{each.kind}", f"{each.auc:.3f} ({each.subjects} links)"
        if each.correlation is not None:
            yield f"slack_rank_correlation_{each.kind}", f"{each.correlation:.3f}"
    if found.forecast is not None:
        yield "forecast_within_15_min_share", f"{found.forecast.within_share:.3f}"
        yield "forecast_points_within_15_min_share", f"{found.forecast.points_within_share:.3f}"
        yield "forecast_median_error_min", f"{found.forecast.median_error_min:.1f}"
        yield "forecast_p90_absolute_error_min", f"{found.forecast.p90_absolute_error_min:.1f}"
        yield "forecast_below_p90_share", f"{found.forecast.below_p90_share:.3f}"


if __name__ == "__main__":
    main()
