"""Tubes, and the retests of their persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from masstest.live.events import AbnormalKind, Outcome


@dataclass(frozen=True, slots=True)
class Scan:
    at_min: float
    event_id: str
    box_id: str
    persons: int | None
    person: str


@dataclass(frozen=True, slots=True)
class TubeFlag:
    at_min: float
    problem: AbnormalKind
    text: str
    person: str


@dataclass(frozen=True, slots=True)
class TubeState:
    tube_id: str
    box_id: str = ""  # into which it was last scanned; else the one that a result names
    persons: int | None = None
    scans: tuple[Scan, ...] = ()
    outcome: Outcome | None = None  # only if a result names the tube
    outcome_min: float | None = None
    flags: tuple[TubeFlag, ...] = ()


@dataclass(frozen=True, slots=True)
class RetestState:
    """Everyone in a pool-positive tube is tested again, singly.

    `persons` may be unknown (None) if the tube was never scanned. It is closed when as many
    single results are there as persons were sampled again.
    """

    tube_id: str
    box_id: str
    lab_id: str
    source: str  # point or doorstep team where the tube was filled
    opened_min: float
    persons: int | None
    sampled_min: float | None = None
    sampled_persons: int = 0
    results: Mapping[Outcome, int] = field(default_factory=dict)
    closed_min: float | None = None

    @property
    def positives(self) -> int:
        return self.results.get(Outcome.positive, 0)
