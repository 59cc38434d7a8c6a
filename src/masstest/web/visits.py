"""A visit: who opens a page, in which language, with the rights that the page requires."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from masstest.access import logins
from masstest.access.actor import Actor
from masstest.access.logins import LiveSession
from masstest.access.roles import Permission
from masstest.service.permits import require
from masstest.service.problems import Problem
from masstest.settings import Settings
from masstest.store.engine import Store
from masstest.text import Lang, Translator, translator
from masstest.web.rendering import language, page

_SAFE = frozenset({"GET", "HEAD"})
_MOST_FIELDS = 400


class LoginNeeded(Exception):
    """Nobody is logged in: the page is shown after the login."""


@dataclass(frozen=True)
class Visit:
    """What a page needs to answer. `form` is what was sent, checked to come from our own pages."""

    request: Request
    store: Store
    settings: Settings
    live: LiveSession | None
    token: str | None
    form: FormData = field(default_factory=FormData)

    @property
    def actor(self) -> Actor:
        if self.live is None:
            raise LoginNeeded
        return self.live.actor

    @property
    def lang(self) -> Lang:
        return language(self.request)

    @property
    def t(self) -> Translator:
        return translator(self.lang)

    @property
    def address(self) -> str:
        """Where the request comes from."""
        return self.request.client.host if self.request.client else "unknown"

    @property
    def by_htmx(self) -> bool:
        """Whether a part of a page was asked for."""
        return self.request.headers.get("hx-request") == "true"

    def reading(self) -> AbstractContextManager[Session]:
        return self.store.reading()

    def writing(self) -> AbstractContextManager[Session]:
        return self.store.writing()

    def text(self, name: str, default: str = "") -> str:
        """A field of the form, without blanks around it."""
        value = self.form.get(name, default)
        return value.strip() if isinstance(value, str) else default

    def file(self, name: str) -> tuple[str, bytes] | None:
        """Name and content of a file of the form; None if none was chosen."""
        sent = self.form.get(name)
        if not isinstance(sent, UploadFile) or not sent.filename:
            return None
        sent.file.seek(0)
        name = sent.filename.replace("\\", "/").rpartition("/")[2]
        return "".join(filter(str.isprintable, name)), sent.file.read()

    def page(self, template: str, *, status: int = 200, **facts: Any) -> HTMLResponse:
        """Answer a template of ``templates/``."""
        return page(self.request, template, status=status, **facts)

    def go(self, address: str) -> HTMLResponse | RedirectResponse:
        """Have the browser open another page of ours."""
        if self.by_htmx:
            return HTMLResponse("", 200, {"HX-Redirect": address})
        return RedirectResponse(address, 303)


class Visits:
    """Dependency: a visit by somebody with `permission`; None: by anybody, known or not."""

    def __init__(self, permission: Permission | None) -> None:
        self.permission = permission

    async def __call__(self, request: Request) -> Visit:
        live, token = await run_in_threadpool(_live, request)
        request.state.actor = None if live is None else live.actor
        request.state.csrf_token = "" if live is None else live.csrf_token
        form = FormData()
        if request.method not in _SAFE:
            _refuse_other_sites(request)
            form = await request.form(max_files=2, max_fields=_MOST_FIELDS)
            given = request.headers.get("x-csrf-token") or form.get("csrf_token")
            if live is not None and not live.csrf_matches(given if isinstance(given, str) else ""):
                raise Problem("csrf")
        if self.permission is not None:
            if live is None:
                raise LoginNeeded
            require(live.actor, self.permission)
        return Visit(
            request, request.app.state.store, request.app.state.settings, live, token, form
        )


def visits(permission: Permission | None) -> Any:
    """A page's visit; every page names the permission that it needs."""
    return Depends(Visits(permission))


def login_address(request: Request) -> str:
    """Where to log in, and to come back from afterwards: to the page, if a part of it is asked
    for."""
    address = urlsplit(str(request.url))
    if request.headers.get("hx-request") == "true":
        origin = address[:2]
        address = urlsplit(request.headers.get("referer", ""))
        path = address.path if address[:2] == origin else "/"
    else:
        path = address.path if request.method in _SAFE else "/"
    query = f"?{address.query}" if address.query and path != "/" else ""
    return f"/login?next={quote(path + query, safe='/')}"


def inside(address: str) -> str:
    """`address` if it is one of ours, else the first page: nobody is sent to another site."""
    own = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if own and address.isprintable() else "/"


def _live(request: Request) -> tuple[LiveSession | None, str | None]:
    store: Store = request.app.state.store
    settings: Settings = request.app.state.settings
    token = request.cookies.get(logins.cookie_name(secure=settings.secure_cookies))
    if not token:
        return None, None
    idle = dt.timedelta(hours=settings.session_idle_hours)
    with store.reading() as session:
        live = logins.live_session(session, token, idle=idle)
    if live is not None and live.seen_long_ago:
        with store.writing() as session:
            logins.seen(session, token)
    return live, token


def _refuse_other_sites(request: Request) -> None:
    """A form counts only if it is ours: browsers say where a request comes from."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    if site not in ("same-origin", "none"):
        raise Problem("csrf")
