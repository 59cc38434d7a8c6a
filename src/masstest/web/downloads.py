"""Files that are saved."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import Response


def download(content: bytes, media_type: str, name: str) -> Response:
    """A file to be saved; its name may be Chinese (RFC 6266)."""
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(
        content, 200, {"Content-Disposition": disposition, "Cache-Control": "no-store"}, media_type
    )
