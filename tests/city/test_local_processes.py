"""Local processes: one may die, the others go on, and nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from city_cases import die, die_once, process_id, refuse, wait_for_stop
from masstest.planner.city.local_processes import LocalProcesses


@pytest.fixture(scope="module")
def crew() -> Iterator[LocalProcesses]:
    with LocalProcesses(2, attempts=2) as executor:
        yield executor


def test_a_dead_process_costs_only_its_own_call(crew: LocalProcesses, tmp_path: Path) -> None:
    first = crew.submit(process_id).result()
    steady = crew.submit(process_id, 2.0)
    again = crew.submit(die_once, tmp_path / "died")
    assert again.result() != os.getpid()
    assert not steady.done(), "the other process was not disturbed"
    assert {steady.result(), crew.submit(process_id).result(), first} - {os.getpid()}


def test_a_call_that_kills_each_time_fails_and_the_rest_is_done(crew: LocalProcesses) -> None:
    deadly = crew.submit(die)
    others = [crew.submit(process_id) for _ in range(3)]
    with pytest.raises(BrokenProcessPool):
        deadly.result()
    assert all(other.result() for other in others)


def test_a_process_that_dies_with_nothing_to_do_is_replaced(crew: LocalProcesses) -> None:
    for _ in range(2):
        idle = crew.submit(process_id).result()
        os.kill(idle, signal.SIGKILL)
    assert {crew.submit(process_id).result() for _ in range(3)}


def test_a_mistake_is_handed_on_and_not_tried_again(crew: LocalProcesses) -> None:
    wrong = crew.submit(refuse, "no such thing")
    stopped = crew.submit(wait_for_stop, 60.0)
    with pytest.raises(ValueError, match="no such thing"):
        wrong.result()
    crew.stop_running()  # for good: processes that begin later are told as well
    assert stopped.result(), "running calls are asked to end"


def test_no_process_outlives_its_parent(tmp_path: Path) -> None:
    """A parent that is killed leaves nobody planning for nobody."""
    note = tmp_path / "child"
    program = (
        "from pathlib import Path\n"
        "from city_cases import process_id\n"
        "from masstest.planner.city.local_processes import LocalProcesses\n"
        "if __name__ == '__main__':\n"
        "    crew = LocalProcesses(1)\n"
        f"    Path({str(note)!r}).write_text(str(crew.submit(process_id).result()))\n"
        "    crew.submit(process_id, 60.0).result()\n"
    )
    script = tmp_path / "parent.py"
    script.write_text(program)
    path = os.pathsep.join(p for p in sys.path if p)
    parent = subprocess.Popen([sys.executable, str(script)], env={**os.environ, "PYTHONPATH": path})
    _until(lambda: note.exists() and bool(note.read_text()))
    child = int(note.read_text())
    parent.kill()
    parent.wait()
    _until(lambda: not _alive(child))


def _until(true: object, seconds: float = 180.0) -> None:
    assert callable(true)
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def _alive(pid: int) -> bool:
    """Whether a process runs; one that waits to be collected does not."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
