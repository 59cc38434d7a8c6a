"""How something stands, and when it will be over."""

from __future__ import annotations

from enum import StrEnum

from masstest.domain.units import Model


class Signal(StrEnum):
    """Green holds, amber may be missed, red is missed or will most probably be."""

    green = "green"
    amber = "amber"
    red = "red"


class Expected(Model):
    """When something will most probably be over (`p50_min`), and nine times in ten (`p90_min`)."""

    p50_min: float
    p90_min: float
