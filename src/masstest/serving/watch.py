"""Looking after the rounds that are on, while the service runs: alerts, and sending them.

Every server does both. The database sees to it that each alert is opened once and each delivery
sent by one of them, so none of them has to be the one.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TypeVar

import sqlalchemy as sa
import structlog

from masstest.service.live.alerts import Changes, refresh
from masstest.service.live.alerts.rounds_on import rounds_to_watch
from masstest.service.live.desk.projection import projections
from masstest.service.live.outbox.mail_receivers import MailReceiver, mail_receivers
from masstest.service.live.outbox.outgoing import Outgoing, send_due
from masstest.service.problems import Problem
from masstest.settings import Settings
from masstest.store.engine import Store
from masstest.store.tables.base import new_id, utc_now

JUDGE_EVERY_S = 3.0
SEND_EVERY_S = 2.0
_REST = 5.0  # times as long as judging took
_LONGEST_REST_S = 10.0
T = TypeVar("T")
_log = structlog.get_logger(__name__)


class Watch:
    """Judges rounds and sends what is due, in two threads, until the block ends.

    A receiver that takes its time doesn't keep the judging waiting. What the database can't do
    now is done the next time.
    """

    def __init__(
        self,
        store: Store,
        outgoing: Outgoing,
        mail_to: tuple[MailReceiver, ...] = (),
        *,
        judge_every_s: float = JUDGE_EVERY_S,
        send_every_s: float = SEND_EVERY_S,
    ) -> None:
        self._store, self._outgoing, self._mail_to = store, outgoing, mail_to
        self._claimant = f"{socket.gethostname()[:30]}-{os.getpid()}-{new_id()[-12:]}"
        self._stopping = threading.Event()
        # judging, a round within it, and sending
        self._workers = ThreadPoolExecutor(3, thread_name_prefix="watch")
        self._threads = (
            self._thread("judging", self._judge_all, judge_every_s),
            self._thread("sending", self._send, send_every_s),
        )

    @classmethod
    def of(cls, settings: Settings, store: Store) -> Watch:
        """As the settings say.

        Raises
        ------
        ValueError
            If the setting ``alert_mail_to`` makes no sense.
        """
        return cls(store, Outgoing.of(settings), mail_receivers(settings.alert_mail_to))

    def __enter__(self) -> Watch:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        self._workers.shutdown()

    def _thread(self, name: str, deed: Callable[[], object], every_s: float) -> threading.Thread:
        return threading.Thread(target=self._repeat, args=(deed, every_s), name=name)

    def _repeat(self, deed: Callable[[], object], every_s: float) -> None:
        while not self._stopping.is_set():
            self._attempt(deed)
            self._stopping.wait(every_s)

    def _attempt(self, deed: Callable[..., T], *given: object) -> T | None:
        """Do something whose failure, whatever it is, must not end the watch of all rounds.

        It is done in a thread of its own, which hands over what went wrong. None then.
        """
        done = self._workers.submit(deed, *given)
        error = done.exception()
        if error is None:
            return done.result()
        if isinstance(error, (sa.exc.DBAPIError, sa.exc.TimeoutError)):
            _log.warning("watch_interrupted", part=deed.__name__, error=type(error).__name__)
        else:
            _log.error("watch_failed", part=deed.__name__, exc_info=error)
        return None

    def _judge_all(self) -> None:
        projections(self._store).let_go_unused()
        now = utc_now()
        for round_id in rounds_to_watch(self._store, now):
            if self._stopping.is_set():
                return
            began_s = time.monotonic()
            changes = self._attempt(self._judge, round_id, now)
            # a large round, late in its day: those who report come first
            self._stopping.wait(min(_LONGEST_REST_S, _REST * (time.monotonic() - began_s)))
            if changes:
                _log.info(
                    "alerts", round=round_id, opened=changes.opened,
                    escalated=changes.escalated, closed=changes.closed,
                )  # fmt: skip

    def _judge(self, round_id: str, now: dt.datetime) -> Changes | None:
        try:
            return refresh(self._store, round_id, now, mail_to=self._mail_to)
        except Problem as problem:
            if problem.code != "being_read":
                raise
            return None  # it goes on being read: the next time

    def _send(self) -> None:
        while not self._stopping.is_set() and send_due(self._store, self._outgoing, self._claimant):
            pass
