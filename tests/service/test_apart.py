"""Work in processes of its own: what comes back, and what doesn't."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from masstest.service import apart, next_round
from masstest.service.apart import Limits, WorkFailed, WorkTooHeavy, run_apart
from masstest.service.plans import PlanFiles
from masstest.service.problems import Problem
from masstest.store.tables import StoredPlan, StoredRound


def test_an_answer_comes_back() -> None:
    assert run_apart("waiting.nothing") is None


def test_what_a_piece_of_work_raises_is_told() -> None:
    with pytest.raises(WorkFailed, match="Traceback"):
        run_apart("reading.read_workbook", "not bytes")


def test_what_takes_too_long_is_stopped_and_the_next_is_done() -> None:
    with pytest.raises(WorkTooHeavy):
        run_apart("waiting.seconds", 60.0, limits=Limits(wall_s=0.2))
    assert run_apart("waiting.nothing") is None


def test_what_needs_too_much_memory_is_stopped_and_the_next_is_done() -> None:
    with pytest.raises(WorkTooHeavy):
        run_apart("waiting.bytes_of", 50_000_000_000)
    assert run_apart("waiting.nothing") is None


def test_too_many_at_once_are_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    workshop = apart._Workshop(1, 0)
    monkeypatch.setattr(apart, "_workshop", workshop)
    with ThreadPoolExecutor(1) as others, workshop.one():
        asked = others.submit(run_apart, "waiting.nothing")
        with pytest.raises(Problem) as refused:
            asked.result()
    workshop.close()
    assert refused.value.code == "busy"
    assert refused.value.status == 503


def test_a_process_that_died_idle_is_replaced() -> None:
    """Whoever comes next isn't told that their work was too heavy."""
    workshop = apart._Workshop(1, 0)
    with workshop.one() as worker:
        worker.ask("waiting.nothing", (), Limits())
    worker._process.kill()
    worker._process.wait()
    with workshop.one() as another:
        assert another.ask("waiting.nothing", (), Limits()) is None
    workshop.close()


def test_no_setting_reaches_a_process_that_reads_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASSTEST_DATABASE_URL", "postgresql://masstest:secret@host/masstest")
    monkeypatch.setenv("PGPASSWORD", "secret")
    started: list[dict[str, str]] = []
    start = subprocess.Popen

    def noted(*args: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(options["env"])
        return start(*args, **options)

    monkeypatch.setattr(apart.subprocess, "Popen", noted)
    apart._Worker().end()
    (environment,) = started
    assert "PATH" in environment
    assert "secret" not in str(environment)


def test_a_process_that_is_killed_leaves_no_files() -> None:
    """Nor can anybody else look into them while they are there."""
    worker = apart._Worker()
    folder = Path(worker._folder.name)
    assert os.path.samefile(worker.ask("waiting.folder", (), Limits()), folder)
    assert sys.platform == "win32" or folder.stat().st_mode & 0o077 == 0
    (folder / "roster.xlsx").touch()
    with pytest.raises(WorkTooHeavy):
        worker.ask("waiting.seconds", (60.0,), Limits(wall_s=0.2))
    worker.end()
    assert not folder.exists()


def test_a_workbook_that_is_too_heavy_to_write_is_a_problem(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def done(work: str, *args: object) -> bytes:
        if work == "reading.write_workbook":
            raise WorkTooHeavy
        return b"{}"

    monkeypatch.setattr(next_round, "run_apart", done)
    files = PlanFiles(StoredPlan(), StoredRound(date=dt.date(2022, 3, 10)), b"", b"")
    with pytest.raises(Problem, match="too_heavy"):
        next_round.next_roster_workbook(files, "en")
