"""Who was behind a key or a session a moment ago: phones call by the hundred, every few seconds."""

from __future__ import annotations

import asyncio
import hmac
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import cookie_parser

from masstest.access import logins
from masstest.api.authentication import Caller, callers_behind
from masstest.settings import Settings
from masstest.store.engine import Store

REMEMBERED_S = 10.0
"""So long a key still counts that was revoked, or a right that was taken away, by another
process. By this server itself, and it counts no more."""
_LOOK_AGAIN_S = 1.0
_MOST_CALLERS = 5000
_MOST_AT_ONCE = 500
_log = structlog.get_logger(__name__)


@dataclass
class _Known:
    caller: Caller
    since_s: float
    number: int  # of the withdrawals until then
    asked_for: bool = False


class KnownCallers:
    """Callers by what they show: see `credential`. Take `number` before you look one up."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: OrderedDict[str, _Known] = OrderedDict()

    @property
    def number(self) -> int:
        return self._store.withdrawals.number

    def get(self, shown: str) -> Caller | None:
        known = self._known.get(shown)
        if known is None or time.monotonic() - known.since_s >= REMEMBERED_S:
            return None
        if not self._store.withdrawals.holds(known.caller.actor.user_id, known.number):
            return None
        known.asked_for = True
        return known.caller

    def keep(self, shown: str, caller: Caller, number: int) -> None:
        self._known[shown] = _Known(caller, time.monotonic(), number)
        self._known.move_to_end(shown)
        if len(self._known) > _MOST_CALLERS:
            self._known.popitem(last=False)

    def due(self) -> list[str]:
        """Those who came since they were looked up, half of the time ago."""
        before_s = time.monotonic() - REMEMBERED_S / 2
        due: list[str] = []
        for shown, known in self._known.items():  # the longest known first
            if known.since_s > before_s or len(due) == _MOST_AT_ONCE:
                break
            if known.asked_for:
                due.append(shown)
        return due

    def renew(self, due: Sequence[str], found: Mapping[str, Caller], number: int) -> None:
        """Keep those of `due` who are still somebody, and forget the others."""
        for shown in due:
            if shown in found:
                self.keep(shown, found[shown], number)
            else:
                self._known.pop(shown, None)


async def look_again(callers: KnownCallers, store: Store, settings: Settings) -> None:
    """Look up who comes again and again, all at once and before they would have to wait for it."""
    while True:
        await asyncio.sleep(_LOOK_AGAIN_S)
        due, number = callers.due(), callers.number
        if not due:
            continue
        try:
            found = await run_in_threadpool(callers_behind, store, settings, due)
        except (OperationalError, InterfaceError) as error:
            # they are looked up when they come, and told that there is no database
            _log.warning("callers not looked up", error=str(error.orig))
            continue
        callers.renew(due, found, number)


def credential(headers: Headers, settings: Settings) -> str | None:
    """What shows who calls; a program's key goes before a browser's cookie, as everywhere."""
    authorization = headers.get("authorization", "")
    if authorization[:7].lower() == "bearer ":
        return authorization
    cookies = cookie_parser(headers.get("cookie", ""))
    token = cookies.get(logins.cookie_name(secure=settings.secure_cookies))
    return f"cookie {token}" if token else None


def may_change(caller: Caller, headers: Headers) -> bool:
    """Whether a request that changes something shows what a browser has to show."""
    if caller.csrf_token is None:
        return True
    sent = headers.get("x-csrf-token", "")
    return hmac.compare_digest(sent.encode("utf-8", "replace"), caller.csrf_token.encode())
