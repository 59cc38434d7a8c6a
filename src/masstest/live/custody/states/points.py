"""Points: what state they are in, and how many were sampled there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from masstest.live.custody.states.calls import Call, Waste
from masstest.live.custody.states.series import Series


class PointStatus(StrEnum):
    waiting = "waiting"  # reported something, but hasn't opened
    open = "open"
    paused = "paused"
    closed = "closed"


@dataclass(frozen=True, slots=True)
class StatusChange:
    at_min: float
    status: PointStatus
    lanes: int
    reason: str
    person: str


class Reading(NamedTuple):
    """People sampled at a point since the morning, as reported at `at_min`."""

    at_min: float
    event_id: str
    persons: int
    key_persons: int | None
    person: str


@dataclass(frozen=True, slots=True)
class PointState:
    """`readings` never fall: those that fit no rising curve with most others are set aside."""

    site_id: str
    status: PointStatus = PointStatus.waiting
    lanes: int = 0
    changes: tuple[StatusChange, ...] = ()
    opened_min: float | None = None  # for the first time
    closed_min: float | None = None  # None while it is not closed
    done: bool = False  # closed because everybody had been sampled
    persons: int = 0
    key_persons: int | None = None
    readings: tuple[Reading, ...] = ()
    set_aside: tuple[Reading, ...] = ()
    compounds: Mapping[str, int] = field(default_factory=dict)  # persons by compound
    waste: tuple[Waste, ...] = ()
    help: tuple[Call, ...] = ()
    supplies: tuple[Call, ...] = ()
    last_heard_min: float = float("-inf")

    @property
    def sampled(self) -> Series:
        """Persons sampled over time."""
        return Series(
            tuple(r.at_min for r in self.readings), tuple(r.persons for r in self.readings)
        )
