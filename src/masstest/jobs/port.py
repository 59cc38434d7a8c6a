"""What we need of a durable queue. It delivers; the `jobs` table decides."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple, Protocol


class Ticket(NamedTuple):
    """The right to try to begin attempt number `attempt` of a job."""

    job_id: str
    attempt: int


Run = Callable[[Ticket], str]
"""Tries a ticket and says what became of it. A ticket whose turn it isn't comes to nothing, so a
ticket that is delivered twice does no harm."""


class JobQueue(Protocol):
    """Delivers every ticket to some worker, at least once, whatever dies meanwhile."""

    def start(self, run: Run) -> None:
        """Take tickets from now on, one at a time, each in a thread of the queue's own."""

    def submit(self, tickets: Collection[Ticket]) -> None:
        """Have tickets delivered. Those that are under way already stay as they are; those that
        were delivered in vain (the worker's database was away, say) are delivered again."""

    def recover(self, alive: Collection[str]) -> int:
        """Deliver again what was under way at workers not in `alive`; returns how many."""

    def stop(self, within_s: float) -> None:
        """Take no more tickets, and wait until the one under way is done."""
