"""Sending files: under a name, recognised by an ETag, without ever being sniffed."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import Request, Response

from masstest.api.etags import NOT_MODIFIED, not_modified
from masstest.service.uploads import JSON

HTML, GEOJSON, ZIP = "text/html", "application/geo+json", "application/zip"

# Pages that hold all that they need: their own programs and styles, no address of ours, and no
# way to act for whoever is logged in.
_ALONE = "; ".join(
    (
        "sandbox allow-scripts allow-modals allow-popups allow-downloads",
        "default-src 'none'",
        "script-src 'unsafe-inline'",
        "style-src 'unsafe-inline'",
        "img-src data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


def not_modified_file(request: Request, tag: str, media_type: str) -> Response | None:
    """304 if the client has the file already. It brings the file's own policy again: browsers
    put the headers of a 304 in place of those that they kept."""
    known = not_modified(request, tag)
    if known is not None and media_type == HTML:
        known.headers["Content-Security-Policy"] = _ALONE
    return known


def file_response(
    content: bytes, media_type: str, name: str, tag: str = "", *, inline: bool = False
) -> Response:
    """`content` as a file called `name`."""
    disposition = "inline" if inline else "attachment"
    headers = {
        "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
    }
    if media_type == HTML:
        headers["Content-Security-Policy"] = _ALONE
    if tag:
        headers["ETag"] = tag
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Response(content, 200, headers, media_type + charset)


def file_description(*media_types: str, document: str = "") -> dict[int | str, dict[str, Any]]:
    """How a route that sends a file is described; `document` names the schema of its JSON."""
    content = {kind: {"schema": _schema(kind, document)} for kind in media_types}
    return {200: {"description": "The file", "content": content}, **NOT_MODIFIED}


def _schema(media_type: str, document: str) -> dict[str, str]:
    if media_type == JSON:
        return {"$ref": f"#/components/schemas/{document}"}
    if media_type == GEOJSON:
        return {"type": "object", "description": "a FeatureCollection (RFC 7946)"}
    return {"type": "string", "format": "binary"}
