"""Nothing, for some time or with some memory: for finding out how work can be done."""

from __future__ import annotations

import tempfile
import time


def nothing() -> None:
    """Return at once."""


def seconds(how_many: float) -> None:
    """Take time."""
    time.sleep(how_many)


def folder() -> str:
    """Tell where temporary files go."""
    return tempfile.gettempdir()


def bytes_of(how_many: int) -> int:
    """Take memory."""
    return len(bytearray(how_many))
