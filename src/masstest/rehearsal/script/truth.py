"""What really happened on a scripted day, whatever is reported of it, and in which order."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class BoxTruth:
    """One box: what is in it, and where it was when. Minutes since 00:00 of the day.

    `seal` is the seal on it at the end; `resulted_min` that of its last tube. `started_min` and
    `resulted_min` are NaN for a box that was left lying at a lost laboratory.
    """

    box_id: str
    source: str
    key: bool
    seal: str
    tubes: tuple[str, ...]
    first_sample_min: float
    sealed_min: float
    handed_over_min: float
    vehicle_id: str
    run_id: str
    lab_id: str
    received_min: float
    started_min: float
    resulted_min: float
    positives: tuple[str, ...] = ()
    invalids: tuple[str, ...] = ()

    @property
    def has_results(self) -> bool:
        return math.isfinite(self.resulted_min)


@dataclass(frozen=True, slots=True)
class MismatchTruth:
    """A wrong count or seal that was reported by `event_id`, and how it was put right."""

    box_id: str
    station: Literal["sealing", "handover", "reception"]
    event_id: str
    cleared: Literal["recount", "release"]
    cleared_by: str
    """The event that puts it right."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Persons sampled at a point or by a team over the day, in order of time."""

    done_min: tuple[float, ...]
    key_persons: int

    @property
    def persons(self) -> int:
        return len(self.done_min)

    def by(self, minute: float) -> int:
        """Persons sampled by `minute`."""
        return bisect_right(self.done_min, minute)


@dataclass(frozen=True)
class Truth:
    """The day as it was.

    Attributes
    ----------
    sources : persons sampled, by point and team
    compounds : persons sampled at points, by site and compound
    boxes : by box_id
    mismatches : every wrong report, each of which must have been held
    missed : persons who were due and were not sampled
    """

    sources: Mapping[str, Counts]
    compounds: Mapping[str, Mapping[str, int]]
    boxes: Mapping[str, BoxTruth]
    mismatches: tuple[MismatchTruth, ...]
    missed: int
    finish_by_source: Mapping[str, float] = field(default_factory=dict)

    @property
    def persons(self) -> int:
        return sum(counts.persons for counts in self.sources.values())

    @property
    def tubes(self) -> int:
        return sum(len(box.tubes) for box in self.boxes.values())

    @property
    def positives(self) -> tuple[str, ...]:
        return tuple(tube for box in self.boxes.values() for tube in box.positives)

    def resulted_by(self, minute: float) -> int:
        """Tubes of boxes that had all their results by `minute`."""
        return sum(len(b.tubes) for b in self.boxes.values() if b.resulted_min <= minute)
