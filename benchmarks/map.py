"""How long the map of a plan takes to write, how large it is, and how fast it opens.

    python benchmarks/map.py FOLDER    (with plan.json and roster.xlsx, as `masstest demo` makes)

Opening needs Chromium: the page says how many milliseconds after it was asked for it was ready.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.sheets import read_roster
from masstest.sheets.gpx import write_gpx
from masstest.sheets.map import write_map

_REPEATS = 5


def main() -> None:
    """Print one line per figure: medians of five."""
    folder = Path(sys.argv[1])
    plan = Plan.from_json((folder / "plan.json").read_text(encoding="utf-8"))
    roster = read_roster(folder / "roster.xlsx").roster
    if roster is None:
        sys.exit("the roster is not valid")
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "map.html"
        print(f"map written      {statistics.median(_writing_s(plan, roster, path)):.2f} s")
        print(f"map size         {path.stat().st_size / 1e6:.2f} MB")
        began = time.perf_counter()
        vehicles = len(write_gpx(plan, roster, Path(made)))
        print(f"GPX written      {time.perf_counter() - began:.2f} s, {vehicles} vehicles")
        opened = [_opening_s(path) for _ in range(_REPEATS)]
        print(f"map opened       {statistics.median(opened):.2f} s (new browser)")


def _writing_s(plan: Plan, roster: Roster, path: Path) -> list[float]:
    seconds = []
    for _ in range(_REPEATS):
        began = time.perf_counter()
        write_map(plan, roster, path, "zh")
        seconds.append(time.perf_counter() - began)
    return seconds


def _opening_s(path: Path) -> float:
    """Seconds from the start of navigation until everything is drawn and can be used."""
    browser = shutil.which("chromium")
    if browser is None:
        sys.exit("chromium is not on PATH")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                   "--disable-background-networking", f"--user-data-dir={profile}",
                   "--dump-dom", path.as_uri()]  # fmt: skip
        page = subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=True
        ).stdout
    ready = re.search(r'data-ready-ms="(\d+)"', page)
    if ready is None:
        sys.exit("the map did not open")
    return int(ready[1]) / 1000


if __name__ == "__main__":
    main()
