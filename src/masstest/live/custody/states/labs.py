"""Laboratories and their batches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from masstest.live.custody.states.series import Series
from masstest.live.events import Outcome


@dataclass(frozen=True, slots=True)
class Batch:
    batch_id: str
    at_min: float
    box_ids: tuple[str, ...]
    tubes: int
    person: str


@dataclass(frozen=True, slots=True)
class LabState:
    """Series count tubes; `key_*` those of key-group boxes."""

    lab_id: str
    box_ids: tuple[str, ...] = ()  # received, started or resulted here
    received: Series = field(default_factory=Series)
    started: Series = field(default_factory=Series)
    resulted: Series = field(default_factory=Series)
    key_received: Series = field(default_factory=Series)
    key_resulted: Series = field(default_factory=Series)
    batches: tuple[Batch, ...] = ()
    results: Mapping[Outcome, int] = field(default_factory=dict)
    last_heard_min: float = float("-inf")

    @property
    def waiting(self) -> int:
        """Tubes received and not started."""
        return max(0, self.received.total - self.started.total)
