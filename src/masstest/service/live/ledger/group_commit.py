"""One writer for the ledger in each process: what waits is written together.

A commit waits for the disk. Requests leave their events in a queue; the writer takes all that
wait, writes them in one transaction, and answers when they are safe. While it does, the next
ones gather.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from masstest.service.live.desk.of_store import OfStore
from masstest.service.live.ledger.outcomes import Draft, Outcome
from masstest.service.live.ledger.taking_in import take_in
from masstest.service.problems import Problem
from masstest.store.engine import Store

MOST_WAITING = 20_000
"""Events in the queue; more are told to come again."""
MOST_AT_ONCE = 2_000
PACE_S = 0.02
"""From the beginning of one transaction to the next, at least; a lone event doesn't wait."""
LONGEST_PACE_S = 0.08
_REST = 4.0  # transactions begin so many times as far apart as one takes
_RETRY_AFTER_S = 2
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Waiting:
    drafts: Sequence[Draft]
    answer: Future[list[Outcome]] = field(default_factory=Future)


class GroupCommit:
    """Writes events into the ledger of `store`.

    Parameters
    ----------
    store : Store
    most_waiting, most_at_once : events in the queue, and in one transaction
    """

    def __init__(
        self, store: Store, most_waiting: int = MOST_WAITING, most_at_once: int = MOST_AT_ONCE
    ) -> None:
        self._store = store
        self._most_waiting, self._most_at_once = most_waiting, most_at_once
        self._queue: deque[_Waiting] = deque()
        self._alone: deque[_Waiting] = deque()  # of a transaction that failed: one by one
        self._events = 0
        self._changed = threading.Condition()
        self._busy = self._closed = False
        self._began_s, self._next_s = 0.0, 0.0
        self._writer = ThreadPoolExecutor(1, "live-writer")

    def submit(self, drafts: Sequence[Draft]) -> Future[list[Outcome]]:
        """Have `drafts` written, all or none; the answer comes when they are committed.

        Raises
        ------
        Problem
            ``busy`` if too many wait already, or the service stops.
        """
        waiting = _Waiting(drafts)
        with self._changed:
            if self._closed or self._events + len(drafts) > self._most_waiting:
                raise Problem("busy", retry_after_s=_RETRY_AFTER_S)
            self._queue.append(waiting)
            self._events += len(drafts)
            begin = not self._busy
            self._busy = True
        if begin:
            self._write_next()
        return waiting.answer

    def stop(self) -> None:
        """Take nothing more, and finish what was taken."""
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: not self._busy)
        self._writer.shutdown()

    def _write_next(self) -> None:
        self._writer.submit(self._gather).add_done_callback(self._begin)

    def _gather(self) -> list[_Waiting]:
        """Let some more come: a transaction costs much the same for one event and for twenty."""
        if not self._alone:
            time.sleep(max(0.0, self._next_s - time.monotonic()))
        return self._take()

    def _begin(self, gathered: Future[list[_Waiting]]) -> None:
        taken = gathered.result()
        if taken:
            self._began_s = time.monotonic()
            self._writer.submit(self._write, taken).add_done_callback(
                lambda done: self._written(taken, done)
            )

    def _take(self) -> list[_Waiting]:
        """What is written next; nobody can call it back from here on."""
        with self._changed:
            taken = [self._alone.popleft()] if self._alone else self._gathered()
            if not taken:
                self._busy = False
                self._changed.notify_all()
        return taken

    def _gathered(self) -> list[_Waiting]:
        taken: list[_Waiting] = []
        events = 0
        while self._queue and events < self._most_at_once:
            waiting = self._queue.popleft()
            self._events -= len(waiting.drafts)
            if waiting.answer.set_running_or_notify_cancel():  # whoever went away was told nothing
                taken.append(waiting)
                events += len(waiting.drafts)
        return taken

    def _write(self, taken: list[_Waiting]) -> list[list[Outcome]]:
        drafts = [draft for waiting in taken for draft in waiting.drafts]
        with self._store.writing() as session:
            outcomes = take_in(session, drafts)
        answers, start = [], 0
        for waiting in taken:
            answers.append(outcomes[start : start + len(waiting.drafts)])
            start += len(waiting.drafts)
        return answers

    def _written(self, taken: list[_Waiting], done: Future[list[list[Outcome]]]) -> None:
        took_s = time.monotonic() - self._began_s
        self._next_s = self._began_s + min(LONGEST_PACE_S, max(PACE_S, _REST * took_s))
        error = done.exception()
        if error is None:
            for waiting, outcomes in zip(taken, done.result(), strict=True):
                waiting.answer.set_result(outcomes)
        elif len(taken) == 1 or isinstance(error, OperationalError | InterfaceError):
            for waiting in taken:
                waiting.answer.set_exception(error)
        else:  # one of them must not stop the others
            _log.warning("live_write_failed", requests=len(taken), error=str(error))
            self._alone.extend(taken)
        self._write_next()


group_commit = OfStore("group_commit", GroupCommit)
