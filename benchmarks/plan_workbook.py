"""How long a plan takes to be written as a workbook.

python benchmarks/plan_workbook.py PLAN.json --case weibin
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import get_args

from masstest.demo import CaseName, make_roster
from masstest.domain.plan import Plan
from masstest.sheets.plan_workbook import write_plan_workbook

_REPEATS = 7


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", type=Path, help="plan.json of the case")
    parser.add_argument("--case", choices=get_args(CaseName), default="weibin")
    arguments = parser.parse_args()
    plan, roster = Plan.from_json(arguments.plan.read_bytes()), make_roster(arguments.case)
    wall_s, cpu_s = [], []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        for _ in range(_REPEATS):
            begin, cpu_begin = time.perf_counter(), time.process_time()
            write_plan_workbook(plan, roster, path, "zh")
            wall_s.append(time.perf_counter() - begin)
            cpu_s.append(time.process_time() - cpu_begin)
        size_kb = path.stat().st_size / 1000
    print(
        f"{arguments.case}: {len(plan.points)} points, {len(plan.duties)} duties, "
        f"{size_kb:.0f} kB, median of {_REPEATS}: {median(wall_s):.2f} s wall, "
        f"{median(cpu_s):.2f} s CPU, fastest {min(wall_s):.2f} s"
    )


if __name__ == "__main__":
    main()
