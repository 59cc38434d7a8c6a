"""Files that were made of plans and rosters, kept in memory while there is room."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from masstest.service.apart import run_apart
from masstest.service.problems import Problem

_MOST_BYTES = 64_000_000
T = TypeVar("T")
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
        if not self._waiting.acquire(blocking=False):
            raise Problem("busy", retry_after_s=5)
        try:
            with self._lock:
                making = self._making.setdefault(key, threading.Lock())
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


class LastParsed:
    """The values that were parsed last; nobody changes them. Parsing a plan's table takes
    longer than all else that a page does."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, parse: Callable[[], T]) -> T:
        """The value under `key`, parsed now if it isn't here."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                found: T = self._values[key]
                return found
        value = parse()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value


_kept = _Kept(_MOST_BYTES)


def rendered(key: Hashable, work: str, args: Callable[[], tuple[Any, ...]]) -> bytes:
    """The file that `work` makes of `args`, or made before under the same `key`.

    Raises
    ------
    Problem
        ``too_heavy``, ``busy``.
    """

    def make() -> bytes:
        content: bytes = run_apart(work, *args())
        return content

    return _kept.get(key, make)
