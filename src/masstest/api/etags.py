"""ETags: what was seen is named when it is changed, and not sent again when it is known."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import Header, Request, Response

from masstest.service.problems import Problem

IfMatch = Annotated[
    str | None, Header(description="the ETag of what you have seen", examples=['"3"'])
]


NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "Not modified"}}


def etag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def seen_version(if_match: str | None) -> int:
    """The version that If-Match names.

    Raises
    ------
    Problem
        ``precondition_required`` without it, ``precondition_failed`` if it is no ETag of ours.
    """
    if if_match is None:
        raise Problem("precondition_required")
    found = re.fullmatch(r'(?:W/)?"?([0-9]{1,9})"?', if_match.strip())
    if found is None:
        raise Problem("precondition_failed")
    return int(found[1])


def not_modified(request: Request, tag: str) -> Response | None:
    """304 if the client has what `tag` stands for already."""
    known = request.headers.get("if-none-match", "")
    if tag in (part.strip().removeprefix("W/") for part in known.split(",")):
        return Response(status_code=304, headers={"ETag": tag})
    return None
