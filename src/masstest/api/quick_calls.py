"""Calls of phones, which come by the hundred: who is behind one is remembered for a moment."""

from __future__ import annotations

import hmac
import time
from collections import OrderedDict
from typing import Any

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from masstest.access import logins
from masstest.access.roles import Permission
from masstest.api.authentication import SAFE, Caller, caller_of
from masstest.api.calls import Call, LangQuery, Requires
from masstest.api.languages import language_of
from masstest.service.permits import require
from masstest.service.problems import Problem
from masstest.settings import Settings

REMEMBERED_S = 10.0
"""A key that was revoked, or a right that was taken away, still counts for so long."""
_MOST_CALLERS = 5000


class KnownCallers:
    """Who was behind a key or a session a moment ago."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[float, Caller]] = OrderedDict()

    def get(self, credential: str) -> Caller | None:
        until_s, caller = self._known.get(credential, (0.0, None))
        return caller if time.monotonic() < until_s else None

    def keep(self, credential: str, caller: Caller) -> None:
        self._known[credential] = (time.monotonic() + REMEMBERED_S, caller)
        self._known.move_to_end(credential)
        if len(self._known) > _MOST_CALLERS:
            self._known.popitem(last=False)


class RequiresQuickly(Requires):
    """Dependency: as `Requires`, without a look into the database for each call."""

    async def __call__(  # type: ignore[override]
        self, request: Request, lang: LangQuery = None
    ) -> Call:
        state = request.app.state
        caller = await _caller(request, state.callers)
        if caller is None:
            raise Problem("not_logged_in")
        assert self.permission is not None
        require(caller.actor, self.permission)
        in_lang = language_of(request, caller.actor.lang)
        return Call(request, state.store, state.settings, caller, in_lang)


async def _caller(request: Request, known: KnownCallers) -> Caller | None:
    state = request.app.state
    credential = _credential(request, state.settings)
    if credential is None:
        return None
    caller = known.get(credential)
    if caller is None:
        caller = await run_in_threadpool(caller_of, request, state.store, state.settings)
        if caller is not None:
            known.keep(credential, caller)
    elif caller.csrf_token is not None and request.method not in SAFE:
        sent = request.headers.get("x-csrf-token", "")
        if not hmac.compare_digest(sent.encode("utf-8", "replace"), caller.csrf_token.encode()):
            raise Problem("csrf")
    return caller


def _credential(request: Request, settings: Settings) -> str | None:
    """What shows who calls; a program's key goes before a browser's cookie, as everywhere."""
    authorization = request.headers.get("authorization", "")
    if authorization[:7].lower() == "bearer ":
        return authorization
    token = request.cookies.get(logins.cookie_name(secure=settings.secure_cookies))
    return f"cookie {token}" if token else None


def quickly(permission: Permission) -> Any:
    """A route's call, for what phones and boards ask for all the time."""
    return Depends(RequiresQuickly(permission))
