"""Writing the files of an archive, each with its hash."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable
from typing import IO, Any

_PIECE = 1 << 18


class Members:
    """The files written so far: name, bytes, SHA-256."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.rows: list[dict[str, Any]] = []

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a file piece by piece."""
        sha256, count = hashlib.sha256(), 0
        with self._archive.open(name, "w", force_zip64=True) as file:
            for piece in pieces:
                file.write(piece)
                sha256.update(piece)
                count += len(piece)
        self.rows.append({"name": name, "bytes": count, "sha256": sha256.hexdigest()})

    def add_json(self, name: str, value: Any) -> None:
        # without indentation: only so is it written at full speed
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        self.add(name, [text.encode()])

    def add_file(self, name: str, file: IO[bytes]) -> None:
        """Copy a file from its beginning."""
        file.seek(0)
        self.add(name, iter(lambda: file.read(_PIECE), b""))
