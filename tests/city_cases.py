"""Small cities for tests, and calls that a worker process can be sent."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import cache
from pathlib import Path
from typing import Any

from masstest.demo.city import make_city
from masstest.domain.city import DistrictNeed, LabReach
from masstest.domain.roster import Roster

PEOPLE_EACH = 8_000


@cache
def small_city(districts: int = 3) -> dict[str, Roster]:
    """Districts of some 8,000 people."""
    return dict(make_city(districts, districts * PEOPLE_EACH, make="town"))


def documents(city: dict[str, Roster]) -> dict[str, bytes]:
    """The rosters as `plan_city` takes them."""
    return {district: roster.model_dump_json().encode() for district, roster in city.items()}


def need(district: str, tubes: float, key_tubes: float = 0, **drive_min: float) -> DistrictNeed:
    """A district that needs tubes of the laboratories it can drive to in so many minutes."""
    reach = {lab_id: LabReach(minutes, 6.0, 18.0) for lab_id, minutes in drive_min.items()}
    return DistrictNeed(district, tubes, key_tubes, 0.0, reach)


class Here(Executor):
    """Makes each call at once, in this process."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.calls.append(fn.__name__)
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def note_and_call(notes: Path, victim: str, fn: Callable[..., Any], task: Any) -> Any:
    """Call ``fn(task)``, noting that it began; the first call for `victim` kills its process."""
    number = len(list(notes.glob(f"{task.district}-*")))
    (notes / f"{task.district}-{number}").write_text(str(os.getpid()))
    if task.district == victim and number == 0:
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGKILL)).start()
    return fn(task)


def die(seconds: float = 0.0) -> None:
    """Kill the process, as if the machine ran out of memory."""
    time.sleep(seconds)
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(note: Path) -> int:
    """Kill the process the first time, give its id the second."""
    if not note.exists():
        note.touch()
        die()
    return os.getpid()


def process_id(seconds: float = 0.0) -> int:
    """The process that makes the call."""
    time.sleep(seconds)
    return os.getpid()


def refuse(reason: str) -> None:
    """Fail as a call does that has a mistake in it."""
    raise ValueError(reason)


def wait_for_stop(seconds: float) -> bool:
    """Whether the call was asked to stop before `seconds` were over."""
    from masstest.planner.city.local_processes import STOP_HERE

    return STOP_HERE.wait(seconds)
