"""How long the print sheets of a plan take to write, and how large they are.

    python benchmarks/print_sheets.py FOLDER   (with plan.json and roster.xlsx)

Prints seconds (median of three) and bytes of ``print/``, in Chinese.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from masstest.domain.plan import Plan
from masstest.sheets import read_roster
from masstest.sheets.print_sheets import write_print_sheets
from masstest.sheets.print_sheets.codes import drawn

_REPEATS = 3


def main() -> None:
    """Print the time for the whole folder and the bytes of each file."""
    folder = Path(sys.argv[1])
    plan = Plan.from_json((folder / "plan.json").read_text(encoding="utf-8"))
    roster = read_roster(folder / "roster.xlsx").roster
    if roster is None:
        sys.exit("the roster is not valid")
    seconds = []
    with tempfile.TemporaryDirectory() as made:
        for _ in range(_REPEATS):
            drawn.cache_clear()  # as on the first time
            began = time.perf_counter()
            files = write_print_sheets(plan, roster, Path(made), "zh")
            seconds.append(time.perf_counter() - began)
        print(f"print sheets written  {statistics.median(seconds):.2f} s")
        for path in files:
            print(f"{path.name:20}  {path.stat().st_size:>12,} bytes")
        print(f"{'together':20}  {sum(path.stat().st_size for path in files):>12,} bytes")


if __name__ == "__main__":
    main()
