"""How often one address may call: a bucket of tokens that refills.

Hundreds of phones may share one address. Where they report, one that was let in before is counted
by its key or session; any other, and whoever tries out keys, by its address.
"""

from __future__ import annotations

import hashlib
import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from masstest.edge.refusals import refusal

# Addresses, keys and sessions remembered at once: a flood from many can't fill the memory.
_MOST_REMEMBERED = 10_000
_LET_IN_S = 600.0
_GOOD = range(200, 300)


@dataclass
class _Bucket:
    tokens: float
    at_s: float


@dataclass(frozen=True)
class CallerLimit:
    """How often one key or session may call at `paths`, if it was let in before."""

    paths: re.Pattern[str]
    per_s: float
    burst: int


class RateLimit:
    """Answer 429 with ``Retry-After`` to an address that calls too often.

    Parameters
    ----------
    app : what answers
    per_s : calls a second that an address may keep up
    burst : calls it may make at once after a pause
    free : beginnings of paths that don't count
    callers : where keys and sessions are counted by themselves
    clock : seconds, rising
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        per_s: float,
        burst: int,
        free: tuple[str, ...] = (),
        callers: CallerLimit | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.app = app
        self.per_s = per_s
        self.burst = burst
        self.free = free
        self.callers = callers
        self.clock = clock
        self.buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self.let_in: OrderedDict[str, float] = OrderedDict()  # until when

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(self.free):
            await self.app(scope, receive, send)
            return
        caller = self._caller(scope)
        if caller is not None and self.callers is not None and self._was_let_in(caller):
            wait_s = self._wait_s(caller, self.callers.per_s, self.callers.burst)
        else:
            wait_s = self._wait_s(client_of(scope), self.per_s, self.burst)
            if caller is not None:
                send = self._noting(caller, send)
        if wait_s == 0:
            await self.app(scope, receive, send)
            return
        seconds = str(math.ceil(wait_s))
        response = refusal(
            "rate_limited", 429, f"Too many requests: try again in {seconds} s.",
            Retry_After=seconds,
        )  # fmt: skip
        await response(scope, receive, send)

    def _caller(self, scope: Scope) -> str | None:
        """Whose key or session it is, where that counts; what it says isn't kept."""
        if self.callers is None or not self.callers.paths.search(scope["path"]):
            return None
        headers = dict(scope["headers"])
        shown = headers.get(b"authorization") or headers.get(b"cookie")
        return None if shown is None else hashlib.sha256(shown).hexdigest()

    def _was_let_in(self, caller: str) -> bool:
        return self.let_in.get(caller, -math.inf) > self.clock()

    def _noting(self, caller: str, send: Send) -> Send:
        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in _GOOD:
                self.let_in[caller] = self.clock() + _LET_IN_S
                if len(self.let_in) > _MOST_REMEMBERED:
                    self.let_in.popitem(last=False)
            await send(message)

        return noting

    def _wait_s(self, who: str, per_s: float, burst: int) -> float:
        """Take a token; the seconds until there is one, if there is none."""
        now = self.clock()
        bucket = self.buckets.setdefault(who, _Bucket(burst, now))
        self.buckets.move_to_end(who)
        if len(self.buckets) > _MOST_REMEMBERED:
            self.buckets.popitem(last=False)
        bucket.tokens = min(burst, bucket.tokens + (now - bucket.at_s) * per_s)
        bucket.at_s = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0
        return (1 - bucket.tokens) / per_s


def client_of(scope: Scope) -> str:
    """The caller's address as the server knows it (it follows trusted proxies only)."""
    client = scope.get("client")
    return client[0] if client else "unknown"
