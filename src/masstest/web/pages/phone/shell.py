"""The phone page: one page for all kinds of places, which works without a network.

It holds nothing about anybody: who it is for, and what there is to do, its scripts ask the API.
So it may be kept on the phone, by a service worker that has everything the page needs.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from masstest import __version__
from masstest.edge.security_headers import CONTENT_SECURITY_POLICY
from masstest.text import N_, translator
from masstest.web.pages.phone.words import WORDS
from masstest.web.visits import Visit, visits

router = APIRouter()

ZXING = "vendor/zxing-wasm-3.1.4"
_KEPT = (
    "style/phone.css",
    "image/icon.svg",
    f"{ZXING}/es/reader/index.js",
    f"{ZXING}/es/share.js",
    f"{ZXING}/zxing_reader.wasm",
)
# Codes in pictures are read by WebAssembly: allowed on this page alone.
_POLICY = CONTENT_SECURITY_POLICY.replace(
    "script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'"
)


@router.get("/phone")
def phone(visit: Visit = visits(None)) -> Response:
    """The page itself; its address is also what a phone keeps on its first screen."""
    answer = visit.page("phone/shell", zh=_chinese(), zxing=ZXING)
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer


@router.get("/phone/worker.js")
def worker(visit: Visit = visits(None)) -> Response:
    """The service worker: a new one whenever anything that it keeps has changed."""
    kept = [f"/static/{name}" for name in kept_files()]
    head = (
        f"const VERSION = {json.dumps(_version())};\nconst PAGE = '/phone';\n"
        f"const FILES = {json.dumps(kept)};\n"
    )
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/phone"}
    return Response(head + _static("script/phone/worker.js").read_text("utf-8"), 200, headers,
                    "text/javascript")  # fmt: skip


@router.get("/phone/manifest.webmanifest")
def manifest(visit: Visit = visits(None)) -> Response:
    """What the page is called as an app."""
    name = visit.t(N_("Testing day"))
    return JSONResponse(
        {
            "name": name,
            "short_name": name,
            "id": "/phone",
            "start_url": "/phone",
            "scope": "/phone",
            "display": "standalone",
            "orientation": "portrait",
            "lang": "zh-CN" if visit.lang == "zh" else "en",
            "background_color": "#ffffff",
            "theme_color": "#0b5c6b",
            "icons": [{"src": "/static/image/icon.svg", "sizes": "any", "type": "image/svg+xml"}],
        },
        media_type="application/manifest+json",
    )


@cache
def kept_files() -> tuple[str, ...]:
    """The static files that the page needs without a network."""
    scripts = sorted(_modules(_static("script/phone"), "script/phone"))
    return (*scripts, *_KEPT)


def _modules(folder: Traversable, path: str) -> list[str]:
    found: list[str] = []
    for each in folder.iterdir():
        if each.is_dir():
            found += _modules(each, f"{path}/{each.name}")
        elif each.name.endswith(".mjs"):
            found.append(f"{path}/{each.name}")
    return found


@cache
def _version() -> str:
    """Names all that the service worker keeps, the page's words as well."""
    digest = hashlib.sha256(f"{__version__} {json.dumps(_chinese())}".encode())
    for name in ("script/phone/worker.js", *kept_files()):
        digest.update(_static(name).read_bytes())
    digest.update(_template().read_bytes())
    return digest.hexdigest()[:16]


@cache
def _chinese() -> dict[str, str]:
    t = translator("zh")
    return {sentence: t(sentence) for sentence in WORDS}


def _static(name: str) -> Traversable:
    return files("masstest.web").joinpath("static", *name.split("/"))


def _template() -> Traversable:
    return files("masstest.web").joinpath("templates", "phone", "shell.html.jinja")
