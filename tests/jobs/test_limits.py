"""A planning process steps back for whatever else its computer does."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = (
    "import os; from masstest.jobs.limits import JobLimits, limit_this_process as limit; "
    "limit(memory_mb=4000, cpu_s=60, niceness=JobLimits().niceness); print(os.nice(0))"
)


def test_it_is_as_nice_as_can_be() -> None:
    ended = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, check=True)
    assert ended.stdout.split() == [b"19"]
