"""A planning process steps back for whatever else its computer does."""

from __future__ import annotations

import errno
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from masstest.jobs import limits

SCRIPT = (
    "import os; from masstest.jobs.limits import JobLimits, limit_this_process as limit; "
    "limit(memory_mb=4000, cpu_s=60, niceness=JobLimits().niceness); print(os.nice(0))"
)


class Group:
    """What Linux says of a session's priority: a refusal each time, until there is none left."""

    def __init__(self, *refusals: int) -> None:
        self.refusals = list(refusals)
        self.niceness = "0"

    def write_text(self, niceness: str) -> None:
        if self.refusals:
            raise OSError(self.refusals.pop(0), "no")
        self.niceness = niceness


def test_it_is_as_nice_as_can_be() -> None:
    ended = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, check=True)
    assert ended.stdout.split() == [b"19"]


def test_of_several_that_start_together_each_waits_for_its_turn() -> None:
    """Without the right to administer a computer, one of them only is heard in 0.1 s."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", f"{SCRIPT}; print(open('/proc/self/autogroup').read())"],
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        for _ in range(4)
    ]
    said = [child.communicate(timeout=60)[0].split() for child in started]
    assert [child.returncode for child in started] == [0] * 4
    if Path("/proc/self/autogroup").exists():
        assert [words[0] + words[-1] for words in said] == [b"1919"] * 4


def test_a_turn_comes() -> None:
    group = Group(errno.EAGAIN, errno.EAGAIN)
    limits.step_back_as_a_session(7, group)  # type: ignore[arg-type]
    assert group.niceness == "7"


@pytest.mark.parametrize("why", [errno.EACCES, errno.EROFS, errno.EAGAIN])
def test_where_it_is_forbidden_the_job_is_done_all_the_same(
    why: int, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "_PATIENCE_S", 0.2)
    group = Group(*[why] * 99)
    with caplog.at_level(logging.WARNING):
        limits.step_back_as_a_session(7, group)  # type: ignore[arg-type]
    assert group.niceness == "0"
    assert "priority" in caplog.text
