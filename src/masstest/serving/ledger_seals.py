"""Sealing the ledgers every few minutes while the service runs, and once more when it stops."""

from __future__ import annotations

import sqlalchemy as sa
import structlog

from masstest.service.live.ledger.sealing import seal
from masstest.serving.beside import Beside
from masstest.store.engine import Store

_EVERY_S = 300.0
_log = structlog.get_logger(__name__)


class LedgerSeals(Beside):
    """Seals what was added to the ledgers of `store`, until the block ends."""

    def __init__(self, store: Store, *, every_s: float = _EVERY_S) -> None:
        super().__init__("ledger-seals")
        self._store, self._every_s = store, every_s

    def work(self) -> None:
        stopped = False
        while not stopped:
            stopped = self.stopping.wait(self._every_s)
            try:
                seal(self._store)
            except sa.exc.OperationalError as error:  # next time it may be there again
                _log.error("sealing_failed", error=str(error.orig))
