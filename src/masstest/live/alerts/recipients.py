"""Whom a condition is told: roles in an area, level by level until somebody acknowledges it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from masstest.live.alerts.condition import Condition, Kind, Severity


class Recipient(NamedTuple):
    """Everybody with `role` in an area. Scope ``all``: of the whole district and all its
    streets. `level`: 0 at once, then once for each escalation."""

    role: str
    scope: str
    place: str
    level: int


class _Route(NamedTuple):
    """Areas (of `_areas`) by level."""

    levels: tuple[tuple[str, ...], ...]


_TRANSPORT = _Route((("transport",), ("office",), ("everybody",)))
_POINT = _Route((("street", "coordinator"), ("office",), ("everybody",)))
# 双推送: to the locality and to the supervising office at once
_BOTH = _Route((("street", "office"), ("everybody",)))

_ROUTES: Mapping[Kind, _Route] = {
    Kind.late_point: _POINT,
    Kind.help_needed: _POINT,
    Kind.box_over_age: _TRANSPORT,
    Kind.count_mismatch: _TRANSPORT,
    Kind.box_unaccounted: _TRANSPORT,
    Kind.vehicle_silent: _TRANSPORT,
    Kind.lab_backlog: _Route((("lab", "coordinator"), ("office",), ("everybody",))),
    Kind.supplies_short: _Route((("coordinator",), ("office",), ("everybody",))),
    Kind.deadline_at_risk: _Route((("office",), ("everybody",))),
    Kind.pool_positive: _BOTH,
    Kind.retest_late: _BOTH,
}

DOUBLE_PUSH = frozenset({Kind.pool_positive, Kind.retest_late})
"""Kinds that locality and supervising office each acknowledge for themselves."""

# Minutes without an acknowledgement until the next level is told (BG).
_WAITS_MIN = {Severity.amber: 20.0, Severity.red: 10.0}
_WAITS_OF_KIND_MIN = {Kind.pool_positive: 5.0, Kind.help_needed: 5.0}


def recipients(condition: Condition, district: str) -> tuple[Recipient, ...]:
    """Everybody who is told in the end; each at the first level that names them."""
    found: dict[tuple[str, str, str], int] = {}
    for level, areas in enumerate(_ROUTES[condition.kind].levels):
        for area in areas:
            for who in _area(area, condition, district):
                found.setdefault(who, level)
    return tuple(Recipient(*who, level) for who, level in found.items())


def last_level(kind: Kind) -> int:
    """The level after which nobody is left to be told."""
    return len(_ROUTES[kind].levels) - 1


def wait_min(kind: Kind, severity: Severity) -> float:
    """Minutes that a level has to acknowledge before the next one is told."""
    return _WAITS_OF_KIND_MIN.get(kind, _WAITS_MIN[severity])


def _area(area: str, condition: Condition, district: str) -> tuple[tuple[str, str, str], ...]:
    match area:
        case "street" if condition.street:
            street = condition.street
            return (("manager", "street", street), ("coordinator", "street", street))
        case "lab" if condition.lab_id:
            return (("lab", "lab", condition.lab_id),)
        case "coordinator":
            return (("coordinator", "district", district),)
        case "transport":
            return (("transport_lead", "district", district),)
        case "office":
            return (("manager", "district", district), ("coordinator", "district", district))
        case "everybody":
            return (("manager", "all", ""),)
    return ()  # a place that isn't known: whoever else is named is told
