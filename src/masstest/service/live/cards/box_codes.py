"""How boxes are called: on printed labels, and where labels ran out."""

from __future__ import annotations

import re

_LONGEST_PREFIX = 56  # a code has at most 64 characters


def box_prefix(place_id: str) -> str:
    """How the boxes of a point or a team begin; of letters that scanners know.

    Other letters are written as their number: ``东1`` becomes ``4e1c1``.
    """
    plain = re.sub(r"[^A-Za-z0-9._/-]", lambda m: f"{ord(m[0]):x}", place_id)
    return plain.lstrip("._/-")[:_LONGEST_PREFIX] or "B"
