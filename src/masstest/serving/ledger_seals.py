"""Sealing the ledgers every few minutes while the service runs, and once more when it stops."""

from __future__ import annotations

import threading
from types import TracebackType

import sqlalchemy as sa
import structlog

from masstest.service.live.sealing import seal
from masstest.store.engine import Store

_EVERY_S = 300.0
_log = structlog.get_logger(__name__)


class LedgerSeals:
    """Seals what was added to the ledgers of `store`, until the block ends."""

    def __init__(self, store: Store, *, every_s: float = _EVERY_S) -> None:
        self._store, self._every_s = store, every_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep_sealing, name="ledger-seals")

    def __enter__(self) -> LedgerSeals:
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

    def _keep_sealing(self) -> None:
        stopped = False
        while not stopped:
            stopped = self._stopping.wait(self._every_s)
            try:
                seal(self._store)
            except sa.exc.OperationalError as error:  # next time it may be there again
                _log.error("sealing_failed", error=str(error.orig))
