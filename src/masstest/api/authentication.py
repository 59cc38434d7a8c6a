"""Who is behind a request: a browser with its cookie, or a program with its key."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fastapi import Request

from masstest.access import logins, tokens
from masstest.access.actor import Actor
from masstest.service.problems import Problem
from masstest.settings import Settings
from masstest.store.engine import Store

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Caller:
    """Who calls. `session_token` and `csrf_token` are a browser's; a program has neither."""

    actor: Actor
    session_token: str | None = None
    csrf_token: str | None = None


def caller_of(request: Request, store: Store, settings: Settings) -> Caller | None:
    """Who is behind `request`; None for nobody that is known.

    Raises
    ------
    Problem
        ``csrf`` if a browser asks for a change without its CSRF token.
    """
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _program(store, bearer.strip())
    token = request.cookies.get(logins.cookie_name(secure=settings.secure_cookies))
    return _browser(request, store, settings, token) if token else None


def _program(store: Store, bearer: str) -> Caller | None:
    with store.reading() as session:
        live = tokens.live_token(session, bearer)
    if live is None:
        return None
    if live.used_long_ago:
        with store.writing() as session:
            tokens.used(session, live.token_id)
    return Caller(live.actor)


def _browser(request: Request, store: Store, settings: Settings, token: str) -> Caller | None:
    idle = dt.timedelta(hours=settings.session_idle_hours)
    with store.reading() as session:
        live = logins.live_session(session, token, idle=idle)
    if live is None:
        return None
    if request.method not in SAFE and not live.csrf_matches(request.headers.get("x-csrf-token")):
        raise Problem("csrf")
    if live.seen_long_ago:
        with store.writing() as session:
            logins.seen(session, token)
    return Caller(live.actor, token, live.csrf_token)
