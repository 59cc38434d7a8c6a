"""Reading, writing and annotating roster workbooks of the made-up districts.

    python benchmarks/reading.py [RUNS]

Prints medians in seconds: wall time, and processor time with that of the child processes.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from masstest.demo import CASES, make_roster
from masstest.domain.roster import Roster
from masstest.sheets import read_roster, write_checked, write_roster


def processor_s() -> float:
    """Processor time of this process and the children it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def medians_s(step: Callable[[], object], runs: int) -> tuple[float, float]:
    """Median wall and processor time of `runs` calls."""
    wall, processor = [], []
    for _ in range(runs):
        started, used = time.perf_counter(), processor_s()
        step()
        wall.append(time.perf_counter() - started)
        processor.append(processor_s() - used)
    return statistics.median(wall), statistics.median(processor)


def measure(case: str, roster: Roster, folder: Path, runs: int) -> None:
    path, checked = folder / "roster.xlsx", folder / "checked.xlsx"
    write_roster(roster, path)
    result = read_roster(path)
    steps: dict[str, Callable[[], object]] = {
        "write": lambda: write_roster(roster, path),
        "read": lambda: read_roster(path),
        "annotate": lambda: write_checked(path, result, checked),
    }
    for name, step in steps.items():
        wall_s, used_s = medians_s(step, runs)
        print(f"{case},{len(roster.staff)},{name},{wall_s:.2f},{used_s:.2f}")


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print("case,staff,step,wall_s,processor_s")
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            measure(case, make_roster(case), Path(folder), runs)


if __name__ == "__main__":
    main()
