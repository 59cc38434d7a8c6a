"""Planning again ends in time: each stage leaves what those after it need."""

from __future__ import annotations

import math
import time

import pytest

from masstest.domain.budget import Budget
from masstest.planner.replanning import pace as pace_module
from masstest.planner.replanning.pace import Pace


class Clocks:
    """A wall clock and a processor clock that are set by hand."""

    def __init__(self) -> None:
        self.wall_s = self.used_s = 1000.0

    def monotonic(self) -> float:
        return self.wall_s

    def thread_time(self) -> float:
        return self.used_s


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    found = Clocks()
    monkeypatch.setattr(pace_module, "time", found)
    return found


def test_the_searches_leave_time_for_what_comes_after(clocks: Clocks) -> None:
    pace = Pace(16.0)
    seconds = [pace.budget(Budget(), stage).seconds for stage in ("location", "transport")]
    assert seconds == pytest.approx([12.0, 14.0])
    assert pace.budget(Budget(), "officials").seconds == pytest.approx(16.0)


def test_on_a_busy_computer_they_leave_more(clocks: Clocks) -> None:
    pace = Pace(16.0)
    clocks.wall_s += 3.8
    clocks.used_s += 0.8  # a quarter of a processor
    assert pace.slowness == pytest.approx(4.0)
    budget = pace.budget(Budget(), "transport")
    assert budget.seconds == pytest.approx(16.0 - 3.8 - 4 * 2.0)
    assert budget.ends_at == pytest.approx(clocks.wall_s + budget.seconds)


def test_when_time_is_up_a_moment_is_left(clocks: Clocks) -> None:
    pace = Pace(16.0)
    clocks.wall_s += 100.0
    assert 0 < pace.budget(Budget(), "transport").seconds < 1


def test_who_counts_iterations_always_counts_as_many(clocks: Clocks) -> None:
    pace = Pace(16.0)
    clocks.wall_s += 100.0
    whole = Budget(seconds=3.0, deterministic=True)
    assert pace.budget(whole, "transport").seconds == 3.0
    assert pace.budget(whole, "transport").ends_at == math.inf


def test_no_slice_goes_beyond_the_end() -> None:
    ending = Budget(seconds=9.0, ends_at=time.monotonic() + 2.0)
    assert ending.slice(5.0).remaining_s <= 2.0
    assert not ending.over
    over = Budget(seconds=9.0, ends_at=time.monotonic() - 1.0)
    assert over.slice(5.0).remaining_s == 0.0
    assert over.over
    assert not Budget(ends_at=over.ends_at, deterministic=True).over
