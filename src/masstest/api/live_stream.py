"""How far the ledger of a round is, told to all who listen: one look a second for all of them."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool

from masstest.service.live.ledger.progress import Progress, progress
from masstest.store.engine import Store

POLL_S = 1.0
HEARTBEAT_S = 15.0
_LONGEST_S = 300.0  # then the browser asks again, and has its rights looked at again
_RETRY_MS = 2000


@dataclass
class _Watched:
    """A round that somebody listens to; `seen` is set anew with each change."""

    listeners: int = 0
    latest: Progress | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None


class LiveStreams:
    """The listeners of one process."""

    def __init__(self, store: Store, stopping: asyncio.Event, poll_s: float = POLL_S) -> None:
        self._store = store
        self._stopping = stopping
        self._poll_s = poll_s
        self._watched: dict[str, _Watched] = {}

    async def follow(
        self, round_id: str, *, heartbeat_s: float = HEARTBEAT_S
    ) -> AsyncIterator[str]:
        """The latest progress, and every change of it, for some minutes or until the server
        stops."""
        began = time.monotonic()
        watched = self._join(round_id)
        told: Progress | None = None
        try:
            yield f"retry: {_RETRY_MS}\n\n"
            while not self._stopping.is_set() and time.monotonic() - began < _LONGEST_S:
                changed = watched.changed
                if watched.latest is not None and watched.latest != told:
                    told = watched.latest
                    yield _message(told)
                    continue
                try:
                    await asyncio.wait_for(changed.wait(), heartbeat_s)
                except TimeoutError:
                    yield ": still here\n\n"
        finally:
            self._leave(round_id, watched)

    def _join(self, round_id: str) -> _Watched:
        watched = self._watched.setdefault(round_id, _Watched())
        watched.listeners += 1
        if watched.task is None:
            watched.task = asyncio.create_task(self._watch(round_id, watched))
        return watched

    def _leave(self, round_id: str, watched: _Watched) -> None:
        watched.listeners -= 1
        if watched.listeners == 0 and watched.task is not None:
            watched.task.cancel()
            self._watched.pop(round_id, None)

    async def _watch(self, round_id: str, watched: _Watched) -> None:
        while True:
            try:
                latest: Progress | None = await run_in_threadpool(progress, self._store, round_id)
            except OperationalError:  # the database is away: those who listen wait with us
                latest = watched.latest
            if latest != watched.latest or self._stopping.is_set():
                watched.latest = latest
                changed, watched.changed = watched.changed, asyncio.Event()
                changed.set()
            await asyncio.sleep(self._poll_s)


def _message(latest: Progress) -> str:
    data = {
        "number": latest.number,
        "at": None if latest.at is None else latest.at.isoformat(),
        "publication": latest.publication,
    }
    return f"id: {latest.number}\nevent: live\ndata: {json.dumps(data)}\n\n"
