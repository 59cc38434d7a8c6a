"""Removing what is older than the office keeps, once a day, while the service runs."""

from __future__ import annotations

import threading
from types import TracebackType

import sqlalchemy as sa
import structlog

from masstest.access.actor import SYSTEM
from masstest.store import audit
from masstest.store.engine import Store
from masstest.store.retention import prune

_EVERY_S = 24 * 3600.0
_log = structlog.get_logger(__name__)


class Upkeep:
    """Prunes `store` at once and then every day, until the block ends.

    With 0 `days` only what concerns nobody after a day goes: ended sessions, failed logins,
    answers kept for requests sent twice.
    """

    def __init__(self, store: Store, days: int, *, every_s: float = _EVERY_S) -> None:
        self._store, self._days, self._every_s = store, days, every_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep_up, name="upkeep")

    def __enter__(self) -> Upkeep:
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._thread.join()

    def _keep_up(self) -> None:
        while True:
            try:
                self._prune()
            except sa.exc.OperationalError as error:  # tomorrow it may be there again
                _log.error("pruning_failed", error=str(error.orig))
            if self._stopping.wait(self._every_s):
                return

    def _prune(self) -> None:
        with self._store.writing() as session:
            counts = prune(session, self._days).counts
            if counts:
                audit.record(
                    session, SYSTEM, "store.prune", "store", days=self._days, removed=counts
                )
        if counts:
            _log.info("pruned", days=self._days, removed=counts)
