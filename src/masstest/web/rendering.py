"""Templates into answers: language, who is logged in, and addresses of static files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from masstest import __version__
from masstest.text import Lang, translator
from masstest.web.measures import duration, figure, megabytes, percent
from masstest.web.menu import menu, open_entry, role_name, scope_name
from masstest.web.moments import clock, local

LANG_COOKIE = "masstest_lang"
_A_YEAR_S = 31_536_000


@cache
def templates() -> Environment:
    """The environment of all pages: everything is escaped, nothing undefined is printed."""
    environment = Environment(
        loader=PackageLoader("masstest.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "static": static_address,
        "menu": menu,
        "open_entry": open_entry,
        "role_name": role_name,
        "scope_name": scope_name,
        "clock": clock,
        "local": local,
        "figure": figure,
        "percent": percent,
        "duration": duration,
        "megabytes": megabytes,
        "version": __version__,
    }
    return environment


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **facts: Any,
) -> HTMLResponse:
    """Answer `template` (without its ending) filled with `facts`.

    Templates always have ``t`` (the translator), ``lang``, ``actor`` (None: nobody logged in),
    ``csrf_token``, ``path`` (of the request), ``here`` (where the same page is shown again),
    ``demo`` (whether it is made up), ``most_upload_bytes`` and ``static`` (a function of a file's
    name). A ``round`` among the `facts` says by itself whether it is of the demo.
    """
    lang = language(request)
    settings = request.app.state.settings
    actor = getattr(request.state, "actor", None)
    demo = (
        settings.demo
        or getattr(actor, "is_demo", False)
        or getattr(facts.get("round"), "is_demo", False)
    )
    text = (
        templates()
        .get_template(f"{template}.html.jinja")
        .render(
            t=translator(lang),
            lang=lang,
            actor=actor,
            csrf_token=getattr(request.state, "csrf_token", ""),
            path=request.url.path,
            here=_here(request),
            demo=demo,
            most_upload_bytes=settings.max_upload_bytes,
            **facts,
        )
    )
    answer = HTMLResponse(text, status, dict(headers or {}))
    answer.headers.setdefault("Cache-Control", "no-store")  # names and phones stay on no disk
    return answer


def _here(request: Request) -> str:
    """Where this page is shown again: its address, or of an answer to a form the form's page."""
    address = urlsplit(str(request.url))
    if request.method not in ("GET", "HEAD"):
        origin, address = address[:2], urlsplit(request.headers.get("referer", ""))
        if address[:2] != origin:
            return "/"
    return urlunsplit(("", "", address.path, address.query, ""))


def language(request: Request) -> Lang:
    """The reader's language: chosen by cookie, else their account's, else the browser's."""
    chosen = request.cookies.get(LANG_COOKIE) or getattr(
        getattr(request.state, "actor", None), "lang", None
    )
    if chosen is None:
        first = request.headers.get("accept-language", "zh").split(",")[0].strip().lower()
        chosen = "en" if first.startswith("en") else "zh"
    return "en" if chosen == "en" else "zh"


@cache
def static_address(name: str) -> str:
    """The address of a static file, with its content's hash: it may be kept for ever."""
    content = files("masstest.web").joinpath("static", name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


class KeptStaticFiles(StaticFiles):
    """Static files that a browser keeps: for ever under their hash, else for a short while."""

    async def get_response(self, path: str, scope: Scope) -> Any:
        answer = await super().get_response(path, scope)
        hashed = b"v=" in scope.get("query_string", b"")
        answer.headers["Cache-Control"] = (
            f"public, max-age={_A_YEAR_S}, immutable" if hashed else "public, max-age=300"
        )
        return answer
