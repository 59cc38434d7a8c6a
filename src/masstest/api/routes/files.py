"""Sending files: under a name, recognised by an ETag, without ever being sniffed."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import Response

from masstest.api.etags import NOT_MODIFIED
from masstest.service.uploads import JSON

HTML, GEOJSON, ZIP = "text/html", "application/geo+json", "application/zip"


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
