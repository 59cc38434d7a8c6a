"""How large a request may be, counted while it arrives."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from masstest.edge.refusals import refusal


class _TooLargeError(Exception):
    """Raised inside the application's reading of a body that goes on too long."""


class BodyLimit:
    """Answer 413 to a request whose body is larger than `most_bytes`, without reading it all."""

    def __init__(self, app: ASGIApp, *, most_bytes: int) -> None:
        self.app = app
        self.most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal():
            response = refusal("bad_length", 400, "Content-Length must be a whole number.")
            await response(scope, receive, send)
            return
        too_large = refusal(
            "too_large", 413, f"At most {self.most_bytes} bytes are taken.", Connection="close"
        )
        if int(declared) > self.most_bytes:
            await too_large(scope, receive, send)
            return
        taken, answered = 0, False

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.most_bytes:
                raise _TooLargeError
            return message

        async def answer(message: Message) -> None:
            nonlocal answered
            if not answered and taken > self.most_bytes:
                raise _TooLargeError  # the application made an answer of its own out of it
            answered = True
            await send(message)

        try:
            await self.app(scope, counted, answer)
        except _TooLargeError:
            if answered:
                raise
            await too_large(scope, receive, send)
