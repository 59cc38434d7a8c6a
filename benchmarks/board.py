"""How long the board takes: one row of CSV for each time of a simulated day.

From each time on the day goes on for `--runs` seconds, and every second there is a board, as a
server has it. `day_ms`: laying out the plan, once for a publication. CPU time, median (and 90 %
quantile) of the seconds: `first_ms` of a board worked out from nothing, `board_ms` of the next
ones, of the whole district; `street_ms` of one street's at the same moment; `curves_ms` of the
district's curves; `alerts_ms` of judging what is to be told.

    python benchmarks/board.py --plan plan.json --roster roster.xlsx --at 09:00 11:00 13:00 16:00
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.live.alerts import conditions
from masstest.live.board import RunningBoard, board
from masstest.live.custody import Ledger
from masstest.live.day import Day
from masstest.rehearsal.script.day import Script, scripted_day
from masstest.sheets.reading import read_roster

Result = TypeVar("Result")

COLUMNS = (
    "at",
    "events",
    "boxes",
    "sources",
    "day_ms",
    "first_ms",
    "board_ms",
    "board_p90_ms",
    "street_ms",
    "curves_ms",
    "alerts_ms",
    "json_kb",
)


def main() -> None:
    """Write one CSV row per time of day."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plan", type=Path, required=True)
    parser.add_argument("--roster", type=Path, required=True)
    parser.add_argument("--at", nargs="*", default=["11:00"])
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    plan = Plan.from_json(options.plan.read_bytes())
    roster = _roster(options.roster)
    script = scripted_day(plan, roster, seed=options.seed)
    day_ms, day = _timed(lambda: Day(plan, roster), 3)
    writer = csv.DictWriter(sys.stdout, COLUMNS)
    writer.writeheader()
    for clock in options.at:
        hours, _, minutes = clock.partition(":")
        now_min = 60.0 * int(hours) + int(minutes)
        writer.writerow(
            {"at": clock, "sources": len(day.sources), "day_ms": round(float(np.median(day_ms)), 1)}
            | _measured(day, script, now_min, options.runs)
        )


def _roster(path: Path) -> Roster:
    if path.suffix == ".json":
        return Roster.from_json(path.read_bytes())
    roster = read_roster(path).roster
    if roster is None:
        raise SystemExit(f"not a roster without problems: {path}")
    return roster


def _measured(day: Day, script: Script, now_min: float, runs: int) -> dict[str, float]:
    ledger = Ledger()
    known = script.until(now_min)
    ledger.add(known)
    first_ms, shown = _timed(lambda: board(day, ledger, now_min), 3)
    running = RunningBoard(day, ledger)
    running.at(now_min)
    spent: dict[str, list[float]] = {"board": [], "street": [], "curves": [], "alerts": []}
    for second in range(1, runs + 1):
        at_min = now_min + second / 60
        ledger.add(script.until(at_min))
        works: dict[str, Callable[[], object]] = {
            "board": partial(running.at, at_min),
            "street": partial(running.at, at_min, street=day.streets[0]),
            "curves": partial(running.curves, shown),
            "alerts": partial(conditions, day, ledger, at_min, shown=shown),
        }
        for name, work in works.items():
            spent[name] += _timed(work, 1)[0]
    median = {name: round(float(np.median(each)), 1) for name, each in spent.items()}
    return {
        "events": len(known),
        "boxes": len(ledger.boxes),
        "first_ms": round(float(np.median(first_ms)), 1),
        "board_ms": median["board"],
        "board_p90_ms": round(float(np.percentile(spent["board"], 90)), 1),
        "street_ms": median["street"],
        "curves_ms": median["curves"],
        "alerts_ms": median["alerts"],
        "json_kb": round(len(shown.model_dump_json()) / 1024),
    }


def _timed(work: Callable[[], Result], runs: int) -> tuple[list[float], Result]:
    """CPU milliseconds of each run, and what the last one gave."""
    spent, found = [], []
    for _ in range(runs):
        begin = time.process_time()
        found.append(work())
        spent.append(1000 * (time.process_time() - begin))
    return spent, found[-1]


if __name__ == "__main__":
    main()
