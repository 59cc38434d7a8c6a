"""Taking in an uploaded file: to disk as it comes, hashed on the way."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from typing import IO
from urllib.parse import unquote

from fastapi import Request

from masstest.service.problems import Problem
from masstest.service.uploads import JSON, XLSX

_IN_MEMORY_BYTES = 256_000
_BINARY = "application/octet-stream"


@dataclass(frozen=True)
class Upload:
    """A file that was sent, not yet looked at."""

    file: IO[bytes]
    media_type: str
    sha256: str

    def content(self) -> bytes:
        """All of it: to be read when there is room to work on it."""
        self.file.seek(0)
        return self.file.read()


def check_media_type(request: Request, accepted: tuple[str, ...]) -> str:
    """The kind of file that is sent.

    Raises
    ------
    Problem
        ``unsupported_media_type``.
    """
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given == _BINARY:
        return XLSX
    if given not in accepted:
        raise Problem("unsupported_media_type", accepted=", ".join(accepted))
    return given


async def take_in(request: Request, accepted: tuple[str, ...] = (XLSX, JSON)) -> Upload:
    """Take in the body of `request` (the middleware counts its bytes)."""
    media_type = check_media_type(request, accepted)
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115
    digest = hashlib.sha256()
    async for chunk in request.stream():
        digest.update(chunk)
        file.write(chunk)
    return Upload(file, media_type, digest.hexdigest())


def file_name_of(request: Request, fallback: str) -> str:
    """The name that a file was sent under: ``?file_name=``, no path, nothing invisible."""
    name = unquote(request.query_params.get("file_name", ""))
    name = name.replace("\\", "/").rpartition("/")[2]
    name = "".join(character for character in name if character.isprintable()).strip()
    return name[:200] or fallback
