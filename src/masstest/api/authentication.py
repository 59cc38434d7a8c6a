"""Who is behind a request: a browser with its cookie, or a program with its key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
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


def callers_behind(store: Store, settings: Settings, shown: Sequence[str]) -> dict[str, Caller]:
    """Who is behind what was shown (``Bearer <key>`` or ``cookie <token>``), of all at once.

    As `caller_of`, but for what browsers must show to change something.
    """
    idle = dt.timedelta(hours=settings.session_idle_hours)
    secrets = {each: each.partition(" ")[2].strip() for each in shown}
    of_browsers = {each: secret for each, secret in secrets.items() if each[:7] == "cookie "}
    of_programs = {each: secret for each, secret in secrets.items() if each[:7] != "cookie "}
    with store.reading() as session:
        keys = tokens.live_tokens(session, list(of_programs.values()))
        opened = logins.live_sessions(session, list(of_browsers.values()), idle=idle)
    used = [key.token_id for key in keys.values() if key.used_long_ago]
    seen = [token for token, live in opened.items() if live.seen_long_ago]
    if used or seen:
        with store.writing() as session:
            tokens.used(session, *used)
            logins.seen(session, *seen)
    callers = {
        each: Caller(opened[token].actor, token, opened[token].csrf_token)
        for each, token in of_browsers.items()
        if token in opened
    }
    return callers | {
        each: Caller(keys[key].actor) for each, key in of_programs.items() if key in keys
    }


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
