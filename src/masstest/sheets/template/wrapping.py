"""Heights of wrapped rows, which not every program works out by itself."""

from __future__ import annotations

import unicodedata

_LINE_POINTS = 14.5
_WIDE, _NARROW = 1.75, 0.85  # a Chinese and another character, in digits of the default font


def height_of(text: str, room: float) -> float:
    """Points that `text` takes in a cell `room` digits wide."""
    width = sum(_WIDE if unicodedata.east_asian_width(c) in "WF" else _NARROW for c in text)
    return _LINE_POINTS * (1 + int(width // (room - 2))) + 4
