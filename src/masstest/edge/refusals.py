"""How the edge says no: a problem document (RFC 9457), before any route has seen the request."""

from __future__ import annotations

from starlette.responses import JSONResponse

_TITLES = {
    "rate_limited": "Too many requests",
}


def refusal(code: str, status: int, detail: str, **headers: str) -> JSONResponse:
    """The problem document `code`, with `detail` for people and `headers` for programs."""
    return JSONResponse(
        {
            "type": f"/problems/{code}",
            "title": _TITLES[code],
            "status": status,
            "code": code,
            "detail": detail,
        },
        status,
        {name.replace("_", "-"): value for name, value in headers.items()},
        media_type="application/problem+json",
    )
