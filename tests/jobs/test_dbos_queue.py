"""The durable queue delivers every ticket at least once, whatever happens to who took it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from masstest.jobs.dbos_queue import DbosQueue
from masstest.jobs.port import Run, Ticket
from masstest.store.engine import Store


class Taker:
    """Takes tickets: fails at some, keeps others until it is let go."""

    def __init__(self) -> None:
        self.taken: list[Ticket] = []
        self.fails_at: set[Ticket] = set()
        self.go_on = threading.Event()
        self.go_on.set()

    def __call__(self, ticket: Ticket) -> str:
        self.taken.append(ticket)
        assert self.go_on.wait(120)
        if ticket in self.fails_at:
            raise ConnectionError("the database was away")
        return "done"

    def wait_for(self, count: int) -> None:
        until = time.monotonic() + 90
        while len(self.taken) < count:
            assert time.monotonic() < until, self.taken
            time.sleep(0.02)


@contextmanager
def started(store: Store, worker_id: str, run: Run) -> Iterator[DbosQueue]:
    queue = DbosQueue(store.url, worker_id, poll_s=0.1)
    queue.start(run)
    try:
        yield queue
    finally:
        queue.stop(1)


@pytest.fixture
def taker() -> Taker:
    return Taker()


def test_tickets_are_delivered(store: Store, taker: Taker) -> None:
    first, second = Ticket("a", 1), Ticket("b", 1)
    with started(store, "worker 1", taker) as queue:
        taker.go_on.clear()
        queue.submit([first, second])
        taker.wait_for(1)
        queue.submit([first, second])  # both are under way
        assert queue.recover({"worker 1"}) == 0
        time.sleep(0.5)
        assert taker.taken == [first]  # one at a time
        taker.go_on.set()
        taker.wait_for(2)
        assert taker.taken == [first, second]

        failing = Ticket("c", 1)
        taker.fails_at.add(failing)
        queue.submit([failing])
        taker.wait_for(3)
        until = time.monotonic() + 90
        while len(taker.taken) < 4:  # it was delivered in vain: it is delivered again
            queue.submit([failing])
            assert time.monotonic() < until
            time.sleep(0.1)
        assert taker.taken[2:4] == [failing, failing]


def test_what_a_dead_worker_had_taken_is_delivered_to_another(store: Store, taker: Taker) -> None:
    ticket, other = Ticket("a", 1), Taker()
    taker.go_on.clear()
    with started(store, "worker 1", taker) as queue:
        queue.submit([ticket])
        taker.wait_for(1)
    with started(store, "worker 2", other) as queue:
        queue.submit([ticket])
        time.sleep(0.5)
        assert other.taken == []  # it is under way, as far as anybody knows
        assert queue.recover({"worker 2"}) == 1
        other.wait_for(1)
        assert other.taken == [ticket]
        taker.go_on.set()
