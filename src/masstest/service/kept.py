"""Files that were made of plans and rosters, kept in memory while there is room."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from masstest.service.apart import WorkTooHeavy, run_apart
from masstest.service.problems import Problem

_MOST_BYTES = 64_000_000
_MOST_WAITING = 64  # threads that wait for a file to be made


class _Kept:
    """The files used last; each is made once, however many ask for it at the same time."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._files: OrderedDict[Hashable, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()
        self._making: dict[Hashable, threading.Lock] = {}
        self._waiting = threading.BoundedSemaphore(_MOST_WAITING)

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        with self._lock:
            if key in self._files:
                self._files.move_to_end(key)
                return self._files[key]
            making = self._making.setdefault(key, threading.Lock())
        if not self._waiting.acquire(blocking=False):
            raise Problem("busy", retry_after_s=5)
        try:
            with making:
                return self._made(key, make)
        finally:
            self._waiting.release()

    def _made(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        with self._lock:
            if key in self._files:
                return self._files[key]
        try:
            content = make()
            self._keep(key, content)
            return content
        finally:
            with self._lock:
                self._making.pop(key, None)

    def _keep(self, key: Hashable, content: bytes) -> None:
        with self._lock:
            if key in self._files or len(content) > self._most_bytes // 4:
                return
            self._files[key] = content
            self._bytes += len(content)
            while self._bytes > self._most_bytes:
                _, dropped = self._files.popitem(last=False)
                self._bytes -= len(dropped)


_kept = _Kept(_MOST_BYTES)


def rendered(key: Hashable, work: str, args: Callable[[], tuple[Any, ...]]) -> bytes:
    """The file that `work` makes of `args`, or made before under the same `key`.

    Raises
    ------
    Problem
        ``too_heavy``, ``busy``.
    """

    def make() -> bytes:
        try:
            content: bytes = run_apart(work, *args())
        except WorkTooHeavy:
            raise Problem("too_heavy") from None
        return content

    return _kept.get(key, make)
