"""Zones of control, what may be mixed, and what travels apart."""

from __future__ import annotations

from enum import StrEnum


class Zone(StrEnum):
    sealed = "sealed"
    controlled = "controlled"
    precaution = "precaution"
    normal = "normal"

    @property
    def group(self) -> ZoneGroup:
        """Zones that may mix: precaution and normal count as one."""
        if self is Zone.sealed:
            return ZoneGroup.sealed
        return ZoneGroup.controlled if self is Zone.controlled else ZoneGroup.common


class ZoneGroup(StrEnum):
    """What may not be mixed with anything else (people, points, vehicles' cargo)."""

    sealed = "sealed"
    controlled = "controlled"
    common = "common"


class ZoneClass(StrEnum):
    """What a vehicle carries: sealed-zone specimens travel apart from all others."""

    open = "open"
    sealed = "sealed"
