"""Work in processes of its own: what comes back, and what doesn't."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from masstest.service import apart
from masstest.service.apart import Limits, WorkFailed, WorkTooHeavy, run_apart
from masstest.service.problems import Problem


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
