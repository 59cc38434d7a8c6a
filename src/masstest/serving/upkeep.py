"""Removing what is older than the office keeps, once a day, while the service runs."""

from __future__ import annotations

import gc

import sqlalchemy as sa
import structlog

from masstest.access.actor import SYSTEM
from masstest.service.live.cards import spent_passes
from masstest.serving.beside import Beside
from masstest.store import audit
from masstest.store.engine import Store
from masstest.store.retention import prune

_EVERY_S = 24 * 3600.0
_log = structlog.get_logger(__name__)


class Upkeep(Beside):
    """Prunes `store` at once and then every day, until the block ends.

    With 0 `days` only what concerns nobody after a day goes: ended sessions, failed logins,
    answers kept for requests sent twice.
    """

    def __init__(self, store: Store, days: int, *, every_s: float = _EVERY_S) -> None:
        super().__init__("upkeep")
        self._store, self._days, self._every_s = store, days, every_s

    def work(self) -> None:
        while True:
            try:
                self._prune()
            except sa.exc.OperationalError as error:  # tomorrow it may be there again
                _log.error("pruning_failed", error=str(error.orig))
            gc.collect()  # the desk leaves what is old to this
            if self.stopping.wait(self._every_s):
                return

    def _prune(self) -> None:
        with self._store.writing() as session:
            counts = prune(session, self._days).counts | spent_passes.retire(session)
            if counts:
                audit.record(
                    session, SYSTEM, "store.prune", "store", days=self._days, removed=counts
                )
        if counts:
            _log.info("pruned", days=self._days, removed=counts)
