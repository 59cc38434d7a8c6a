"""Boxes: how many a lot of tubes fills, those of key groups apart so that a lab can start them."""

from __future__ import annotations

import math
from typing import NamedTuple


class Boxes(NamedTuple):
    """Boxes with key-group tubes, and boxes with all others."""

    key: int
    other: int

    @property
    def total(self) -> int:
        return self.key + self.other


def boxes_of(tubes: int, key_tubes: int, tubes_per_box: int) -> Boxes:
    """The boxes that `tubes` fill, `key_tubes` of them of key groups."""
    return Boxes(
        math.ceil(key_tubes / tubes_per_box), math.ceil((tubes - key_tubes) / tubes_per_box)
    )
