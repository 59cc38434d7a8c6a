"""Calls of phones, which come by the hundred: who is behind one is remembered for a moment."""

from __future__ import annotations

from typing import Any

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from masstest.access.roles import Permission
from masstest.api.authentication import SAFE, Caller, caller_of
from masstest.api.calls import Call, LangQuery, Requires
from masstest.api.known_callers import KnownCallers, credential, may_change
from masstest.api.languages import language_of
from masstest.service.permits import require
from masstest.service.problems import Problem


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
    shown = credential(request.headers, state.settings)
    if shown is None:
        return None
    caller, number = known.get(shown), known.number
    if caller is None:
        caller = await run_in_threadpool(caller_of, request, state.store, state.settings)
        if caller is not None:
            known.keep(shown, caller, number)
    elif request.method not in SAFE and not may_change(caller, request.headers):
        raise Problem("csrf")
    return caller


def quickly(permission: Permission) -> Any:
    """A route's call, for what phones and boards ask for all the time."""
    return Depends(RequiresQuickly(permission))
