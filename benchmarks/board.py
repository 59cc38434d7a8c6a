"""How long the board takes: one row of CSV for each time of a simulated day.

`day_ms`: laying out the plan, once for a publication. `board_ms`, `board_p90_ms`: CPU time of one
board of the whole district, median and 90 % quantile over `--runs`; `street_ms`: of one street.

    python benchmarks/board.py --plan plan.json --roster roster.xlsx --at 09:00 11:00 13:00 16:00
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.live.board import board
from masstest.live.custody import Ledger
from masstest.live.day import Day
from masstest.live.events import Event
from masstest.rehearsal.script.day import scripted_day
from masstest.sheets.reading import read_roster

Result = TypeVar("Result")

COLUMNS = (
    "at",
    "events",
    "boxes",
    "sources",
    "day_ms",
    "board_ms",
    "board_p90_ms",
    "street_ms",
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
            | _measured(day, script.until(now_min), now_min, options.runs)
        )


def _roster(path: Path) -> Roster:
    if path.suffix == ".json":
        return Roster.from_json(path.read_bytes())
    roster = read_roster(path).roster
    if roster is None:
        raise SystemExit(f"not a roster without problems: {path}")
    return roster


def _measured(day: Day, events: list[Event], now_min: float, runs: int) -> dict[str, float]:
    ledger = Ledger()
    ledger.add(events)
    whole_ms, shown = _timed(lambda: board(day, ledger, now_min), runs)
    street_ms, _ = _timed(lambda: board(day, ledger, now_min, street=day.streets[0]), runs)
    return {
        "events": len(events),
        "boxes": len(ledger.boxes),
        "board_ms": round(float(np.median(whole_ms)), 1),
        "board_p90_ms": round(float(np.percentile(whole_ms, 90)), 1),
        "street_ms": round(float(np.median(street_ms)), 1),
        "json_kb": round(len(shown.model_dump_json()) / 1024),
    }


def _timed(work: Callable[[], Result], runs: int) -> tuple[list[float], Result]:
    """CPU milliseconds of each run, and what the last one gave."""
    spent, found = [], work()
    for _ in range(runs):
        begin = time.process_time()
        found = work()
        spent.append(1000 * (time.process_time() - begin))
    return spent, found


if __name__ == "__main__":
    main()
