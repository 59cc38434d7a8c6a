"""A request's id, from the caller or made here, and one log line per request."""

from __future__ import annotations

import itertools
import re
import secrets
import time
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")
_BAD = 400
_log = structlog.get_logger("masstest.requests")


class RequestLog:
    """Give each request an id (``X-Request-ID``), and log how it ended and how long it took.

    The path is logged as its route's template, and never the query: neither ids of people nor
    anything secret gets into a log by way of an address. What went well at a path that is
    `quiet` isn't logged: the metrics count it.
    """

    def __init__(self, app: ASGIApp, *, quiet: re.Pattern[str] | None = None) -> None:
        self.app = app
        self.quiet = quiet
        # unlike any other process's, and cheap: hundreds a second need one
        mine = secrets.token_hex(12)
        self._ids = (f"{mine}{number:08x}" for number in itertools.count(1))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope).get("x-request-id", "")
        request_id = asked if _ACCEPTABLE.match(asked) else next(self._ids)
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        began, status = time.perf_counter(), 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        try:
            await self.app(scope, receive, answer)
        finally:
            if status >= _BAD or self.quiet is None or not self.quiet.search(scope["path"]):
                _log.info(
                    "request",
                    method=scope["method"],
                    route=route_of(scope),
                    status=status,
                    took_ms=round(1000 * (time.perf_counter() - began), 1),
                )


def route_of(scope: Scope) -> str:
    """The template of the route that answered, such as ``/api/v1/rounds/{round_id}``.

    A route of an included router may know no more than its own part of it; what stands before
    that in the address is the router's prefix, which has nothing variable.
    """
    route: Any = scope.get("route")
    template = getattr(route, "path", None)
    if not template:
        return "unknown"
    before = scope["path"].count("/") - template.count("/")
    prefix = scope["path"].split("/")[1 : before + 1]
    return "".join(f"/{part}" for part in prefix) + str(template)
