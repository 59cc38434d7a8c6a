"""The shortest way for what comes most often: one event that is simply recorded.

Finding a route and its dependencies costs more than recording an event does. This middleware
answers a `PUT` of an event by somebody who is known, into a round that is known, if it is recorded
now. Everything else goes the usual way, with the body that was read: an event can be sent twice,
so nothing is lost by asking again, and there is one place only that says no.
"""

from __future__ import annotations

import asyncio
import json
import re

from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from masstest.access.actor import Actor
from masstest.api.authentication import Caller
from masstest.api.known_callers import credential, may_change
from masstest.api.reported_events import read_event
from masstest.service.live.in_force.round_on import rounds_on
from masstest.service.live.ledger import recording
from masstest.service.live.ledger.outcomes import Outcome, Status
from masstest.service.problems import Problem
from masstest.store.engine import Store
from masstest.store.tables.base import utc_now

_EVENT = re.compile(
    r"/api/v1/rounds/(?P<round_id>[0-9a-f]{32})/events/(?P<event_id>[A-Za-z0-9_-]{8,64})"
)


class _Route:
    """What the metrics call it, as they do where it goes the usual way."""

    path = "/api/v1/rounds/{round_id}/events/{event_id}"


class FastLane:
    """Middleware around the routes of `api`, on its `store`."""

    def __init__(self, app: ASGIApp, api: FastAPI) -> None:
        self._app = app
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        actor = found = None
        if scope["type"] == "http" and scope["method"] == "PUT":
            found = _EVENT.fullmatch(scope["path"])
        if found is not None:
            actor = self._known(Headers(scope=scope))
        if found is None or actor is None:
            await self._app(scope, receive, send)
            return
        try:
            body = await _body(receive)
        except HTTPException as refused:  # too large, say: where the routes are it is answered
            await self._app(scope, _refusing(refused), send)
            return
        if body is None:  # the phone went away: nobody waits
            return
        outcome = await self._record(actor, found["round_id"], found["event_id"], body)
        if outcome is None or outcome.status is not Status.recorded or outcome.problem is not None:
            await self._app(scope, _again(body, receive), send)
            return
        scope["route"] = _Route
        await _answer(outcome, send)

    def _known(self, headers: Headers) -> Actor | None:
        """Who was behind this key or session a moment ago, if they show all they have to."""
        state = self._api.state
        shown = credential(headers, state.settings)
        caller: Caller | None = None if shown is None else state.callers.get(shown)
        return None if caller is None or not may_change(caller, headers) else caller.actor

    async def _record(
        self, actor: Actor, round_id: str, event_id: str, body: bytes
    ) -> Outcome | None:
        """What came of the event; None if that takes a closer look."""
        store: Store = self._api.state.store
        on = rounds_on(store).fresh(round_id)
        if on is None:
            return None
        try:
            report = recording.look_at(on, actor, [read_event(event_id, body)])
            pending = recording.submit(store, report)
        except Problem:
            return None
        if pending is None:
            return None
        try:
            (outcome,) = await asyncio.wrap_future(pending)
        except SQLAlchemyError:
            return None
        return outcome


async def _body(receive: Receive) -> bytes | None:
    parts = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """`receive` of a request whose body was read already."""
    told = False

    async def receive_again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again


def _refusing(refused: HTTPException) -> Receive:
    async def receive() -> Message:
        raise refused

    return receive


async def _answer(outcome: Outcome, send: Send) -> None:
    told = {
        "event_id": outcome.event_id,
        "status": outcome.status.value,
        "server_time": utc_now().isoformat(),
    }
    content = json.dumps(told, separators=(",", ":")).encode()
    headers = [
        (b"content-length", str(len(content)).encode()),
        (b"content-type", b"application/json"),
    ]
    await send({"type": "http.response.start", "status": 201, "headers": headers})
    await send({"type": "http.response.body", "body": content})
