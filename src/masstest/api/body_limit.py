"""How large a request may be: counted while it comes in, whatever it says about itself."""

from __future__ import annotations

import re

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

JSON_BYTES = 1_000_000
EVENTS_BYTES = 4_000_000  # what a phone kept over a long time without a network
_UPLOADS = re.compile(
    r"^/rounds$|/rounds/[^/]+/rosters$|/plans/[^/]+/(edit-checks|edited[^/]*|edits)(/[^/]+)*$"
)
_EVENTS = re.compile(r"/rounds/[^/]+/events$")


class BodyLimit:
    """Middleware: refuses a body that is too large as soon as that shows."""

    def __init__(self, app: ASGIApp, upload_bytes: int) -> None:
        self._app = app
        self._upload_bytes = upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            too_much = declared.isdigit() and int(declared) > limit
            if taken > limit or (too_much and message["type"] == "http.request"):
                raise HTTPException(413, str(limit))
            return message

        await self._app(scope, counted, send)

    def _limit(self, path: str) -> int:
        if _UPLOADS.search(path):
            return self._upload_bytes
        return EVENTS_BYTES if _EVENTS.search(path) else JSON_BYTES
