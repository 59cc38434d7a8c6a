"""How often one address may call: a bucket of tokens that refills."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from masstest.edge.refusals import refusal

# Addresses remembered at once: a flood from many can't fill the memory.
_MOST_ADDRESSES = 10_000


@dataclass
class _Bucket:
    tokens: float
    at_s: float


class RateLimit:
    """Answer 429 with ``Retry-After`` to an address that calls too often.

    Parameters
    ----------
    app : what answers
    per_s : calls a second that an address may keep up
    burst : calls it may make at once after a pause
    free : beginnings of paths that don't count
    clock : seconds, rising
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        per_s: float,
        burst: int,
        free: tuple[str, ...] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.app = app
        self.per_s = per_s
        self.burst = burst
        self.free = free
        self.clock = clock
        self.buckets: OrderedDict[str, _Bucket] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(self.free):
            await self.app(scope, receive, send)
            return
        wait_s = self._wait_s(client_of(scope))
        if wait_s == 0:
            await self.app(scope, receive, send)
            return
        seconds = str(math.ceil(wait_s))
        response = refusal(
            "rate_limited", 429, f"Too many requests: try again in {seconds} s.",
            Retry_After=seconds,
        )  # fmt: skip
        await response(scope, receive, send)

    def _wait_s(self, address: str) -> float:
        """Take a token; the seconds until there is one, if there is none."""
        now = self.clock()
        bucket = self.buckets.setdefault(address, _Bucket(self.burst, now))
        self.buckets.move_to_end(address)
        if len(self.buckets) > _MOST_ADDRESSES:
            self.buckets.popitem(last=False)
        bucket.tokens = min(self.burst, bucket.tokens + (now - bucket.at_s) * self.per_s)
        bucket.at_s = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0
        return (1 - bucket.tokens) / self.per_s


def client_of(scope: Scope) -> str:
    """The caller's address as the server knows it (it follows trusted proxies only)."""
    client = scope.get("client")
    return client[0] if client else "unknown"
